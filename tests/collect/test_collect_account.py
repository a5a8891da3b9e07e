"""A live account: what is asked of whom, and what becomes of refusals."""

from typing import ClassVar

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from recorded import (
    ACCOUNT,
    KEY_ID,
    ORGANIZATION,
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
    row,
    with_report,
)

from builders import days_ago
from iam_audit.collect import collectors, per_user_collectors
from iam_audit.collect.account import Ask
from iam_audit.collect.base import CLIENT_NAMES
from iam_audit.errors import AccountError
from iam_audit.model import (
    Account,
    MfaKind,
    NeverUsed,
    Section,
    SigningCertificate,
    Used,
    UseUnknown,
)

LIVE = Ask(live=True)
UNASKED = {Section.ROLES_ANYWHERE_PROFILES, Section.TRUST_ANCHORS}
"""A plain run always leaves these: nobody asked."""
OF_USERS = {Section.SERVICE_LAST_ACCESSED, Section.SSH_PUBLIC_KEYS}
PLAIN_GAP = UNASKED | OF_USERS
"""A plain run over accounts with users leaves some more."""


def gaps(collected):
    return {gap.section for gap in collected.snapshot.gaps}


def wanted_gaps(collected):
    return {gap.section for gap in collected.snapshot.gaps if gap.wanted}


def user(collected, name="alice"):
    return collected.snapshot.users_by_name[name]


def keys(collected, name="alice"):
    return collected.snapshot.keys_by_user.get(name, ())


def last_use(**date):
    return {"AccessKeyLastUsed": {"ServiceName": "s3", "Region": "eu-west-1"} | date}


def without_report(**answers):
    return RecordedIam(
        **{"get_credential_report": denied("GetCredentialReport"), "list_users": users("alice", "bob")}
        | answers
    )


def users(*names, **fields):
    return {"Users": [listed_user(name, **fields) for name in names]}


def role(name, age, path="/"):
    return {
        "Path": path,
        "RoleName": name,
        "Arn": f"arn:aws:iam::123456789012:role{path}{name}",
        "AssumeRolePolicyDocument": {},
        "AttachedManagedPolicies": [],
        "CreateDate": days_ago(age),
        "RoleLastUsed": {},
    }


def profile(**asked):
    """Bob has a password."""
    if asked["UserName"] != "bob":
        raise refused("GetLoginProfile", "NoSuchEntity")
    return {"LoginProfile": asked}


class TestPlainRun:
    def test_an_empty_account_has_no_gaps_but_what_nobody_asked_for(self):
        collected = collect(RecordedIam())

        assert gaps(collected) == UNASKED
        assert not any(gap.wanted for gap in collected.snapshot.gaps)

    def test_ids_are_asked_for_only_where_the_report_shows_a_key(self):
        iam = RecordedIam(
            **with_report(row("alice", **key_cells()), row("bob")),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key()]),
        )

        collected = collect(iam)

        assert [(key.user_name, key.id, key.slot) for key in collected.snapshot.access_keys] == [
            ("alice", KEY_ID, 1)
        ]
        assert iam.calls["list_access_keys"] == 1
        assert iam.calls["get_access_key_last_used"] == 0
        assert gaps(collected) == PLAIN_GAP

    def test_the_list_of_users_is_not_asked_for_while_the_report_is_there(self):
        iam = RecordedIam(**with_report(row("alice")))

        collect(iam)

        assert not {"list_users", "get_login_profile", "list_mfa_devices", "list_ssh_public_keys"} & set(
            iam.calls
        )

    def test_keys_of_root_are_kept_apart(self):
        root = row("<root_account>", **key_cells())

        snapshot = collect(RecordedIam(**with_report(root=root))).snapshot

        assert (len(snapshot.root_access_keys), snapshot.access_keys) == (1, ())

    @pytest.mark.parametrize(
        "organization", [{}, {"describe_organization": ORGANIZATION}], ids=["alone", "management account"]
    )
    def test_a_thousand_users_of_whom_three_hundred_have_a_key_take_fewer_than_330_calls(self, organization):
        rows = [row(f"user{number}", **(key_cells() if number < 300 else {})) for number in range(1000)]
        iam = RecordedIam(
            **with_report(*rows),
            **organization,
            list_access_keys=lambda **asked: {"AccessKeyMetadata": [listed_key(user=asked["UserName"])]},
        )

        collected = collect(iam)

        assert sum(key.id is not None for key in collected.snapshot.access_keys) == 300
        assert iam.calls.total() < 330

    def test_the_alias_names_an_account_that_has_no_name(self):
        iam = RecordedIam(list_account_aliases={"AccountAliases": ["acme"]})

        assert collect(iam, account=Account(id=ACCOUNT.id)).snapshot.account.name == "acme"
        assert collect(iam).snapshot.account.name == "production"

    def test_the_report_says_when_it_was_made(self):
        assert collect(RecordedIam()).snapshot.credential_report_generated_at == days_ago(0.1)

    def test_a_report_without_root_leaves_a_gap(self):
        assert Section.ROOT in gaps(collect(RecordedIam(**with_report(row("alice"), root=None))))


