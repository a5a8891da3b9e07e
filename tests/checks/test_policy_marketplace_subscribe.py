import pytest
from policies import allow, customer, judge, severities

from iam_audit.checks.policy_marketplace_subscribe import PolicyMarketplaceSubscribe


@pytest.mark.parametrize(
    ("statement", "flagged"),
    [
        (allow("aws-marketplace:Subscribe"), True),
        (allow("aws-marketplace:*"), True),
        (allow(), True),
        (allow("aws-marketplace:ViewSubscriptions"), False),
        (allow("aws-marketplace:Subscribe", "arn:aws:s3:::*"), False),
    ],
)
def test_flags_buying_anything(statement, flagged):
    assert bool(judge(PolicyMarketplaceSubscribe(), customer(statement))) is flagged


def test_a_condition_on_the_product_makes_it_milder():
    approved = {"ForAnyValue:StringEquals": {"aws-marketplace:ProductId": "p-1"}}

    assert severities(
        PolicyMarketplaceSubscribe(), customer(allow("aws-marketplace:Subscribe", **approved))
    ) == ["medium"]
