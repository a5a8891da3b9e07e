import pytest
from policies import WITH_MFA, all_but, allow, customer, deny, inline, judge, severities

from iam_audit.checks.policy_cloudtrail_full import PolicyCloudtrailFull
from iam_audit.model import Severity

CHECK = PolicyCloudtrailFull()


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow("cloudtrail:*")], [Severity.MEDIUM]),
        ([allow()], [Severity.MEDIUM]),
        ([all_but("iam:*")], [Severity.MEDIUM]),
        ([allow("cloudtrail:*", **WITH_MFA)], [Severity.LOW]),
        ([allow("cloudtrail:De*")], []),
        ([allow("cloudtrail:*"), deny("cloudtrail:Delete*")], []),
        ([allow("kms:*")], []),
    ],
    ids=["service", "everything", "NotAction", "with MFA", "some", "some denied", "another service"],
)
def test_flags_all_of_a_service(statements, flagged):
    assert severities(CHECK, customer(*statements)) == flagged


def test_inline_policies_count():
    assert len(judge(CHECK, inline(allow("cloudtrail:*")))) == 3


def test_says_what_is_allowed():
    finding = judge(CHECK, customer(allow("cloudtrail:*")))[0]

    assert finding.message == "The policy subject allows cloudtrail:* on all resources."
    assert finding.evidence["service"] == "cloudtrail"
