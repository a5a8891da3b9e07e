"""The offline bundle: what is written comes back the same, and a folder made by hand is understood or refused."""

import base64
import json

import msgspec
import pytest
from recorded import (
    ACCOUNT,
    KEY_ID,
    OTHER_KEY_ID,
    RecordedIam,
    arn,
    collect,
    denied,
    detail,
    details,
    key_cells,
    listed_key,
    listed_user,
    per_user,
    refused,
    report,
    row,
    with_report,
)

from builders import ACCOUNT_ID, NOW, days_ago, snapshot, user
from iam_audit.collect.account import Ask
from iam_audit.collect.asking import plain
from iam_audit.collect.assemble import assemble
from iam_audit.collect.bundle import read_bundles, write_bundle
from iam_audit.errors import InputError, OutputError
from iam_audit.model import Account, NeverUsed, Section, Used, UseUnknown
from iam_audit.snapshots import load_snapshot, save_snapshot

EVERYTHING = Ask(include=frozenset({Section.SSH_PUBLIC_KEYS, Section.MFA_DEVICES}))
BROKEN = {"PolicyName": "broken", "PolicyDocument": "{not json"}


def busy_account(**answers):
    """Users in every state: with ids and without, younger than the report, unknown, refused."""
    rows = (
        row("alice", mfa_active="true", password_enabled="true", **key_cells()),
        row("bob", mfa_active="true", **key_cells()),
        row("carol, jr", **key_cells(rotated=days_ago(5)), **key_cells(2, rotated=days_ago(6))),
    )
    shown = (
        detail("alice", UserPolicyList=[BROKEN]),
        detail("bob"),
        detail("carol, jr"),
        detail("new"),
        detail("unknown"),
    )
    young = listed_key(OTHER_KEY_ID, made=days_ago(0.01))
    return RecordedIam(
        **with_report(*rows)
        | {
            "get_account_authorization_details": details(*shown),
            "list_access_keys": per_user(
                "AccessKeyMetadata",
                alice=[listed_key(), young],
                bob=denied("ListAccessKeys"),
                unknown=denied("ListAccessKeys"),
            ),
            "get_access_key_last_used": refused("GetAccessKeyLastUsed", "ServiceFailure"),
            "get_login_profile": {"LoginProfile": {"UserName": "new"}},
            "list_mfa_devices": per_user("MFADevices", alice=[], bob=denied("ListMFADevices")),
            "list_server_certificates": denied("ListServerCertificates"),
            "get_account_password_policy": refused("GetAccountPasswordPolicy", "NoSuchEntity"),
            "list_account_aliases": {"AccountAliases": ["acme"]},
        }
        | answers
    )


def without_report(**answers):
    everybody = {"Users": [listed_user("alice", PasswordLastUsed=days_ago(9)), listed_user("bob")]}
    return busy_account(
        **{"get_credential_report": denied("GetCredentialReport"), "list_users": everybody} | answers
    )


ACCOUNTS = [
    pytest.param(RecordedIam(), Ask(), id="empty"),
    pytest.param(busy_account(), Ask(), id="with gaps"),
    pytest.param(busy_account(), EVERYTHING, id="everything included"),
    pytest.param(busy_account(list_users={"Users": [listed_user("alice")]}), Ask(live=True), id="live"),
    pytest.param(without_report(), Ask(), id="without report"),
    pytest.param(without_report(list_users=denied("ListUsers")), Ask(), id="without report and list"),
    pytest.param(
        without_report(
            list_access_keys=denied("ListAccessKeys"),
            get_login_profile=denied("GetLoginProfile"),
            list_mfa_devices=denied("ListMFADevices"),
        ),
        Ask(),
        id="without credentials",
    ),
    pytest.param(busy_account(get_account_authorization_details=denied("X")), Ask(), id="without details"),
]


@pytest.mark.parametrize(("iam", "ask"), ACCOUNTS)
def test_what_is_written_is_read_back_the_same(tmp_path, iam, ask):
    collected = collect(iam, ask)

    write_bundle(tmp_path, collected)

    assert read_bundles(tmp_path, days_ago(-50)) == (collected.snapshot,)
    assert read_bundles(tmp_path / ACCOUNT_ID, days_ago(-50)) == (collected.snapshot,)


@pytest.mark.parametrize(("iam", "ask"), ACCOUNTS)
def test_answers_and_gaps_alone_give_the_snapshot_again(iam, ask):
    collected = collect(iam, ask)

    assert assemble(collected.answers, collected.unread, ACCOUNT, NOW) == collected.snapshot


