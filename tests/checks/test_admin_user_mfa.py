import pytest
from policies import allow, deny
from privileged_accounts import ALL, ALL_WHEN_TAGGED, ALL_WITH_MFA, account_of, person, puzzle
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.admin_user_mfa import AdminUserMfa
from iam_audit.model import Severity

CHECK = AdminUserMfa()
UNLESS_MFA = deny(BoolIfExists={"aws:MultiFactorAuthPresent": "false"})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ALL], [Severity.CRITICAL]),
        ([ALL_WHEN_TAGGED], [Severity.HIGH]),
        ([ALL_WITH_MFA], []),
        ([ALL, UNLESS_MFA], []),
        ([allow("s3:*")], []),
    ],
    ids=["all", "under a condition", "with MFA alone", "denied without MFA", "one service"],
)
def test_flags_administrators_without_mfa(statements, expected):
    assert severities(CHECK, account_of(person(*statements))) == expected


def test_an_administrator_with_mfa_is_fine():
    assert verdicts(CHECK, account_of(person(ALL, mfa_active=True))) == FINE


def test_mfa_that_is_not_known_is_unknown_for_administrators_alone():
    everybody = account_of(person(ALL, mfa_active=None), person(allow("s3:*"), name="bob", mfa_active=None))

    assert [one.resource.name for one in findings(CHECK, everybody)] == ["alice"]
    assert verdicts(CHECK, everybody) == UNKNOWN


def test_a_policy_that_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(puzzle())) == UNKNOWN


def test_the_remedy_is_a_second_factor():
    (finding,) = findings(CHECK, account_of(person(ALL)))

    assert "aws iam list-mfa-devices --user-name alice" in finding.remediation.cli
