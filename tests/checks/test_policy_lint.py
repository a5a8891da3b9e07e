import msgspec
import pytest
from policies import NOT_JSON, SUBJECT, allow, customer, inline, judge

from aws_cli import problems
from builders import snapshot, user
from iam_audit.checks.policy_lint import PolicyLint
from iam_audit.model import Status
from whole_policies import OF_AWS, managed

CHECK = PolicyLint()
SLIP = allow("s3:GetObjcet", "arn:aws:s3:::b/*")


@pytest.mark.parametrize("whole", [customer(SLIP), customer(SLIP, attached=0, boundaries=1)])
def test_flags_mistakes_also_in_boundaries(whole):
    (finding,) = judge(CHECK, whole)

    assert finding.resource.id == SUBJECT
    assert finding.message.startswith(
        "The policy subject: statement 1 names an action that AWS did not have on "
    )
    assert finding.evidence["problem_count"] == 1


def test_all_mistakes_of_a_policy_are_one_finding():
    (finding,) = judge(CHECK, customer(SLIP, allow("s3:*", "bucket")))

    assert finding.message.endswith(" There are 1 more mistakes.")
    assert "; statement 2 has a resource" in finding.evidence["problems"]


def test_a_broken_document_is_a_mistake():
    assert {finding.status for finding in judge(CHECK, inline(text=NOT_JSON))} == {Status.FAIL}


def test_a_document_that_is_not_there_is_unknown():
    (policy,) = customer(SLIP).policies
    whole = snapshot(
        policies=(msgspec.structs.replace(policy, versions=()),), users=(user(permissions=None),)
    )

    assert [one.status for one in judge(CHECK, whole)] == [Status.NOT_EVALUATED, Status.NOT_EVALUATED]


def test_policies_of_aws_and_those_in_order_pass():
    assert not judge(CHECK, snapshot(policies=(managed(f"{OF_AWS}Some", SLIP),)))
    assert not judge(CHECK, customer(allow()))


def test_the_commands_are_real_ones():
    for whole in (customer(SLIP), inline(SLIP)):
        commands = [command for finding in judge(CHECK, whole) for command in finding.remediation.cli]
        assert [problem for command in commands for problem in problems(command)] == []
