import pytest
from policies import WITH_MFA, all_but, allow, customer, deny, inline, judge, severities

from iam_audit.checks.policy_kms_full import PolicyKmsFull
from iam_audit.model import Severity

CHECK = PolicyKmsFull()


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow("kms:*")], [Severity.MEDIUM]),
        ([allow()], [Severity.MEDIUM]),
        ([all_but("iam:*")], [Severity.MEDIUM]),
        ([allow("kms:*", **WITH_MFA)], [Severity.LOW]),
        ([allow("kms:De*")], []),
        ([allow("kms:*"), deny("kms:Delete*")], []),
        ([allow("cloudtrail:*")], []),
    ],
    ids=["service", "everything", "NotAction", "with MFA", "some", "some denied", "another service"],
)
def test_flags_all_of_a_service(statements, flagged):
    assert severities(CHECK, customer(*statements)) == flagged


def test_inline_policies_count():
    assert len(judge(CHECK, inline(allow("kms:*")))) == 3


def test_says_what_is_allowed():
    finding = judge(CHECK, customer(allow("kms:*")))[0]

    assert finding.message == "The policy subject allows kms:* on all resources."
    assert finding.evidence["service"] == "kms"
