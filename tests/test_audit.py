import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    ACCOUNT_ID,
    NO_PASSWORD,
    NOW,
    access_key,
    account,
    last_use,
    password,
    permissions,
    policy,
    root,
    snapshot,
    unknown_use,
    user,
)
from iam_audit.audit import Judgement, audit_snapshot, not_assessed
from iam_audit.checks import configure
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.checks.access_key_inactive_stale import AccessKeyInactiveStale
from iam_audit.checks.access_key_unused import AccessKeyUnused
from iam_audit.checks.base import Check, Remedy
from iam_audit.checks.populations import ACTIVE_KEYS
from iam_audit.checks.root_recent_use import RootRecentUse
from iam_audit.checks.user_direct_policy import UserDirectPolicy
from iam_audit.checks.user_inactive import UserInactive
from iam_audit.checks.user_mfa_console import UserMfaConsole
from iam_audit.checks.user_no_permissions import UserNoPermissions
from iam_audit.inactivity import Limits
from iam_audit.model import (
    ROOT_NAME,
    AccountStatus,
    Finding,
    Gap,
    RiskLevel,
    Section,
    Severity,
    Snapshot,
    Status,
)

OLD = access_key(age_days=200, id="AKIA1111111111111111")
YOUNG = access_key(age_days=20, id="AKIA2222222222222222")


@dataclass(frozen=True)
class Broken(Check):
    """Speaks of one key, then breaks."""

    id = "broken"
    title = "Broken"
    severity = Severity.HIGH
    needs = (Section.ACCESS_KEYS,)
    examines = ACTIVE_KEYS
    remedy = Remedy(text="None.", console=(), cli=())

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        yield self.finding(snapshot.access_keys[0], "the first key fails")
        raise KeyError("surprise")


def said(read: Snapshot, *checks: Check, **judgement: object) -> list[tuple[str, Status, str]]:
    result = audit_snapshot(read, checks, NOW, Judgement(**judgement))
    return [(one.check_id, one.status, one.resource.id) for one in result.findings]


def test_three_of_forty_one():
    keys = [access_key(age_days=20, user_name=f"u{n}", id=f"AKIA{n:016}") for n in range(38)]
    keys += [access_key(age_days=95, user_name=f"old{n}", id=f"AKIA9{n:015}") for n in range(3)]
    count = audit_snapshot(snapshot(access_keys=tuple(keys)), (AccessKeyAge(),), NOW).counts[0]

    assert f"{count.failed} of {count.examined} {count.examines}" == "3 of 41 active access keys"
    assert (count.passed, count.muted, count.not_evaluated) == (38, 0, 0)


def test_what_passed_is_listed_only_on_request():
    read = snapshot(access_keys=(OLD, YOUNG))

    assert said(read, AccessKeyAge()) == [("access-key-age", Status.FAIL, OLD.id)]
    assert said(read, AccessKeyAge(), include_passed=True) == [
        ("access-key-age", Status.FAIL, OLD.id),
        ("access-key-age", Status.PASS, YOUNG.id),
    ]


def test_what_is_unknown_is_neither_failed_nor_passed():
    read = snapshot(access_keys=(access_key(created_at=None), OLD))
    result = audit_snapshot(read, (AccessKeyAge(),), NOW, Judgement(include_passed=True))
    count = result.counts[0]

    assert (count.examined, count.failed, count.passed, count.not_evaluated) == (2, 1, 0, 1)
    assert not [one for one in result.findings if one.status is Status.PASS]


def test_a_check_that_breaks_is_not_evaluated_and_the_others_go_on():
    assert said(snapshot(access_keys=(OLD,)), Broken(), AccessKeyAge()) == [
        ("access-key-age", Status.FAIL, OLD.id),
        ("broken", Status.NOT_EVALUATED, ACCOUNT_ID),
    ]


def test_a_check_that_breaks_passes_nothing_and_makes_the_account_partial():
    read = snapshot(access_keys=(OLD, YOUNG))
    result = audit_snapshot(read, (Broken(),), NOW, Judgement(include_passed=True))
    count = result.counts[0]

    assert (count.examined, count.failed, count.passed, count.not_evaluated) == (0, 0, 0, 1)
    assert [one.status for one in result.findings] == [Status.NOT_EVALUATED]
    assert result.status is AccountStatus.PARTIAL
    assert result.reason == "The check broken failed with KeyError: 'surprise'. Please report it as a bug."