class TestKeysOutsideTheReport:
    def test_a_key_younger_than_the_report_is_asked_when_it_was_used(self):
        young = listed_key(OTHER_KEY_ID, made=days_ago(0.01))
        iam = RecordedIam(
            **with_report(row("alice", **key_cells())),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key(), young]),
            get_access_key_last_used=last_use(LastUsedDate=days_ago(0.005)),
        )

        (_, key) = keys(collect(iam))

        assert (key.id, key.slot, key.created_at) == (OTHER_KEY_ID, None, days_ago(0.01))
        assert key.last_used == Used(at=days_ago(0.005), service="s3", region="eu-west-1")
        assert iam.calls["get_access_key_last_used"] == 1

    def test_a_key_whose_last_use_is_refused_is_of_unknown_use_and_says_why(self):
        young = listed_key(OTHER_KEY_ID, made=days_ago(0.01))
        iam = RecordedIam(
            **with_report(row("alice", **key_cells())),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key(), young]),
            get_access_key_last_used=refused("GetAccessKeyLastUsed", "ServiceFailure", "broken today"),
        )

        (_, key) = keys(collect(iam))

        assert isinstance(key.last_used, UseUnknown)
        assert "broken today" in key.last_used.why

    def test_a_malformed_last_use_is_no_use(self):
        young = listed_key(OTHER_KEY_ID, made=days_ago(0.01))
        iam = RecordedIam(
            **with_report(row("alice", **key_cells())),
            list_access_keys=per_user("AccessKeyMetadata", alice=[young]),
            get_access_key_last_used={"AccessKeyLastUsed": {"LastUsedDate": "soon"}},
        )

        assert isinstance(keys(collect(iam))[-1].last_used, UseUnknown)


