"""Whatever stands in a file, the answer is a snapshot or one of our errors."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from recorded import COLUMNS, detail, details, listed_key, listed_user, report, row

from builders import NOW
from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.asking import plain
from iam_audit.collect.bundle import read_bundles
from iam_audit.collect.bundle_layout import ACCOUNT, GAPS, REPORT_TIME
from iam_audit.collect.credential_report import CredentialReport, read_report
from iam_audit.errors import InputError

BRIEF = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOURCES = (*collectors(), *per_user_collectors())
FILES = sorted({source.file for source in SOURCES} - {CredentialReport.file} | {ACCOUNT, GAPS, REPORT_TIME})
KEYS = sorted({source.key for source in SOURCES if source.key})

WORDS = st.sampled_from(
    [
        "N/A",
        "true",
        "TRUE",
        "false",
        "no_information",
        "not_supported",
        "",
        "<root_account>",
        "alice",
        "2014-01-01T00:00:00+00:00",
        "2026-03-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:user/a",
    ]
)


def refuse_only_by_name(name: str, ask: Callable[[], object]) -> None:
    refusal = name
    try:
        ask()
    except InputError as error:
        refusal = str(error)
    assert refusal.startswith(name)


@BRIEF
@given(st.fixed_dictionaries({column: WORDS | st.text(max_size=12) for column in COLUMNS}))
def test_any_row_is_read_or_refused(cells):
    refuse_only_by_name("credential-report.csv", lambda: read_report(report(cells)))


@BRIEF
@given(st.text() | st.text(alphabet='",\n\r\0aé').map(lambda text: report(row()) + text))
def test_any_text_is_read_or_refused(text):
    refuse_only_by_name("credential-report.csv", lambda: read_report(text))


FIELDS = st.sampled_from(
    [
        "UserName",
        "Arn",
        "CreateDate",
        "Status",
        "AccessKeyId",
        "LastUsed",
        "UserDetailList",
        "RoleDetailList",
        "Policies",
        "PolicyDocument",
        "User",
        "SerialNumber",
        "id",
        "partition",
        "file",
        "reason",
        "users",
        "Content",
        "IsTruncated",
        *KEYS,
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(FIELDS | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)

TRUE = {
    "access-keys.json": [listed_key()],
    "users.json": [listed_user()],
    "account-authorization-details.json": details(detail()),
    "login-profiles.json": [{"UserName": "alice"}],
    "mfa-devices.json": {
        "VirtualMFADevices": [{"SerialNumber": "x", "User": {"Arn": "y"}}],
        "MFADevices": [],
    },
}


def read(folder: Path) -> None:
    refuse_only_by_name(str(folder), lambda: read_bundles(folder, NOW))


@pytest.mark.parametrize("name", FILES)
@BRIEF
@given(content=JSON)
@example(content=None)
@example(content=[None])
@example(content={})
@example(content=[[]])
def test_any_json_in_any_file_is_read_or_refused(tmp_path, name, content):
    (tmp_path / CredentialReport.file).write_text(report(row()))
    (tmp_path / name).write_text(json.dumps(content))

    read(tmp_path)


@pytest.mark.parametrize("name", sorted(TRUE))
@BRIEF
@given(data=st.data())
def test_a_true_answer_with_one_wrong_value_is_read_or_refused(tmp_path, name, data):
    (tmp_path / CredentialReport.file).write_text(report(row()))
    answer = plain(TRUE[name])
    entry = data.draw(st.sampled_from(list(entries(answer))))
    entry[data.draw(st.sampled_from(sorted(entry)))] = data.draw(JSON)
    (tmp_path / name).write_text(json.dumps(answer))

    read(tmp_path)


def entries(answer: object):
    if isinstance(answer, dict):
        if answer:
            yield answer
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from entries(one)


@pytest.mark.parametrize("name", [CredentialReport.file, *FILES])
@BRIEF
@given(content=st.binary(max_size=60))
def test_any_bytes_in_any_file_are_read_or_refused(tmp_path, name, content):
    (tmp_path / CredentialReport.file).write_text(report(row()))
    (tmp_path / name).write_bytes(content)

    read(tmp_path)
