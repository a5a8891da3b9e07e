import pytest
from policies import allow, customer, group, inline, judge

from aws_cli import problems
from builders import NOW, policy, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.policy_inline_any import PolicyInlineAny
from iam_audit.model import Status
from whole_roles import role, trusting

CHECK = PolicyInlineAny()


def test_flags_every_inline_policy():
    found = judge(CHECK, inline(allow()))

    assert [one.message for one in found] == [
        "user/alice has the inline policy subject.",
        "group/team has the inline policy subject.",
        "role/ops has the inline policy subject.",
    ]


def test_counts_holders_and_not_policies():
    two = group(inline=(policy("a"), policy("b")))

    count = audit_snapshot(snapshot(groups=(two, group("empty")), users=(user(),)), (CHECK,), NOW).counts[0]

    assert (count.examined, count.failed, count.passed) == (3, 1, 2)


@pytest.mark.parametrize("path", ["/aws-service-role/x.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])
def test_roles_that_only_aws_can_change_are_left_out(path):
    whole = snapshot(roles=(role("r", trusting("*"), path=path, inline=(policy("x"),)),))

    assert (judge(CHECK, whole), list(CHECK.members(whole))) == ([], [])


def test_managed_policies_pass():
    assert not judge(CHECK, customer(allow()))


def test_a_user_whose_policies_are_unknown_is_unknown():
    assert [one.status for one in judge(CHECK, snapshot(users=(user(permissions=None),)))] == [
        Status.NOT_EVALUATED
    ]


def test_the_commands_turn_it_into_a_managed_policy():
    commands = judge(CHECK, inline(allow()))[2].remediation.cli

    assert commands[-1] == "aws iam delete-role-policy --role-name ops --policy-name subject"
    assert [problem for command in commands for problem in problems(command)] == []