class TestUsersOutsideTheReport:
    """Created since the report was made: their credentials must never look like none."""

    def iam(self, **answers):
        return RecordedIam(
            **{"get_account_authorization_details": details(detail("new", CreateDate=days_ago(0.05)))}
            | answers
        )

    def test_they_are_asked_about_one_by_one(self):
        iam = self.iam(
            list_access_keys=per_user("AccessKeyMetadata", new=[listed_key(user="new", made=days_ago(0.04))]),
            get_access_key_last_used=last_use(),
            get_login_profile={"LoginProfile": {"UserName": "new"}},
            list_mfa_devices=per_user("MFADevices", new=[{"UserName": "new", "SerialNumber": "GAHT1"}]),
        )

        collected = collect(iam)

        new = user(collected, "new")
        assert (new.password.enabled, new.mfa_active, new.permissions.groups) == (True, True, ())
        assert isinstance(new.password.last_used, UseUnknown)
        assert [(key.id, key.last_used) for key in keys(collected, "new")] == [(KEY_ID, NeverUsed())]
        assert new.signing_certificates == (SigningCertificate(slot=1, active=None),)
        assert gaps(collected) == PLAIN_GAP

    def test_those_without_credentials_have_none(self):
        collected = collect(self.iam())

        new = user(collected, "new")
        assert (new.password.enabled, new.password.last_used, new.mfa_active) == (False, NeverUsed(), False)
        assert keys(collected, "new") == ()

    def test_asking_about_them_says_nothing_of_the_others(self):
        both = {"password_enabled": "true", "mfa_active": "true"}

        collected = collect(self.iam(**with_report(row("alice", **both, **key_cells()))))

        alice = user(collected)
        assert (alice.password.enabled, alice.mfa_active, len(keys(collected))) == (True, True, 1)

    def test_those_who_cannot_be_asked_about_are_unknown(self):
        collected = collect(
            self.iam(
                **with_report(row("alice")),
                list_access_keys=denied("ListAccessKeys"),
                get_login_profile=denied("GetLoginProfile"),
                list_mfa_devices=denied("ListMFADevices"),
            )
        )

        new = user(collected, "new")
        (key,) = keys(collected, "new")
        assert (new.password.enabled, new.mfa_active) == (None, None)
        assert isinstance(new.password.last_used, UseUnknown)
        assert (key.id, key.active, key.created_at) == (None, None, None)
        assert isinstance(key.last_used, UseUnknown)
        assert keys(collected, "alice") == ()
        assert {Section.ACCESS_KEY_IDS, Section.MFA_DEVICES} <= gaps(collected)

    def test_one_made_again_under_an_old_name_does_not_inherit_the_old_credentials(self):
        old = row("new", password_enabled="true", **key_cells())

        collected = collect(self.iam(**with_report(old)))

        assert user(collected, "new").password.enabled is False
        assert keys(collected, "new") == ()

    def test_one_that_is_gone_since_the_report_is_left_out(self):
        iam = RecordedIam(
            **with_report(row("gone", **key_cells()), row("alice")),
            list_access_keys=per_user("AccessKeyMetadata", gone=refused("ListAccessKeys", "NoSuchEntity")),
        )

        collected = collect(iam)

        assert set(collected.snapshot.users_by_name) == {"alice"}
        assert gaps(collected) == PLAIN_GAP

    def test_one_that_is_gone_leaves_no_gap_in_what_was_asked_for_either(self):
        gone = per_user("SSHPublicKeys", gone=refused("ListSSHPublicKeys", "NoSuchEntity"))
        iam = RecordedIam(**with_report(row("gone"), row("alice")), list_ssh_public_keys=gone)

        collected = collect(iam, Ask(include=frozenset({Section.SSH_PUBLIC_KEYS})))

        assert set(collected.snapshot.users_by_name) == {"alice"}
        assert gaps(collected) == UNASKED | {Section.SERVICE_LAST_ACCESSED}

    def test_a_key_that_is_gone_does_not_take_its_user_along(self):
        young = listed_key(OTHER_KEY_ID, made=days_ago(0.01))
        iam = RecordedIam(
            **with_report(row("alice", **key_cells())),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key(), young]),
            get_access_key_last_used=refused("GetAccessKeyLastUsed", "NoSuchEntity"),
        )

        assert user(collect(iam))


class TestRefusedIds:
    def test_keys_stay_with_unknown_ids_and_the_gap_says_why(self):
        iam = RecordedIam(
            **with_report(row("alice", **key_cells())),
            list_access_keys=refused("ListAccessKeys", "ServiceFailure", "broken today"),
        )

        collected = collect(iam)

        assert [key.id for key in keys(collected)] == [None]
        gap = collected.snapshot.gap(Section.ACCESS_KEY_IDS)
        assert gap.reason.startswith("ListAccessKeys failed for 1 of 1 users with a key: ")
        assert "broken today" in gap.reason
        assert gap.code == "ServiceFailure"
        assert "access-keys.json" not in collected.answers

    @pytest.mark.parametrize(
        "failure",
        [denied("ListAccessKeys"), [{"UserName": "bob", "AccessKeyId": 5}]],
        ids=["refused", "malformed"],
    )
    def test_one_users_failure_does_not_lose_the_others(self, failure):
        iam = RecordedIam(
            **with_report(row("alice", **key_cells()), row("bob", **key_cells())),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key()], bob=failure),
        )

        collected = collect(iam)

        assert [key.id for key in collected.snapshot.access_keys] == [KEY_ID, None]
        assert "1 of 2 users" in collected.snapshot.gap(Section.ACCESS_KEY_IDS).reason


