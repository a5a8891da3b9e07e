import pytest
from policies import allow, customer, deny, judge

from iam_audit.checks.policy_passrole_wildcard import PolicyPassroleWildcard

TO_EC2 = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
NOT_TO_EC2 = {"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow("iam:PassRole")], True),
        ([allow("*")], True),
        ([allow("iam:PassRole", **TO_EC2)], False),
        ([allow("iam:PassRole"), deny("iam:PassRole", **NOT_TO_EC2)], False),
        ([allow("iam:PassRole", "arn:aws:iam::123456789012:role/app")], False),
    ],
    ids=["any role to any service", "everything", "to one service", "denied to others", "one role"],
)
def test_flags_passing_any_role_to_any_service(statements, flagged):
    assert bool(judge(PolicyPassroleWildcard(), customer(*statements))) is flagged
