import pytest
from policies import allow
from privileged_accounts import ALL, ALL_WHEN_TAGGED, UNREADABLE, account_of, actor
from verdicts import FINE, UNKNOWN, examined, findings, severities, verdicts

from iam_audit.checks.role_admin import RoleAdmin
from iam_audit.model import Severity
from whole_roles import OWN_ROOT, role, trusting

CHECK = RoleAdmin()
BY_LAMBDA = trusting({"Service": "lambda.amazonaws.com"})


@pytest.mark.parametrize(
    ("statement", "expected"),
    [(ALL, [Severity.HIGH]), (ALL_WHEN_TAGGED, [Severity.MEDIUM]), (allow("s3:*"), [])],
    ids=["all", "under a condition", "one service"],
)
def test_flags_roles_that_may_do_everything(statement, expected):
    assert severities(CHECK, account_of(actor(statement))) == expected


@pytest.mark.parametrize(
    "name",
    ["AWSReservedSSO_Owners_0123456789abcdef", "OrganizationAccountAccessRole", "AWSControlTowerExecution"],
)
def test_roles_that_aws_sets_up_are_milder_and_said_to_be(name):
    (finding,) = findings(CHECK, account_of(actor(ALL, name=name)))

    assert finding.severity is Severity.LOW
    assert "AWS set the role up" in finding.message


def test_which_roles_aws_sets_up_is_an_option():
    assert severities(RoleAdmin(aws_roles=("break*",)), account_of(actor(ALL, name="break-glass"))) == [
        Severity.LOW
    ]


def test_roles_of_services_are_not_looked_at():
    assert examined(CHECK, account_of(actor(ALL, trust=BY_LAMBDA))) == 0


def test_roles_that_belong_to_services_are_not_looked_at():
    assert verdicts(CHECK, account_of(actor(ALL, path="/aws-service-role/x.amazonaws.com/"))) == FINE


def test_a_policy_that_cannot_be_read_is_unknown():
    puzzle = role("ops", trusting({"AWS": OWN_ROOT}), inline=(UNREADABLE,))

    assert verdicts(CHECK, account_of(puzzle)) == UNKNOWN


def test_a_trust_policy_that_cannot_be_read_is_unknown_for_administrators():
    assert verdicts(CHECK, account_of(role("ops", inline=actor(ALL).inline, trust="{"))) == UNKNOWN