class TestWithoutReport:
    def test_everybody_is_asked_about(self):
        used = days_ago(2)
        iam = without_report(
            list_users=users("alice", "bob", PasswordLastUsed=days_ago(3)),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key()]),
            get_access_key_last_used=last_use(LastUsedDate=used),
            get_login_profile=profile,
            list_mfa_devices=per_user("MFADevices", bob=[{"UserName": "bob", "SerialNumber": "GAHT1"}]),
        )

        collected = collect(iam)

        assert [(key.id, key.last_used.at) for key in keys(collected)] == [(KEY_ID, used)]
        assert [one.password.enabled for one in collected.snapshot.users] == [False, True]
        assert [one.mfa_active for one in collected.snapshot.users] == [False, True]
        assert user(collected, "bob").password.last_used == Used(at=days_ago(3))
        assert gaps(collected) == PLAIN_GAP | {Section.ROOT}
        assert collected.snapshot.credential_report_generated_at is None

    def test_a_password_that_shows_no_use_was_never_used_by_a_young_user(self):
        iam = without_report(get_login_profile=lambda **asked: {"LoginProfile": asked})

        assert user(collect(iam)).password.last_used == NeverUsed()

    def test_users_may_come_from_the_authorization_details(self):
        iam = without_report(
            list_users=denied("ListUsers"),
            get_account_authorization_details=details(detail("alice")),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key()]),
        )

        collected = collect(iam)

        assert [key.id for key in keys(collected)] == [KEY_ID]
        assert user(collected).password.enabled is False

    def test_sections_that_nothing_tells_are_gaps_with_both_reasons(self):
        iam = without_report(
            get_credential_report=refused("GetCredentialReport", "ServiceFailure", "no report"),
            list_access_keys=refused("ListAccessKeys", "ServiceFailure", "no keys"),
            get_login_profile=refused("GetLoginProfile", "ServiceFailure", "no profiles"),
            list_mfa_devices=refused("ListMFADevices", "ServiceFailure", "no devices"),
        )

        snapshot = collect(iam).snapshot

        for section, second in (
            ("access_keys", "no keys"),
            ("passwords", "no profiles"),
            ("mfa", "no devices"),
        ):
            reason = snapshot.gap(Section(section)).reason
            assert "no report" in reason
            assert second in reason
        assert snapshot.access_keys == ()
        assert snapshot.gap(Section.ACCESS_KEY_IDS)

    def test_one_user_unknown_is_no_gap_but_unknown(self):
        iam = without_report(
            list_access_keys=per_user("AccessKeyMetadata", bob=denied("ListAccessKeys")),
            list_mfa_devices=per_user("MFADevices", bob=denied("ListMFADevices")),
        )

        collected = collect(iam)

        assert keys(collected, "alice") == ()
        assert [key.active for key in keys(collected, "bob")] == [None]
        assert [one.mfa_active for one in collected.snapshot.users] == [False, None]
        assert not {Section.ACCESS_KEYS, Section.MFA} & gaps(collected)

    def test_a_malformed_report_is_as_good_as_none(self):
        iam = without_report(get_credential_report={"Content": b"user,arn\n"})

        collected = collect(iam)

        assert (
            "could not be understood: credential-report.csv, line 1"
            in collected.snapshot.gap(Section.ROOT).reason
        )
        assert len(collected.snapshot.users) == 2

    def test_an_account_of_which_nobody_knows_the_users_is_not_read_at_all(self):
        iam = without_report(
            list_users=refused("ListUsers", "ServiceFailure", "no users"),
            get_account_authorization_details=refused(
                "GetAccountAuthorizationDetails", "ServiceFailure", "no details"
            ),
        )

        with pytest.raises(
            AccountError, match=r"^Account 123456789012 could not be read: .*no users.*no details"
        ):
            collect(iam)


class TestLiveRun:
    def test_every_key_is_asked_when_it_was_used_and_the_later_answer_counts(self):
        iam = RecordedIam(
            **with_report(row("alice", **key_cells(used=days_ago(50).isoformat())), row("bob")),
            list_users=users("alice", "bob"),
            list_access_keys=per_user("AccessKeyMetadata", alice=[listed_key()]),
            get_access_key_last_used=last_use(LastUsedDate=days_ago(0.01)),
        )

        collected = collect(iam, LIVE)

        (key,) = keys(collected)
        assert (key.slot, key.last_used.at) == (1, days_ago(0.01))
        assert (
            iam.calls["list_access_keys"]
            == iam.calls["get_login_profile"]
            == iam.calls["list_mfa_devices"]
            == 2
        )

    def test_what_is_asked_directly_goes_before_the_report(self):
        stale = row(
            "alice",
            password_enabled="true",
            mfa_active="true",
            **key_cells(),
            **key_cells(2, rotated=days_ago(5)),
        )
        iam = RecordedIam(**with_report(stale), list_users=users("alice"))

        collected = collect(iam, LIVE)

        assert (user(collected).password.enabled, user(collected).mfa_active) == (False, False)
        assert keys(collected) == ()

    def test_a_password_set_since_the_report_is_not_never_used_on_the_reports_word(self):
        iam = RecordedIam(
            **with_report(row("alice")),
            list_users=denied("ListUsers"),
            get_login_profile={"LoginProfile": {"UserName": "alice"}},
        )

        password = user(collect(iam, LIVE)).password

        assert password.enabled is True
        assert isinstance(password.last_used, UseUnknown)

    def test_a_failing_call_falls_back_to_the_report(self):
        iam = RecordedIam(
            **with_report(row("alice", password_enabled="true", **key_cells())),
            list_users=users("alice"),
            list_access_keys=denied("ListAccessKeys"),
            get_login_profile=denied("GetLoginProfile"),
        )

        collected = collect(iam, LIVE)

        assert user(collected).password.enabled is True
        assert [(key.slot, key.id) for key in keys(collected)] == [(1, None)]


