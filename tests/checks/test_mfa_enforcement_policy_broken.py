import pytest
from policies import allow, customer, deny, inline, judge

from iam_audit.checks.mfa_enforcement_policy_broken import MfaEnforcementPolicyBroken

CHECK = MfaEnforcementPolicyBroken()
FALSE = {"aws:MultiFactorAuthPresent": "false"}
TRUE = {"aws:MultiFactorAuthPresent": "true"}


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (deny("s3:*", Bool=FALSE), True),
        (deny("s3:*", BoolIfExists=FALSE), False),
        (allow("s3:*", BoolIfExists=TRUE), True),
        (allow("s3:*", Bool=TRUE), False),
        (allow("*"), False),
    ],
    ids=[
        "a Deny with Bool",
        "a Deny with BoolIfExists",
        "an Allow with BoolIfExists",
        "an Allow with Bool",
        "no MFA",
    ],
)
def test_flags_demands_that_can_be_got_around(statement, flagged):
    assert bool(judge(CHECK, customer(statement))) is flagged


def test_inline_policies_count():
    assert len(judge(CHECK, inline(deny("s3:*", Bool=FALSE)))) == 3


def test_several_flaws_are_one_finding_and_the_same_flaw_is_told_once():
    statements = (deny("s3:*", Bool=FALSE), deny("ec2:*", Bool=FALSE), allow("iam:*"))

    (finding,) = judge(CHECK, customer(*statements))

    assert finding.evidence["flaws"].count(";") == 1
    assert finding.message.startswith("The policy subject demands MFA, but a Deny does not reach")