def test_the_reasons_are_kept(tmp_path):
    write_bundle(tmp_path, collect(busy_account()))

    (snapshot,) = read_bundles(tmp_path, NOW)

    assert snapshot.gap(Section.SERVER_CERTIFICATES).code == "AccessDenied"
    assert snapshot.gap(Section.SSH_PUBLIC_KEYS).reason == "not asked for: include ssh_public_keys to read it"


def test_a_broken_policy_document_is_kept_as_it_is(tmp_path):
    write_bundle(tmp_path, collect(busy_account()))

    (snapshot,) = read_bundles(tmp_path, NOW)

    assert snapshot.users_by_name["alice"].permissions.inline[0].document == "{not json"


def test_the_files_have_the_names_and_shapes_that_the_aws_cli_gives(tmp_path):
    write_bundle(tmp_path, collect(busy_account(), EVERYTHING))

    home = tmp_path / ACCOUNT_ID
    assert {path.name for path in home.iterdir()} == {
        "access-analyzers.json",
        "access-keys.json",
        "account-aliases.json",
        "account-authorization-details.json",
        "account-summary.json",
        "account.json",
        "alternate-contacts.json",
        "contact-information.json",
        "credential-report.csv",
        "credential-report.json",
        "gaps.json",
        "login-profiles.json",
        "mfa-devices.json",
        "oidc-providers.json",
        "organization.json",
        "password-policy.json",
        "roles.json",
        "saml-providers.json",
        "service-specific-credentials.json",
        "snapshot.json",
        "ssh-public-keys.json",
        "sso-instances.json",
    }
    assert set(json.loads((home / "mfa-devices.json").read_text())) == {"MFADevices", "VirtualMFADevices"}
    assert [path for path in tmp_path.iterdir() if path != home] == []


def test_the_snapshot_lies_beside_the_answers(tmp_path):
    collected = collect(busy_account())

    write_bundle(tmp_path, collected)

    assert load_snapshot(tmp_path / ACCOUNT_ID / "snapshot.json") == collected.snapshot