class TestOnRequest:
    KEY: ClassVar = {"UserName": "alice", "SSHPublicKeyId": "APKAEXAMPLE", "Status": "Active"}

    def test_what_nobody_asked_for_is_neither_read_nor_forgotten(self):
        collected = collect(RecordedIam(**with_report(row("alice"))))

        gap = collected.snapshot.gap(Section.SSH_PUBLIC_KEYS)
        assert (gap.reason, gap.wanted) == ("not asked for: include ssh_public_keys to read it", False)

    def test_ssh_keys_are_read_when_included(self):
        iam = RecordedIam(
            **with_report(row("alice"), row("bob")),
            list_ssh_public_keys=per_user("SSHPublicKeys", alice=[self.KEY]),
        )

        collected = collect(iam, Ask(include=frozenset({Section.SSH_PUBLIC_KEYS})))

        assert [key.id for key in collected.snapshot.ssh_public_keys] == ["APKAEXAMPLE"]
        assert iam.calls["list_ssh_public_keys"] == 2
        assert gaps(collected) == UNASKED | {Section.SERVICE_LAST_ACCESSED}

    def test_one_users_refusal_is_a_gap_and_the_others_stay(self):
        iam = RecordedIam(
            **with_report(row("alice"), row("bob")),
            list_ssh_public_keys=per_user("SSHPublicKeys", alice=[self.KEY], bob=denied("ListSSHPublicKeys")),
        )

        collected = collect(iam, Ask(include=frozenset({Section.SSH_PUBLIC_KEYS})))

        assert len(collected.snapshot.ssh_public_keys) == 1
        gap = collected.snapshot.gap(Section.SSH_PUBLIC_KEYS)
        assert gap.reason.startswith("ListSSHPublicKeys failed for 1 of 2 users: ")
        assert gap.wanted

    def test_the_last_use_of_services_is_asked_of_users_and_of_roles_that_are_not_of_aws(self):
        iam = RecordedIam(
            get_account_authorization_details=details(
                detail("alice"), RoleDetailList=[role("app", 9), role("aws", 9, "/aws-reserved/sso/")]
            )
        )

        uses = collect(iam, Ask(include=frozenset({Section.SERVICE_LAST_ACCESSED}))).snapshot

        assert [one.arn for one in uses.service_last_accessed] == [arn("alice"), role("app", 9)["Arn"]]

    def test_roles_whose_last_use_is_refused_are_counted_among_users_and_roles(self):
        def start(Arn):  # noqa: N803
            return denied("GenerateServiceLastAccessedDetails") if ":role/" in Arn else {"JobId": "job"}

        iam = RecordedIam(
            get_account_authorization_details=details(
                detail("alice"), RoleDetailList=[role("app", 9), role("web", 9)]
            ),
            generate_service_last_accessed_details=start,
        )

        collected = collect(iam, Ask(include=frozenset({Section.SERVICE_LAST_ACCESSED})))

        reason = collected.snapshot.gap(Section.SERVICE_LAST_ACCESSED).reason
        assert "failed for 2 of 3 users and roles: " in reason

    def mfa_account(self, **answers):
        virtual = {
            "SerialNumber": "arn:aws:iam::123456789012:mfa/alice",
            "User": {"UserName": "alice", "Arn": arn("alice")},
        }
        rows = (row("alice", mfa_active="true"), row("bob", mfa_active="true"), row("carol"))
        return RecordedIam(
            **with_report(*rows), list_virtual_mfa_devices={"VirtualMFADevices": [virtual]}, **answers
        )

    def test_the_kind_of_mfa_that_is_not_virtual_is_a_gap_until_asked_for(self):
        collected = collect(self.mfa_account())

        gap = collected.snapshot.gap(Section.MFA_DEVICES)
        assert (gap.reason, gap.wanted) == ("not asked for: include mfa_devices to read it", False)
        assert [device.user_name for device in collected.snapshot.mfa_devices] == ["alice"]

    def test_everybody_with_mfa_is_asked_about_since_a_virtual_device_may_not_be_the_only_one(self):
        passkey = {"UserName": "bob", "SerialNumber": "arn:aws:iam::123456789012:u2f/user/bob/key"}
        iam = self.mfa_account(list_mfa_devices=per_user("MFADevices", bob=[passkey]))

        collected = collect(iam, Ask(include=frozenset({Section.MFA_DEVICES})))

        kinds = {device.user_name: device.kind for device in collected.snapshot.mfa_devices}
        assert kinds == {"alice": MfaKind.VIRTUAL, "bob": MfaKind.PASSKEY}
        assert [asked["UserName"] for call, asked in iam.parameters if call == "list_mfa_devices"] == [
            "alice",
            "bob",
        ]
        assert Section.MFA_DEVICES not in gaps(collected)

    def test_a_refused_device_list_says_so(self):
        iam = self.mfa_account(list_mfa_devices=refused("ListMFADevices", "ServiceFailure", "broken today"))

        collected = collect(iam, Ask(include=frozenset({Section.MFA_DEVICES})))

        gap = collected.snapshot.gap(Section.MFA_DEVICES)
        assert "broken today" in gap.reason
        assert gap.wanted


