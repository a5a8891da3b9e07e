import pytest
from policies import WITH_MFA, all_but, allow, customer, inline, judge, severities

from iam_audit.checks.policy_notaction_allow import PolicyNotactionAllow
from iam_audit.model import Severity

CHECK = PolicyNotactionAllow()
BUCKETS = "arn:aws:s3:::*"


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([all_but("iam:*")], [Severity.HIGH]),
        ([all_but("s3:Delete*", BUCKETS)], [Severity.MEDIUM]),
        ([all_but("iam:*", **WITH_MFA)], [Severity.MEDIUM]),
        ([all_but("s3:Delete*", BUCKETS), all_but("iam:*")], [Severity.HIGH]),
        ([all_but("*")], []),
        ([allow("*")], []),
        ([{**all_but("iam:*"), "Effect": "Deny"}], []),
    ],
    ids=["on everything", "on buckets", "with MFA", "two statements", "of everything", "Action", "Deny"],
)
def test_flags_an_allow_with_notaction(statements, flagged):
    assert severities(CHECK, customer(*statements)) == flagged


def test_inline_policies_are_looked_at_too():
    assert len(judge(CHECK, inline(all_but("iam:*")))) == 3


def test_says_what_was_left_out():
    finding = judge(CHECK, customer(all_but(["s3:*", "sqs:*"], BUCKETS, **WITH_MFA)))[0]

    words = "allows every action but s3:*, sqs:* on some resources, under conditions only."
    assert finding.message == f"The policy subject {words}"
    assert finding.evidence["not_action"] == "s3:*, sqs:*"