def test_an_old_answer_does_not_stay_beside_new_ones_but_other_peoples_files_do(tmp_path):
    write_bundle(tmp_path, collect(busy_account(), EVERYTHING))
    (tmp_path / ACCOUNT_ID / "notes.txt").write_text("mine")
    fresh = collect(busy_account())

    write_bundle(tmp_path, fresh)

    assert read_bundles(tmp_path, NOW) == (fresh.snapshot,)
    assert (tmp_path / ACCOUNT_ID / "notes.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match=r"could not be written: Not a directory. Choose another place"):
        write_bundle(tmp_path / "file", collect(RecordedIam()))


def test_a_failure_half_way_leaves_the_old_bundle_and_nothing_else(tmp_path):
    old = collect(busy_account(), EVERYTHING)
    write_bundle(tmp_path, old)
    unwritable = msgspec.structs.replace(old, answers={**old.answers, "x" * 300: []})

    with pytest.raises(OutputError, match="File name too long"):
        write_bundle(tmp_path, unwritable)
    assert read_bundles(tmp_path, NOW) == (old.snapshot,)
    assert [path.name for path in tmp_path.iterdir()] == [ACCOUNT_ID]


class TestMadeByHand:
    def bundle(self, folder, **files):
        texts = {"credential-report.csv": report(row("alice", **key_cells()))} | files
        for name, content in texts.items():
            text = content if isinstance(content, str) else json.dumps(plain(content))
            (folder / name).write_text(text, encoding="utf-8")
        (snapshot,) = read_bundles(folder, NOW)
        return snapshot

    def test_the_report_alone_will_do(self, tmp_path):
        snapshot = self.bundle(tmp_path)

        assert (snapshot.account.id, snapshot.collected_at) == (ACCOUNT_ID, NOW)
        assert [(key.user_name, key.id) for key in snapshot.access_keys] == [("alice", None)]
        assert snapshot.users[0].permissions is None

    def test_every_missing_file_is_a_gap_with_that_reason(self, tmp_path):
        snapshot = self.bundle(tmp_path)

        known = {Section.USERS, Section.ACCESS_KEYS, Section.PASSWORDS, Section.MFA, Section.ROOT}
        assert {gap.section for gap in snapshot.gaps} == set(Section) - known
        assert snapshot.gap(Section.PASSWORD_POLICY).reason == "no file password-policy.json in the bundle"
        assert snapshot.gap(Section.ACCESS_KEY_IDS).reason == "no file access-keys.json in the bundle"

    def test_without_keys_nobody_misses_their_ids(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"credential-report.csv": report(row("alice"))})

        assert snapshot.gap(Section.ACCESS_KEY_IDS) is None

    @pytest.mark.parametrize(
        "wrap", [lambda keys: keys, lambda keys: {"AccessKeyMetadata": keys}], ids=["bare", "under its key"]
    )
    def test_lists_are_taken_bare_or_under_their_key(self, tmp_path, wrap):
        used = {"LastUsedDate": "2026-03-18T12:00:00+00:00", "ServiceName": "s3", "Region": "eu-west-1"}

        snapshot = self.bundle(tmp_path, **{"access-keys.json": wrap([listed_key() | {"LastUsed": used}])})

        (key,) = snapshot.access_keys
        assert (key.id, key.last_used) == (KEY_ID, Used(at=days_ago(1), service="s3", region="eu-west-1"))

    @pytest.mark.parametrize("name", ["account-summary.json", "password-policy.json"])
    def test_objects_are_taken_bare_or_under_their_key(self, tmp_path, name):
        policy = {
            "MinimumPasswordLength": 14,
            "RequireSymbols": True,
            "RequireNumbers": True,
            "RequireUppercaseCharacters": True,
            "RequireLowercaseCharacters": True,
            "AllowUsersToChangePassword": True,
            "ExpirePasswords": False,
        }
        key, bare = {
            "account-summary.json": ("SummaryMap", {"Users": 3}),
            "password-policy.json": ("PasswordPolicy", policy),
        }[name]

        one, other = self.bundle(tmp_path, **{name: bare}), self.bundle(tmp_path, **{name: {key: bare}})

        assert one == other

    def test_no_password_policy_is_null_under_its_key(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"password-policy.json": {"PasswordPolicy": None}})

        assert snapshot.password_policy.custom is False

    def test_a_user_who_is_not_in_the_report_is_unknown_and_not_without_credentials(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"account-authorization-details.json": details(detail("new"))})

        (new,) = [user for user in snapshot.users if user.name == "new"]
        (key,) = snapshot.keys_by_user["new"]
        assert (new.password.enabled, new.mfa_active, key.active) == (None, None, None)
        assert isinstance(key.last_used, UseUnknown)

    def test_a_user_whom_only_the_list_of_keys_knows_is_a_user(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"access-keys.json": [listed_key(user="ghost")]})

        ghost = snapshot.users_by_name["ghost"]
        assert (ghost.arn, ghost.password.enabled) == (arn("ghost"), None)
        assert [key.id for key in snapshot.keys_by_user["ghost"]] == [KEY_ID]

    def test_login_profiles_with_users_go_before_the_report(self, tmp_path):
        snapshot = self.bundle(
            tmp_path,
            **{
                "credential-report.csv": report(row("alice", password_enabled="true"), row("bob")),
                "users.json": [listed_user("alice")],
                "login-profiles.json": [],
            },
        )

        assert [user.password.enabled for user in snapshot.users] == [False, False]
        assert snapshot.users[0].password.last_used == NeverUsed()

    def test_devices_of_users_may_be_missing_while_the_virtual_ones_are_there(self, tmp_path):
        snapshot = self.bundle(
            tmp_path,
            **{
                "credential-report.csv": report(row("alice", mfa_active="true")),
                "mfa-devices.json": {"VirtualMFADevices": []},
            },
        )

        assert snapshot.gap(Section.MFA_DEVICES).reason == "no MFADevices in mfa-devices.json"

    def test_virtual_devices_may_be_missing_while_those_of_users_are_there(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"mfa-devices.json": {"MFADevices": []}})

        assert snapshot.gap(Section.MFA_DEVICES).reason == "no VirtualMFADevices in mfa-devices.json"

    def test_details_without_one_of_their_lists_leave_a_gap(self, tmp_path):
        snapshot = self.bundle(tmp_path, **{"account-authorization-details.json": {"UserDetailList": []}})

        assert snapshot.gap(Section.PERMISSIONS) is None
        assert snapshot.gap(Section.ROLES).reason == "no RoleDetailList in account-authorization-details.json"

    def test_the_account_file_names_the_account_and_the_time(self, tmp_path):
        told = {"id": ACCOUNT_ID, "name": "prod", "management": True, "collected_at": "2026-03-01T00:00:00Z"}

        snapshot = self.bundle(tmp_path, **{"account.json": told})

        assert snapshot.account == Account(id=ACCOUNT_ID, name="prod", management=True)
        assert snapshot.collected_at.day == 1

    def test_a_reason_may_be_written_by_hand(self, tmp_path):
        note = [{"file": "password-policy.json", "reason": "the admin would not tell"}]

        snapshot = self.bundle(tmp_path, **{"gaps.json": note})

        assert snapshot.gap(Section.PASSWORD_POLICY).reason == "the admin would not tell"

    def test_the_report_may_come_as_the_aws_cli_saves_it(self, tmp_path):
        content = base64.b64encode(report(row("alice")).encode()).decode()
        answer = {
            "Content": content,
            "GeneratedTime": "2026-03-19T10:00:00+00:00",
            "ReportFormat": "text/csv",
        }
        (tmp_path / "credential-report.json").write_text(json.dumps(answer))

        (snapshot,) = read_bundles(tmp_path, NOW)

        assert snapshot.credential_report_generated_at.hour == 10
        assert [user.name for user in snapshot.users] == ["alice"]

    @pytest.mark.parametrize("name", ["users.json", "account-authorization-details.json"])
    def test_without_report_the_other_lists_tell_users_and_account(self, tmp_path, name):
        answer = {"users.json": [listed_user()], "account-authorization-details.json": details(detail())}[
            name
        ]
        (tmp_path / name).write_text(json.dumps(plain(answer)))

        (snapshot,) = read_bundles(tmp_path, NOW)

        assert (snapshot.account.id, [user.name for user in snapshot.users]) == (ACCOUNT_ID, ["alice"])
        assert {Section.ROOT, Section.PASSWORDS, Section.MFA, Section.ACCESS_KEYS} <= {
            gap.section for gap in snapshot.gaps
        }
        assert snapshot.access_keys == ()

    @pytest.mark.parametrize(
        "encode",
        [
            lambda text: b"\xef\xbb\xbf" + text.encode(),
            lambda text: text.encode("utf-16"),
            lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
            lambda text: text.replace("\n", "\r\n").encode(),
        ],
        ids=["UTF-8 with a mark", "UTF-16", "UTF-16 big-endian", "Windows line ends"],
    )
    def test_files_saved_on_windows_are_understood(self, tmp_path, encode):
        (tmp_path / "credential-report.csv").write_bytes(encode(report(row("zoë"))))
        (tmp_path / "account-aliases.json").write_bytes(encode('{"AccountAliases":\n ["acme"]}'))

        (snapshot,) = read_bundles(tmp_path, NOW)

        assert (snapshot.users[0].name, snapshot.account.name) == ("zoë", "acme")