PLAIN_SECTIONS = [
    ("get_account_summary", Section.ACCOUNT_SUMMARY),
    ("get_account_password_policy", Section.PASSWORD_POLICY),
    ("list_account_aliases", Section.ACCOUNT_ALIASES),
    ("list_server_certificates", Section.SERVER_CERTIFICATES),
    ("list_saml_providers", Section.SAML_PROVIDERS),
    ("list_open_id_connect_providers", Section.OIDC_PROVIDERS),
    ("list_service_specific_credentials", Section.SERVICE_SPECIFIC_CREDENTIALS),
]
EXTRA_SECTIONS = [
    ("list_roles", Section.ROLE_SESSIONS),
    ("get_contact_information", Section.CONTACT_INFORMATION),
    ("get_alternate_contact", Section.ALTERNATE_CONTACTS),
    ("list_analyzers", Section.ANALYZERS),
    ("list_instances", Section.SSO_INSTANCES),
]
"""Read in every run; without them an account is whole all the same."""
FAILURES = pytest.mark.parametrize(
    "failure",
    [
        refused("Operation", "ServiceFailure", "broken today"),
        ReadTimeoutError(endpoint_url="https://iam"),
        EndpointConnectionError(endpoint_url="https://iam"),
        ResponseParserError("garbage"),
        ValueError("Invalid timestamp"),
        {},
    ],
    ids=["refused", "timeout", "unreachable", "garbled", "garbled date", "empty answer"],
)