def test_a_check_that_breaks_leaves_its_traceback_to_the_debug_log(caplog):
    with caplog.at_level(logging.DEBUG, logger="iam_audit"):
        audit_snapshot(snapshot(access_keys=(OLD,)), (Broken(),), NOW)

    assert [(one.levelname, bool(one.exc_info)) for one in caplog.records] == [
        ("WARNING", False),
        ("DEBUG", True),
    ]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param("AccessDenied", AccountStatus.PARTIAL, id="refused by AWS"),
        pytest.param("", AccountStatus.ASSESSED, id="not asked for"),
    ],
)
def test_a_gap_that_no_check_needs_counts_only_when_aws_refused_the_call(code, status):
    gap = Gap(section=Section.SERVER_CERTIFICATES, reason="so it is", code=code)

    result = audit_snapshot(snapshot(gaps=(gap,)), (AccessKeyAge(),), NOW)

    assert result.status is status


def test_a_gap_becomes_not_evaluated_and_the_account_partial():
    gap = Gap(section=Section.ACCESS_KEYS, reason="The SCP p-1 denied it", code="AccessDenied")
    result = audit_snapshot(snapshot(users=(user(),), gaps=(gap,)), (AccessKeyAge(), UserMfaConsole()), NOW)

    assert [(one.status, one.message) for one in result.findings] == [
        (Status.NOT_EVALUATED, "Access keys could not be read: The SCP p-1 denied it.")
    ]
    assert (result.status, result.reason) == (AccountStatus.PARTIAL, "access keys: The SCP p-1 denied it")
    assert result.gaps == (gap,)


def test_a_gap_counts_nothing_as_examined():
    count = audit_snapshot(snapshot(gaps=(Section.ACCESS_KEYS,)), (AccessKeyAge(),), NOW).counts[0]

    assert (count.examined, count.passed, count.not_evaluated) == (0, 0, 1)


def test_several_gaps_are_all_told():
    gaps = tuple(Gap(section=one, reason="Denied.") for one in (Section.USERS, Section.PASSWORDS))
    result = audit_snapshot(snapshot(gaps=gaps), (UserMfaConsole(),), NOW)

    assert (
        result.findings[0].message == "Users could not be read: Denied. Passwords could not be read: Denied."
    )
    assert result.reason == "passwords: Denied.; users: Denied."


def test_a_gap_that_no_check_minds_leaves_the_account_assessed():
    result = audit_snapshot(snapshot(gaps=(Section.SSH_PUBLIC_KEYS,)), (AccessKeyAge(),), NOW)

    assert (result.status, result.reason) == (AccountStatus.ASSESSED, None)
    assert result.gaps


def test_an_account_without_gaps_is_assessed():
    assert audit_snapshot(snapshot(), (AccessKeyAge(),), NOW).status is AccountStatus.ASSESSED


def test_an_account_that_could_not_be_read_says_why():
    result = not_assessed(account(), "No such role.")

    assert (result.status, result.reason) == (AccountStatus.NOT_ASSESSED, "No such role.")
    assert not result.counts


def powerless_and_powerful() -> Snapshot:
    may = permissions(inline=(policy(),))
    users = (
        user("idle", password=password(), age_days=400),
        user("busy", password=password(), permissions=may),
    )
    keys = tuple(
        access_key(user_name=one.name, age_days=200, id=f"AKIA{one.name.upper():1>16}") for one in users
    )
    return snapshot(users=users, access_keys=keys)


def test_users_without_permissions_are_muted_on_request():
    checks = (AccessKeyAge(), UserMfaConsole(), UserDirectPolicy())
    result = audit_snapshot(
        powerless_and_powerful(), checks, NOW, Judgement(ignore_users_without_permissions=True)
    )

    assert {(one.check_id, one.resource.name, one.status) for one in result.findings} == {
        ("access-key-age", "idle", Status.MUTED),
        ("access-key-age", "busy", Status.FAIL),
        ("user-mfa-console", "idle", Status.MUTED),
        ("user-mfa-console", "busy", Status.FAIL),
        ("user-direct-policy", "busy", Status.FAIL),
    }
    assert [(one.failed, one.muted) for one in result.counts] == [(1, 1), (1, 1), (1, 0)]


