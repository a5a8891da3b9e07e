import pytest

from builders import NOW, access_key, password, root, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.root_mfa import RootMfa
from iam_audit.model import AccountSummary, Section, Severity, Snapshot, Status

NOT_SUPPORTED = password(enabled=None)


def account(summary: AccountSummary | None = None, **row: object) -> Snapshot:
    return snapshot(root=root(**row), account_summary=summary)


def told(mfa: bool | None = None, password: bool | None = None, keys: bool | None = None) -> AccountSummary:
    return AccountSummary(root_mfa_enabled=mfa, root_password_present=password, root_access_keys_present=keys)


def statuses(read: Snapshot) -> list[Status]:
    return [finding.status for finding in RootMfa().run(read, NOW)]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(account(mfa_active=True), [], id="MFA in the report"),
        pytest.param(account(mfa_active=False), [Status.FAIL], id="none in the report"),
        pytest.param(account(told(mfa=True), mfa_active=False), [], id="assigned since the report"),
        pytest.param(account(told(mfa=False), mfa_active=True), [Status.FAIL], id="removed since the report"),
        pytest.param(
            account(mfa_active=False, password=NOT_SUPPORTED),
            [Status.NOT_EVALUATED],
            id="password not supported is not passed",
        ),
        pytest.param(
            account(told(password=True), mfa_active=False, password=NOT_SUPPORTED),
            [Status.FAIL],
            id="the summary knows of the password",
        ),
        pytest.param(
            account(told(keys=True), mfa_active=False, password=NOT_SUPPORTED),
            [Status.FAIL],
            id="keys are enough",
        ),
        pytest.param(account(mfa_active=None), [Status.NOT_EVALUATED], id="MFA unknown"),
        pytest.param(account(mfa_active=True, password=NOT_SUPPORTED), [], id="MFA, whatever else"),
        pytest.param(
            account(mfa_active=False, password=password(enabled=False)), [], id="nothing to sign in with"
        ),
        pytest.param(
            account(told(mfa=False, password=False, keys=False), mfa_active=False, password=NOT_SUPPORTED),
            [],
            id="nothing to sign in with, by the summary",
        ),
        pytest.param(
            account(told(password=False, keys=True), mfa_active=False),
            [Status.FAIL],
            id="only keys to sign in with",
        ),
        pytest.param(
            snapshot(account_summary=told(mfa=False, password=True)), [Status.FAIL], id="summary alone"
        ),
        pytest.param(
            snapshot(account_summary=told(mfa=False)), [Status.NOT_EVALUATED], id="summary half told"
        ),
        pytest.param(snapshot(), [Status.NOT_EVALUATED], id="nothing read"),
    ],
)
def test_flags_a_root_that_can_sign_in_without_mfa(read, expected):
    assert statuses(read) == expected


def test_a_key_in_the_report_counts_though_the_summary_has_none():
    read = snapshot(
        root=root(mfa_active=False, password=password(enabled=False)),
        root_access_keys=(access_key(active=False),),
        account_summary=told(keys=False),
    )

    assert statuses(read) == [Status.FAIL]


@pytest.mark.parametrize(
    ("read", "examined"),
    [
        pytest.param(account(mfa_active=True), 1, id="can sign in"),
        pytest.param(account(mfa_active=False, password=password(enabled=False)), 0, id="cannot"),
    ],
)
def test_a_root_that_cannot_sign_in_is_not_counted(read, examined):
    assert audit_snapshot(read, (RootMfa(),), NOW).counts[0].examined == examined


def test_says_what_root_has():
    read = account(told(password=True, keys=True), mfa_active=False)
    (finding,) = RootMfa().run(read, NOW)

    assert finding.severity is Severity.CRITICAL
    assert finding.message == "Root of account 123456789012 has a password and access keys and no MFA."
    assert finding.evidence == {"mfa_active": False, "password": True, "access_keys": True}


def test_one_source_is_enough_and_the_gap_still_shows():
    read = snapshot(root=root(mfa_active=False), gaps=(Section.ACCOUNT_SUMMARY,))
    result = audit_snapshot(read, (RootMfa(),), NOW)

    assert [finding.status for finding in result.findings] == [Status.FAIL]
    assert result.status == "partial"
