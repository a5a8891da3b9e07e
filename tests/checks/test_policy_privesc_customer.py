import pytest
from policies import allow, customer, deny, judge, pointer, user_holding
from privileged_accounts import ALL, WHEN_TAGGED, person

from iam_audit.checks.policy_privesc_customer import PolicyPrivescCustomer
from iam_audit.model import Severity

CHECK = PolicyPrivescCustomer()
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
    assert {one.severity for one in judge(CHECK, customer(*statements))} == expected


def test_names_the_way():
    finding = judge(CHECK, customer(allow(START)))[0]

    assert "may let" in finding.message
    assert "(iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction)" in finding.message


def test_what_a_holder_finds_in_the_account_makes_it_certain():
    admin = person(ALL, name="root-like")
    holder = user_holding(pointer())
    read = customer(allow("iam:CreateAccessKey"), users=(admin, holder))
    (finding,) = judge(CHECK, read)

    assert finding.severity is Severity.HIGH
    assert "on arn:aws:iam::123456789012:user/root-like" in finding.message