class TestRefusals:
    @pytest.mark.parametrize(("operation", "section"), PLAIN_SECTIONS)
    @FAILURES
    def test_a_call_that_fails_leaves_its_own_gap_and_no_other(self, operation, section, failure):
        collected = collect(RecordedIam(**{operation: failure}))

        assert gaps(collected) == UNASKED | {section}
        assert wanted_gaps(collected) == {section}

    @FAILURES
    def test_virtual_devices_that_cannot_be_read_are_missing_among_all_devices_too(self, failure):
        collected = collect(RecordedIam(list_virtual_mfa_devices=failure))

        both = {Section.MFA_DEVICES, Section.VIRTUAL_MFA_DEVICES}
        assert gaps(collected) == UNASKED | both
        assert wanted_gaps(collected) == both

    @pytest.mark.parametrize(("operation", "section"), EXTRA_SECTIONS)
    @FAILURES
    def test_an_extra_that_fails_is_a_gap_but_the_account_is_whole(self, operation, section, failure):
        collected = collect(RecordedIam(**{operation: failure}))

        assert gaps(collected) == UNASKED | {section}
        assert wanted_gaps(collected) == set()

    @pytest.mark.parametrize(("operation", "section"), EXTRA_SECTIONS)
    def test_an_extra_that_somebody_asked_for_by_name_is_wanted(self, operation, section):
        iam = RecordedIam(**{operation: denied("Operation")})

        assert wanted_gaps(collect(iam, Ask(include=frozenset({section})))) == {section}

    def test_refused_details_leave_four_gaps_and_unknown_permissions(self):
        iam = RecordedIam(
            **with_report(row("alice")),
            get_account_authorization_details=denied("GetAccountAuthorizationDetails"),
        )

        collected = collect(iam)

        assert gaps(collected) == PLAIN_GAP | {
            Section.PERMISSIONS,
            Section.GROUPS,
            Section.ROLES,
            Section.POLICIES,
        }
        assert (user(collected).permissions, user(collected).tags) == (None, None)

    def test_a_role_younger_than_the_memory_of_aws_and_without_use_was_never_used(self):
        iam = RecordedIam(
            get_account_authorization_details=details(RoleDetailList=[role("young", 399), role("old", 400)])
        )

        young, old = collect(iam).snapshot.roles

        assert young.last_used == NeverUsed()
        assert isinstance(old.last_used, UseUnknown)

    @pytest.mark.parametrize("marker", [None, "again"])
    def test_pages_that_never_end_are_a_gap(self, marker):
        iam = RecordedIam(list_account_aliases={"AccountAliases": [], "IsTruncated": True, "Marker": marker})

        assert gaps(collect(iam)) == UNASKED | {Section.ACCOUNT_ALIASES}

    def test_a_fault_of_ours_is_not_hidden_in_a_gap(self):
        with pytest.raises(ZeroDivisionError):
            collect(RecordedIam(list_account_aliases=lambda **_: 1 / 0))


def test_every_collector_declares_what_it_calls():
    for collector in (*collectors(), *per_user_collectors()):
        services = {permission.partition(":")[0] for permission in collector.permissions}
        clients = {CLIENT_NAMES.get(service, service) for service in services}
        assert clients - {"identitystore"} == {collector.service}
        assert collector.call


def test_the_permissions_are_exactly_the_calls():
    declared = {
        permission for one in (*collectors(), *per_user_collectors()) for permission in one.permissions
    }

    assert declared == {
        "access-analyzer:ListAnalyzers",
        "access-analyzer:ListFindings",
        "account:GetAlternateContact",
        "account:GetContactInformation",
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetServiceLastAccessedDetails",
        "iam:ListOrganizationsFeatures",
        "iam:ListRoles",
        "iam:ListServerCertificateTags",
        "identitystore:ListGroupMemberships",
        "identitystore:ListGroups",
        "identitystore:ListUsers",
        "organizations:DescribeOrganization",
        "organizations:DescribePolicy",
        "organizations:ListDelegatedAdministrators",
        "organizations:ListDelegatedServicesForAccount",
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListPolicies",
        "organizations:ListRoots",
        "organizations:ListTargetsForPolicy",
        "rolesanywhere:ListProfiles",
        "rolesanywhere:ListTrustAnchors",
        "sso:DescribePermissionSet",
        "sso:GetApplicationAssignmentConfiguration",
        "sso:GetInlinePolicyForPermissionSet",
        "sso:GetPermissionsBoundaryForPermissionSet",
        "sso:ListAccountAssignments",
        "sso:ListAccountsForProvisionedPermissionSet",
        "sso:ListApplications",
        "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso:ListInstances",
        "sso:ListManagedPoliciesInPermissionSet",
        "sso:ListPermissionSets",
        "sso:ListTrustedTokenIssuers",
        "iam:GenerateCredentialReport",
        "iam:GetAccessKeyLastUsed",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetAccountPasswordPolicy",
        "iam:GetAccountSummary",
        "iam:GetCredentialReport",
        "iam:GetLoginProfile",
        "iam:GetOpenIDConnectProvider",
        "iam:GetSAMLProvider",
        "iam:ListAccessKeys",
        "iam:ListAccountAliases",
        "iam:ListMFADevices",
        "iam:ListOpenIDConnectProviders",
        "iam:ListSAMLProviders",
        "iam:ListServerCertificates",
        "iam:ListServiceSpecificCredentials",
        "iam:ListSSHPublicKeys",
        "iam:ListUsers",
        "iam:ListVirtualMFADevices",
    }
