import pytest
from policies import allow, customer, deny, judge, severities

from iam_audit.checks.policy_data_exfiltration import PolicyDataExfiltration


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (allow("s3:GetObject"), True),
        (allow("s3:Get*", "arn:aws:s3:::*"), True),
        (allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:123456789012:secret:*"), True),
        (allow("ssm:GetParameter*"), True),
        (allow(), True),
        (allow("s3:GetObject", "arn:aws:s3:::mine/*"), False),
        (allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/app/*"), False),
        (allow("s3:ListBucket"), False),
    ],
)
def test_flags_reading_any_data(statement, flagged):
    assert bool(judge(PolicyDataExfiltration(), customer(statement))) is flagged


def test_what_is_denied_again_is_not_read():
    assert not judge(PolicyDataExfiltration(), customer(allow("s3:*"), deny("s3:GetObject")))


def test_a_condition_makes_it_milder():
    from_here = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}

    assert severities(PolicyDataExfiltration(), customer(allow("s3:GetObject", **from_here))) == ["low"]


def test_the_actions_are_an_option():
    assert judge(PolicyDataExfiltration(actions=("dynamodb:Scan",)), customer(allow("dynamodb:*")))
