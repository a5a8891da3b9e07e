import pytest
from policies import allow, customer, deny, judge, severities

from iam_audit.checks.policy_assumerole_wildcard import PolicyAssumeroleWildcard
from iam_audit.model import Severity

CHECK = PolicyAssumeroleWildcard()
ROLES = "arn:aws:iam::123456789012:role/"
IN_ORG = {"StringEquals": {"aws:ResourceOrgID": "o-a1b2c3"}}


@pytest.mark.parametrize(
    ("statements", "flagged"),
    [
        ([allow("sts:AssumeRole")], [Severity.HIGH]),
        ([allow("sts:*", f"{ROLES}*")], [Severity.HIGH]),
        ([allow("*", ["arn:aws:s3:::b", f"{ROLES}app-*"])], [Severity.MEDIUM]),
        ([allow("sts:AssumeRole", **IN_ORG)], [Severity.MEDIUM]),
        ([allow("sts:AssumeRole", f"{ROLES}ops")], []),
        ([allow("sts:AssumeRole"), deny("sts:AssumeRole")], []),
    ],
    ids=["any role", "any role here", "a prefix", "in the organization", "one role", "denied"],
)
def test_flags_wildcards_in_roles(statements, flagged):
    assert severities(CHECK, customer(*statements)) == flagged


def test_names_the_patterns_and_the_conditions():
    statements = (allow("sts:AssumeRole", f"{ROLES}a-*", **IN_ORG), allow("sts:*", f"{ROLES}b-*", **IN_ORG))

    finding = judge(CHECK, customer(*statements))[0]

    assert finding.message == f"The policy subject lets its holder take on the roles {ROLES}a-*, {ROLES}b-*."
    assert finding.evidence["conditions"] == "aws:resourceorgid"
    assert finding.evidence["all_roles"] is False
