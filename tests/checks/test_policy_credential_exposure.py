import pytest
from policies import allow, customer, judge

from iam_audit.checks.policy_credential_exposure import PolicyCredentialExposure


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (allow("iam:CreateAccessKey"), True),
        (allow("ec2:GetPasswordData"), True),
        (allow("redshift:Get*"), True),
        (allow(), True),
        (allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"), False),
        (allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:user/robots/*"), False),
        (allow(["iam:List*", "sts:GetSessionToken", "ecr:GetAuthorizationToken"]), False),
    ],
)
def test_flags_credentials_of_anybody(statement, flagged):
    assert bool(judge(PolicyCredentialExposure(), customer(statement))) is flagged


def test_names_the_actions():
    finding = judge(PolicyCredentialExposure(), customer(allow("iam:Create*")))[0]

    actions = "iam:CreateAccessKey, iam:CreateLoginProfile, iam:CreateServiceSpecificCredential"
    assert finding.message == f"The policy subject allows {actions} on all resources."
    assert (finding.evidence["actions"], finding.evidence["action_count"]) == (actions, 3)


def test_the_actions_are_an_option():
    assert not judge(PolicyCredentialExposure(actions=("iam:CreateAccessKey",)), customer(allow("ec2:*")))