def test_a_muted_finding_says_why_and_keeps_its_fingerprint():
    read = powerless_and_powerful()
    muted = audit_snapshot(read, (UserMfaConsole(),), NOW, Judgement(ignore_users_without_permissions=True))
    plain = audit_snapshot(read, (UserMfaConsole(),), NOW)

    by_name = {one.resource.name: one for one in muted.findings}
    assert by_name["idle"].message.endswith("Muted: idle has no permissions.")
    assert [one.fingerprint for one in muted.findings] == [one.fingerprint for one in plain.findings]


def test_nobody_is_muted_unless_asked_for():
    assert all(status is Status.FAIL for _, status, _ in said(powerless_and_powerful(), UserMfaConsole()))


def test_having_no_permissions_is_not_muted_by_itself():
    checks = (UserNoPermissions(),)

    assert said(powerless_and_powerful(), *checks, ignore_users_without_permissions=True) == [
        ("user-no-permissions", Status.FAIL, "idle")
    ]


def test_a_user_whose_permissions_are_unknown_is_not_muted():
    read = snapshot(users=(user(password=password(), permissions=None),))

    assert said(read, UserMfaConsole(), ignore_users_without_permissions=True) == [
        ("user-mfa-console", Status.FAIL, "alice")
    ]


def test_root_is_not_muted_for_a_user_of_the_same_name():
    read = snapshot(users=(user("root"),), root=root(password=password(last_used=last_use(1))))

    assert said(read, RootRecentUse(), ignore_users_without_permissions=True) == [
        ("root-recent-use", Status.FAIL, "root")
    ]


def test_what_cannot_be_evaluated_is_not_muted():
    read = snapshot(users=(user(password=password(enabled=None)),))

    assert said(read, UserMfaConsole(), ignore_users_without_permissions=True) == [
        ("user-mfa-console", Status.NOT_EVALUATED, "alice")
    ]


def test_a_key_row_shows_idleness_and_rotation_apart():
    read = snapshot(access_keys=(access_key(age_days=200, used_days_ago=0), YOUNG))
    old, young = sorted(
        audit_snapshot(read, (AccessKeyAge(),), NOW).keys, key=lambda row: -(row.age_days or 0)
    )

    assert (old.risk_level, old.rotation and old.rotation.severity) == (RiskLevel.COMPLIANT, Severity.HIGH)
    assert old.compliant
    assert young.rotation is None


def test_a_key_row_keeps_its_rotation_finding_when_that_is_muted():
    read = powerless_and_powerful()
    result = audit_snapshot(read, (AccessKeyAge(),), NOW, Judgement(ignore_users_without_permissions=True))

    assert {row.key.user_name: row.rotation and row.rotation.status for row in result.keys} == {
        "idle": Status.MUTED,
        "busy": Status.FAIL,
    }


def test_a_key_of_unknown_age_or_one_that_passed_has_no_rotation_finding():
    read = snapshot(access_keys=(access_key(created_at=None), YOUNG))
    result = audit_snapshot(read, (AccessKeyAge(),), NOW, Judgement(include_passed=True))

    assert [row.rotation for row in result.keys] == [None, None]
    assert {row.age_days for row in result.keys} == {None, 20}


def test_the_keys_of_root_have_rows_too():
    key = access_key(user_name=ROOT_NAME, id=None, used_days_ago=None, age_days=91)
    rows = audit_snapshot(snapshot(root=root(), root_access_keys=(key,)), (AccessKeyAge(),), NOW).keys

    assert [(row.key.user_name, row.risk_level, row.rotation) for row in rows] == [
        (ROOT_NAME, RiskLevel.CRITICAL, None)
    ]


