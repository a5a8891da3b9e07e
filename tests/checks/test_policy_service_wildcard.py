import pytest
from policies import all_but, allow, customer, deny, inline, judge

from iam_audit.checks.policy_service_wildcard import PolicyServiceWildcard

CHECK = PolicyServiceWildcard()


@pytest.mark.parametrize(
    ("statements", "services"),
    [
        ([allow("s3:*")], ["s3"]),
        ([allow("s3:*", "arn:aws:s3:::b")], ["s3"]),
        ([allow(["s3:*", "EC2:*"])], ["ec2, s3"]),
        ([all_but("s3:*")], ["every service that NotAction does not name"]),
        ([allow("*")], ["every service"]),
        ([allow("s3:Get*")], []),
        ([allow("s3:*"), deny("s3:*")], []),
    ],
    ids=["service", "on one bucket", "two", "NotAction", "everything", "prefix", "denied"],
)
def test_flags_whole_services(statements, services):
    assert [finding.evidence["services"] for finding in judge(CHECK, customer(*statements))] == services


def test_only_customer_managed_policies_are_meant():
    assert not judge(CHECK, inline(allow("s3:*")))
