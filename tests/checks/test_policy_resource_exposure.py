import pytest
from policies import allow, customer, judge

from iam_audit.checks.policy_resource_exposure import PolicyResourceExposure


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (allow("s3:PutBucketPolicy"), True),
        (allow("s3:*", "arn:aws:s3:::*"), True),
        (allow("kms:CreateGrant"), True),
        (allow("iam:UpdateAssumeRolePolicy"), True),
        (allow("sns:Add*"), True),
        (allow("s3:PutBucketPolicy", "arn:aws:s3:::mine"), False),
        (allow("s3:PutObject"), False),
        (allow(["iam:PassRole", "iam:CreateServiceLinkedRole"]), False),
    ],
)
def test_flags_changing_the_permissions_of_anything(statement, flagged):
    assert bool(judge(PolicyResourceExposure(), customer(statement))) is flagged


def test_of_many_actions_the_first_are_shown_and_all_are_counted():
    evidence = judge(PolicyResourceExposure(), customer(allow("iam:*")))[0].evidence

    assert evidence["actions"].endswith(f" and {evidence['action_count'] - 20} more")