def test_key_rows_put_the_worst_first():
    keys = (access_key(used_days_ago=0), access_key(last_used=unknown_use()), access_key(used_days_ago=400))
    rows = audit_snapshot(snapshot(access_keys=keys), (), NOW).keys

    assert [row.risk_level for row in rows] == [RiskLevel.HIGH, RiskLevel.UNKNOWN, RiskLevel.COMPLIANT]


@pytest.mark.parametrize(
    ("key", "controls"),
    [
        pytest.param(
            access_key(age_days=120, used_days_ago=None), ("SOC2-CC6.1", "NIST-IA-4"), id="never used"
        ),
        pytest.param(
            access_key(age_days=50, used_days_ago=None), ("SOC2-CC6.1", "NIST-IA-4"), id="not used yet"
        ),
        pytest.param(
            access_key(age_days=200, used_days_ago=95), ("SOC2-CC6.1", "NIST-IA-4"), id="idle and old"
        ),
        pytest.param(access_key(age_days=90, used_days_ago=50), ("SOC2-CC6.2", "NIST-AC-2"), id="idle only"),
        pytest.param(access_key(age_days=200, used_days_ago=0), ("SOC2-CC6.1", "NIST-IA-4"), id="old only"),
        pytest.param(access_key(age_days=20, used_days_ago=0), ("SOC2-CC6.1", "NIST-IA-4"), id="in order"),
        pytest.param(access_key(last_used=unknown_use()), ("SOC2-CC6.1", "NIST-IA-4"), id="use unknown"),
    ],
)
def test_the_controls_of_a_key_follow_from_what_is_wrong_with_it(key, controls):
    assert audit_snapshot(snapshot(access_keys=(key,)), (AccessKeyAge(),), NOW).keys[0].controls == controls


def test_a_key_row_says_when_the_key_was_used_and_what_to_do():
    row = audit_snapshot(snapshot(access_keys=(access_key(age_days=95, used_days_ago=91),)), (), NOW).keys[0]

    assert (row.last_used_days_ago, row.remediation) == (
        91,
        "Deactivate key immediately. Rotate and notify key owner.",
    )


def test_the_limits_of_the_tiers_are_part_of_the_judgement():
    read = snapshot(access_keys=(access_key(used_days_ago=6),))
    limits = Limits(low_days=2, medium_days=4, high_days=5)

    assert audit_snapshot(read, (), NOW, Judgement(limits=limits)).keys[0].risk_level is RiskLevel.HIGH


def busy_account() -> Snapshot:
    users = tuple(
        user(f"u{n}", password=password() if n % 2 else NO_PASSWORD, age_days=100) for n in range(5)
    )
    keys = tuple(
        access_key(user_name=f"u{n}", id=f"AKIA{n:016}", age_days=95 + n, used_days_ago=60, active=n != 4)
        for n in range(5)
    )
    return snapshot(users=users, access_keys=keys, root=root(mfa_active=False))


WHOLE = configure({})


@settings(deadline=None)
@given(data=st.data())
def test_fingerprints_and_order_do_not_depend_on_the_order_of_what_was_read(data):
    read = busy_account()
    shuffled = snapshot(
        users=tuple(data.draw(st.permutations(read.users))),
        access_keys=tuple(data.draw(st.permutations(read.access_keys))),
        root=read.root,
    )
    checks = data.draw(st.permutations(WHOLE))

    expected = audit_snapshot(read, WHOLE, NOW)
    result = audit_snapshot(shuffled, checks, NOW)

    assert result.findings == expected.findings
    assert result.keys == expected.keys


@given(days=st.integers(1, 3000))
def test_fingerprints_do_not_depend_on_time(days):
    checks = (AccessKeyAge(), AccessKeyUnused(), AccessKeyInactiveStale(), UserMfaConsole(), UserInactive())
    today = audit_snapshot(busy_account(), checks, NOW).findings
    later = audit_snapshot(busy_account(), checks, NOW + timedelta(days=days)).findings

    assert {one.fingerprint for one in today} <= {one.fingerprint for one in later}


def test_every_finding_of_an_account_has_a_fingerprint_of_its_own():
    findings = audit_snapshot(busy_account(), WHOLE, NOW, Judgement(include_passed=True)).findings

    assert len({one.fingerprint for one in findings}) == len(findings)
