import pytest
from policies import NOT_JSON, allow, deny, inline, judge
from privileged_accounts import WHEN_TAGGED

from iam_audit.checks.policy_privesc_inline import PolicyPrivescInline
from iam_audit.model import Severity, Status

CHECK = PolicyPrivescInline()
START = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("iam:AttachRolePolicy")], {Severity.HIGH}),
        ([allow("iam:AttachRolePolicy", **WHEN_TAGGED)], {Severity.MEDIUM}),
        ([allow(START)], {Severity.MEDIUM}),
        ([allow("iam:PassRole"), allow(START[1:])], {Severity.MEDIUM}),
        ([allow(START), deny("iam:PassRole")], set()),
        ([allow(START[1:])], set()),
        ([allow("lambda:UpdateFunctionCode")], {Severity.LOW}),
        ([allow("sqs:*")], set()),
        ([allow()], set()),
    ],
    ids=[
        "certain",
        "condition",
        "hangs on roles",
        "in two statements",
        "denied",
        "half",
        "hangs on functions",
        "one service",
        "full control",
    ],
)
def test_flags_policies_that_lead_to_more(statements, expected):
    assert {one.severity for one in judge(CHECK, inline(*statements))} == expected


def test_names_the_way():
    finding = judge(CHECK, inline(allow(START)))[0]

    assert "may let" in finding.message
    assert "(iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction)" in finding.message


def test_a_policy_that_cannot_be_understood_is_unknown():
    assert {one.status for one in judge(CHECK, inline(text=NOT_JSON))} == {Status.NOT_EVALUATED}
