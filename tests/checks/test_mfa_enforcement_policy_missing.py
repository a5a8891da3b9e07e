import pytest
from policies import NOT_JSON, WITH_MFA, allow, deny, group, judge

from builders import permissions, policy, snapshot, user
from iam_audit.checks.mfa_enforcement_policy_missing import MfaEnforcementPolicyMissing
from iam_audit.model import Status
from whole_roles import document

CHECK = MfaEnforcementPolicyMissing()
UNLESS_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def holding(*statements, groups=()):
    own = (policy("own", document(*statements)),) if statements else ()
    return user(permissions=permissions(inline=own, groups=groups))


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow()], True),
        ([allow("iam:CreateUser")], True),
        ([allow("sts:AssumeRole")], True),
        ([allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/ops")], False),
        ([allow(**WITH_MFA)], False),
        ([allow(), deny(**UNLESS_MFA)], False),
        ([allow("iam:*", "arn:aws:iam::*:user/${aws:username}")], False),
        ([allow("s3:*")], False),
    ],
    ids=["all", "users", "any role", "one role", "with MFA", "denied without", "oneself", "not sensitive"],
)
def test_flags_users_who_can_do_sensitive_things_without_mfa(statements, flagged):
    assert bool(judge(CHECK, snapshot(users=(holding(*statements),)))) is flagged


def test_a_denial_of_the_group_counts():
    forced = group(inline=(policy("force", document(deny(**UNLESS_MFA))),))

    assert not judge(CHECK, snapshot(users=(holding(allow(), groups=("team",)),), groups=(forced,)))


@pytest.mark.parametrize(
    "one",
    [user(permissions=None), user(permissions=permissions(inline=(policy("x", NOT_JSON),)))],
    ids=["not read", "broken"],
)
def test_a_user_whose_policies_are_unknown_is_unknown(one):
    assert [finding.status for finding in judge(CHECK, snapshot(users=(one,)))] == [Status.NOT_EVALUATED]


def test_the_actions_are_an_option_and_are_named():
    check = MfaEnforcementPolicyMissing(actions=("s3:DeleteBucket", "s3:GetObject"))

    finding = judge(check, snapshot(users=(holding(allow("s3:Delete*")),)))[0]

    assert finding.message == "Without MFA, alice can use s3:DeleteBucket on anything."
    assert finding.evidence == {"actions": "s3:DeleteBucket", "action_count": 1}
