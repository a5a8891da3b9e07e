import pytest
from password_policies import ask, policy

from builders import NO_PASSWORD, NOW, account, password, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.password_policy_exists import PasswordPolicyExists
from iam_audit.model import PasswordPolicy, Section, Snapshot, Status

CHECK = PasswordPolicyExists()
WITH = user("alice", password=password())
WITHOUT = user("bob", password=NO_PASSWORD)
UNKNOWN = user("carol", password=password(enabled=None))


def statuses(judged: Snapshot) -> list[Status]:
    return [finding.status for finding in CHECK.run(judged, NOW)]


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        pytest.param((WITH,), [Status.FAIL], id="a password"),
        pytest.param((WITHOUT, UNKNOWN, WITH), [Status.FAIL], id="one password for sure"),
        pytest.param((WITHOUT, UNKNOWN), [Status.NOT_EVALUATED], id="perhaps a password"),
        pytest.param((WITHOUT,), [], id="no password"),
        pytest.param((), [], id="no user"),
    ],
)
def test_the_default_fails_only_where_a_password_is_subject_to_it(users, expected):
    assert statuses(snapshot(users=users, password_policy=PasswordPolicy())) == expected


@pytest.mark.parametrize("users", [(WITH,), (UNKNOWN,), ()])
def test_a_policy_of_its_own_passes_even_where_passwords_are_unknown(users):
    assert statuses(snapshot(users=users, password_policy=policy())) == []


def test_an_account_without_passwords_is_not_examined():
    count = audit_snapshot(
        snapshot(users=(WITHOUT,), password_policy=PasswordPolicy()), (CHECK,), NOW
    ).counts[0]

    assert count.examined == 0


def test_an_account_with_a_password_is_examined():
    count = audit_snapshot(snapshot(users=(WITH,), password_policy=policy()), (CHECK,), NOW).counts[0]

    assert (count.examined, count.passed) == (1, 1)


def test_passwords_that_could_not_be_read_are_not_taken_for_none():
    unread = snapshot(password_policy=PasswordPolicy(), gaps=(Section.PASSWORDS,))
    result = audit_snapshot(unread, (CHECK,), NOW)

    assert [finding.status for finding in result.findings] == [Status.NOT_EVALUATED]


def test_a_policy_that_is_missing_without_a_gap_is_not_evaluated():
    assert statuses(snapshot(users=(WITH,), password_policy=None)) == [Status.NOT_EVALUATED]


def test_says_what_the_default_accepts_and_how_to_set_a_whole_policy():
    finding = ask(CHECK, PasswordPolicy())[0]

    assert finding.resource == account().resource
    assert (
        finding.message
        == "No password policy is set, and AWS's default accepts passwords of 8 characters for ever."
    )
    assert finding.evidence == {"custom_policy": False, "minimum_length": 8}
    assert "--minimum-password-length 14 --require-uppercase" in finding.remediation.cli[-1]