class TestSeveralAccounts:
    def test_a_folder_of_folders_is_read_in_the_order_of_the_accounts(self, tmp_path):
        for name, account_id in (("a", "444455556666"), ("b", "111122223333")):
            (tmp_path / name).mkdir()
            root = row("<root_account>", arn=f"arn:aws:iam::{account_id}:root")
            (tmp_path / name / "credential-report.csv").write_text(report(root=root))
        (tmp_path / "notes").mkdir()
        (tmp_path / ".444455556666.left-over").mkdir()
        (tmp_path / ".444455556666.left-over" / "credential-report.csv").write_text("half")
        (tmp_path / "readme.txt").write_text("")

        assert [one.account.id for one in read_bundles(tmp_path, NOW)] == ["111122223333", "444455556666"]

    def test_two_folders_of_one_account_are_refused(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "credential-report.csv").write_text(report())

        with pytest.raises(InputError, match="two folders hold account 123456789012"):
            read_bundles(tmp_path, NOW)

    def test_an_accounts_folder_without_a_bundle_is_not_passed_over(self, tmp_path):
        (tmp_path / "111122223333").mkdir()
        (tmp_path / ACCOUNT_ID).mkdir()
        (tmp_path / ACCOUNT_ID / "credential-report.csv").write_text(report())

        with pytest.raises(InputError, match=r"111122223333: no credential-report.csv"):
            read_bundles(tmp_path, NOW)


