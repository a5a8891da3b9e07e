"""Folders of saved answers that somebody made by hand, cut off, or saved in another encoding."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from front import NOW, cli

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
ROOT = (
    "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,no_information,"
    "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
)


def row(name: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return (
        f"{quoted},arn:aws:iam::123456789012:user/x,2024-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,"
        "2024-01-01T00:00:00+00:00,2026-03-01T00:00:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    )


def report(names: Iterable[str] = ("alice",)) -> str:
    return "\n".join([COLUMNS, ROOT, *(row(name) for name in names)]) + "\n"


@pytest.fixture
def bundle(tmp_path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "credential-report.csv").write_text(report())
    return folder


def audit(*args: str):
    return cli("audit", "--from-dir", "bundle", *NOW, *args)


def test_a_folder_with_a_credential_report_alone_is_audited_with_gaps(bundle):
    ended = audit("--format", "json")

    found = json.loads(ended.out)
    assert ended.code == 3
    assert [one["username"] for one in found["keys"]] == ["alice"]
    assert "password_policy" in {one["section"] for one in found["gaps"]}


def test_checks_that_need_nothing_else_make_it_complete(bundle):
    assert audit("--format", "csv", "--only", "access-key-age", "--fail-on", "high").code == 1


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(report().encode("utf-8-sig"), id="byte order mark"),
        pytest.param(report().replace("\n", "\r\n").encode(), id="Windows line ends"),
        pytest.param(report().encode("utf-16"), id="what PowerShell saves"),
    ],
)
def test_harmless_oddities_of_the_report_do_not_matter(bundle, encoded):
    (bundle / "credential-report.csv").write_bytes(encoded)

    ended = audit("--format", "json", "--only", "access-key-age")

    assert ended.code == 0
    assert json.loads(ended.out)["total_keys_audited"] == 1


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="no report at all"),
        pytest.param(report().replace("access_key_1_active", "key_1").encode(), id="missing column"),
        pytest.param(report()[:-30].encode(), id="cut off"),
        pytest.param(
            report().replace("2024-01-01T00:00:00+00:00,false", "soon,false").encode(), id="no date"
        ),
        pytest.param(report(["b\u00e9a"]).encode("latin-1"), id="Latin-1"),
        pytest.param(report().encode() + b"\0\0\0", id="zeros at the end"),
    ],
)
def test_a_broken_report_is_one_line_that_names_the_file(bundle, encoded):
    (bundle / "credential-report.csv").write_bytes(encoded)

    refused = audit()

    assert refused.code == 2
    assert refused.is_one_line
    assert "credential-report.csv" in refused.err


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("access-keys.json", "{"),
        ("access-keys.json", "3"),
        ("account-summary.json", "[]"),
        ("account-authorization-details.json", '{"UserDetailList": 3}'),
        ("account.json", '{"id": 5}'),
        ("mfa-devices.json", '{"VirtualMFADevices": [{}]}'),
        ("password-policy.json", '{"MinimumPasswordLength": "long"}'),
        ("gaps.json", "no"),
    ],
)
def test_a_malformed_file_is_one_line_that_names_it(bundle, file, text):
    (bundle / file).write_text(text)

    refused = audit()

    assert refused.code == 2
    assert refused.is_one_line
    assert file in refused.err


def test_a_folder_without_a_report_is_refused(tmp_path):
    (tmp_path / "bundle").mkdir()

    refused = audit()

    assert refused.code == 2
    assert refused.is_one_line
    assert "bundle" in refused.err


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "bundle").write_text("x")

    refused = audit()

    assert refused.code == 2
    assert refused.is_one_line


NAMES = [
    "a,b",
    'say "hi"',
    "two\nlines",
    "=cmd()",
    "\u4e2d\u6587 \u00e9",
    "\x1b[31mred",
    "[bold]",
    "<script>",
    "../x",
    "%s{0}",
]


@pytest.mark.parametrize(
    "name", ["table", "json", "csv", "html", "markdown", "sarif", "junit", "ocsf", "asff"]
)
def test_names_of_any_kind_come_through_every_format(bundle, name):
    (bundle / "credential-report.csv").write_text(report(NAMES), newline="")

    ended = audit("--format", name, "--only", "access-key-age")

    assert ended.code == 0
    assert "\x1b" not in ended.out
    assert ended.err == ("" if name == "table" else "1 of 1 account assessed\n")


def test_nobody_is_an_account_too(bundle):
    (bundle / "credential-report.csv").write_text(report([]))

    ended = audit("--only", "access-key-age")

    assert ended.code == 0
    assert "1 of 1 account assessed" in ended.out


def test_five_thousand_users_are_audited(bundle):
    (bundle / "credential-report.csv").write_text(report(f"user-{number}" for number in range(5000)))

    ended = audit("--format", "json", "--only", "access-key-age", "access-key-unused")

    assert ended.code == 0
    assert json.loads(ended.out)["total_keys_audited"] == 5000


def test_a_broken_policy_document_is_unknown_and_not_an_error(bundle):
    users = [
        {
            "UserName": "alice",
            "UserId": "AIDAEXAMPLE",
            "Arn": "arn:aws:iam::123456789012:user/x",
            "Path": "/",
            "CreateDate": "2024-01-01T00:00:00Z",
            "GroupList": [],
            "AttachedManagedPolicies": [],
            "UserPolicyList": [{"PolicyName": "broken", "PolicyDocument": "{not json"}],
        }
    ]
    details = {"UserDetailList": users, "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    (bundle / "account-authorization-details.json").write_text(json.dumps(details))

    ended = audit("--format", "json", "--only", "user-no-permissions")

    assert json.loads(ended.out)["findings"][0]["status"] == "not_evaluated"
    assert "Traceback" not in ended.err
