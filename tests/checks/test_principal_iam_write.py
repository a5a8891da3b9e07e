import pytest
from policies import allow, deny
from privileged_accounts import USERS, WHEN_TAGGED, account_of, actor, person, puzzle
from verdicts import FINE, UNKNOWN, findings, severities, verdicts

from iam_audit.checks.principal_iam_write import PrincipalIamWrite
from iam_audit.model import Severity

CHECK = PrincipalIamWrite()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("iam:CreateUser")], [Severity.HIGH]),
        ([allow("IAM:put*")], [Severity.HIGH]),
        ([allow("iam:UpdateAssumeRolePolicy")], [Severity.HIGH]),
        ([allow("iam:CreateUser", **WHEN_TAGGED)], [Severity.MEDIUM]),
        ([allow("iam:CreateUser"), deny("iam:*")], []),
        ([allow("iam:CreateServiceLinkedRole")], []),
        ([allow("iam:CreateAccessKey", f"{USERS}${{aws:username}}")], []),
        ([allow("iam:Get*")], []),
    ],
    ids=["makes", "puts", "trust", "condition", "denied", "of services", "own keys", "reads"],
)
def test_flags_users_and_roles_that_change_iam(statements, expected):
    assert severities(CHECK, account_of(person(*statements))) == expected
    assert severities(CHECK, account_of(actor(*statements))) == expected


def test_those_who_are_allowed_to_are_fine():
    allowed = PrincipalIamWrite(allowed=("iam-*",))

    assert verdicts(allowed, account_of(person(allow("iam:*"), name="iam-admin"))) == FINE


def test_roles_that_aws_sets_up_are_milder():
    read = account_of(actor(allow("iam:*"), name="stacksets-exec-0123"))

    assert severities(CHECK, read) == [Severity.LOW]


def test_names_the_actions():
    (finding,) = findings(CHECK, account_of(person(allow(["iam:CreateUser", "iam:TagUser"]))))

    assert finding.message == "The user alice can change IAM: iam:createuser."


def test_a_policy_that_cannot_be_read_is_unknown():
    assert verdicts(CHECK, account_of(puzzle())) == UNKNOWN
