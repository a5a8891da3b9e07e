import pytest
from policies import allow, customer, judge, pointer, user_holding

from aws_cli import problems
from builders import snapshot
from iam_audit.checks.policy_admin_aws_attached import PolicyAdminAwsAttached
from iam_audit.model import Severity
from whole_policies import OF_AWS, managed
from whole_roles import role, trusting

CHECK = PolicyAdminAwsAttached()
ADMIN = f"{OF_AWS}AdministratorAccess"
OF_A_SERVICE = {"path": "/aws-service-role/x.amazonaws.com/", "attached": (pointer(ADMIN),)}
OF_PEOPLE = {"path": "/aws-reserved/sso.amazonaws.com/", "attached": (pointer(ADMIN),)}


def account(arn=ADMIN, attached=1, action="*", **fields):
    return snapshot(policies=(managed(arn, allow(action), attached=attached),), **fields)


def a_role(fields):
    return (role("r", trusting("*"), **fields),)


@pytest.mark.parametrize(
    ("whole", "flagged"),
    [
        pytest.param(account(), True, id="AdministratorAccess"),
        pytest.param(account(arn="arn:aws-cn:iam::aws:policy/AdministratorAccess"), True, id="in China"),
        pytest.param(account(arn=f"{OF_AWS}SomethingElse"), True, id="by what it says, not by its name"),
        pytest.param(account(attached=0, users=(user_holding(pointer(ADMIN)),)), True, id="attached since"),
        pytest.param(account(roles=a_role(OF_PEOPLE)), True, id="on a role of Identity Center"),
        pytest.param(account(roles=a_role(OF_A_SERVICE)), False, id="only on a role of a service"),
        pytest.param(
            account(roles=a_role(OF_A_SERVICE), users=(user_holding(pointer(ADMIN)),)),
            True,
            id="on somebody else too",
        ),
        pytest.param(account(attached=0), False, id="attached to nothing"),
        pytest.param(account(action="s3:*"), False, id="less than everything"),
        pytest.param(customer(allow()), False, id="a policy of the account"),
    ],
)
def test_flags_policies_of_aws_that_give_full_control(whole, flagged):
    assert bool(judge(CHECK, whole)) is flagged


def test_one_finding_says_whom_the_policy_reaches():
    whole = account(users=tuple(user_holding(pointer(ADMIN), name=name) for name in ("alice", "bob")))

    (finding,) = judge(CHECK, whole)

    assert (finding.severity, finding.evidence["principals"]) == (Severity.HIGH, "user/alice, user/bob")
    assert [problem for command in finding.remediation.cli for problem in problems(command)] == []