class TestBadInput:
    @pytest.mark.parametrize("name", ["", "missing", "file"])
    def test_a_folder_without_a_bundle_is_one_clear_error(self, tmp_path, name):
        (tmp_path / "file").write_text("")

        with pytest.raises(InputError, match=r"no credential-report.csv here|could not be read"):
            read_bundles(tmp_path / name, NOW)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            (
                "credential-report.csv",
                "zoë".encode("latin-1"),
                r"credential-report.csv: not UTF-8 \(byte 2\)",
            ),
            (
                "credential-report.csv",
                report().encode("utf-16-le"),
                "credential-report.csv: holds NUL characters",
            ),
            ("credential-report.csv", b"", "credential-report.csv: empty"),
            ("users.json", b"\n", "users.json: empty, as after an error of the AWS CLI. Remove it"),
            (
                "password-policy.json",
                b"",
                r'no password policy is set, write \{"PasswordPolicy": null\} into it',
            ),
            ("users.json", b"{", "users.json: not valid JSON"),
            ("users.json", b"[" * 100_000, "users.json: nested too deeply"),
            ("users.json", b'{"Users": {}}', "users.json: Expected `array`, got `object`"),
            ("users.json", b"5", "users.json: expected a list, or an object with Users"),
            ("users.json", b'{"People": []}', "users.json: expected a list, or an object with Users"),
            (
                "users.json",
                b'[{"UserName": "alice"}]',
                r"users.json: Object missing required field `Arn` - at `\$\[0\]`",
            ),
            ("users.json", b'{"Users": [], "IsTruncated": true}', "users.json: only the first page"),
            ("users.json", b'{"Users": [], "NextToken": "x"}', "users.json: only the first page"),
            ("users.json", b'[{"UserName": "bob", "Arn": "bob"}]', "'bob' is not an ARN of IAM"),
            (
                "users.json",
                b'[{"UserName": "bob", "Arn": "arn:aws:iam::111122223333:user/bob"}]',
                "files of two accounts are mixed up",
            ),
            ("account-summary.json", b"[]", "account-summary.json: expected an object with SummaryMap"),
            ("account-summary.json", b'{"Users": -1}', "account-summary.json: Expected `int` >= 0"),
            (
                "account-authorization-details.json",
                b"[]",
                "account-authorization-details.json: Expected `object`",
            ),
            (
                "access-keys.json",
                b'[{"UserName":"a","AccessKeyId":"x","Status":"Active","CreateDate":"2024-01-01"}]',
                "CreateDate",
            ),
            ("account.json", b'{"id": "12"}', "account.json: Expected `str` matching regex"),
            ("account.json", b'{"id": "111122223333"}', "files of two accounts are mixed up"),
            (
                "account.json",
                b'{"collected_at": "2024-01-01T00:00:00"}',
                "account.json: Expected `datetime` with a timezone",
            ),
            ("gaps.json", b'[{"file": "users.json"}]', "gaps.json: Object missing required field `reason`"),
            ("credential-report.json", b'{"GeneratedTime": 5}', "credential-report.json: Expected"),
        ],
    )
    def test_what_is_wrong_is_named_with_file_and_advice(self, tmp_path, name, content, message):
        (tmp_path / "credential-report.csv").write_text(report(row()))
        (tmp_path / name).write_bytes(content)

        with pytest.raises(InputError, match=message) as caught:
            read_bundles(tmp_path, NOW)
        assert str(caught.value).startswith(f"{tmp_path}: ")
        assert "iam-audit collect" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_content_that_is_not_base64_is_refused(self, tmp_path):
        (tmp_path / "credential-report.json").write_text('{"Content": "user,arn"}')

        with pytest.raises(InputError, match=r"credential-report.json: Content is not base64"):
            read_bundles(tmp_path, NOW)

    def test_a_file_that_is_a_folder_is_refused(self, tmp_path):
        (tmp_path / "credential-report.csv").mkdir()

        with pytest.raises(InputError, match=r"credential-report.csv: Is a directory"):
            read_bundles(tmp_path, NOW)

    @pytest.mark.parametrize("answer", ["[]", "{}"])
    def test_an_account_that_nothing_names_is_refused(self, tmp_path, answer):
        name = "users.json" if answer == "[]" else "account-authorization-details.json"
        (tmp_path / name).write_text(answer)

        with pytest.raises(
            InputError, match=r"no ARN tells which account this is. Write its id into account.json"
        ):
            read_bundles(tmp_path, NOW)

    def test_the_account_file_alone_holds_no_users(self, tmp_path):
        (tmp_path / "account.json").write_text("{}")

        with pytest.raises(InputError, match=r"no credential-report.csv"):
            read_bundles(tmp_path, NOW)

    def test_an_empty_list_of_users_is_an_account_without_users_when_it_has_an_id(self, tmp_path):
        (tmp_path / "users.json").write_text("[]")
        (tmp_path / "account.json").write_text(json.dumps({"id": ACCOUNT_ID}))

        assert read_bundles(tmp_path, NOW)[0].users == ()


@pytest.mark.parametrize("place", [".", ACCOUNT_ID], ids=["by itself", "in a folder of its account"])
def test_a_snapshot_alone_is_a_bundle_too(tmp_path, place):
    saved = snapshot(users=(user(),))
    save_snapshot(saved, tmp_path / place / "snapshot.json")

    (read,) = read_bundles(tmp_path, NOW)

    assert (read.account, read.users) == (saved.account, saved.users)
