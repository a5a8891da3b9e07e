"""Organizations that allow every Region."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.org_scp_region_deny import OrgScpRegionDeny
from iam_audit.model import PolicyTarget, ServiceControlPolicy
from setting_builders import MANAGER, organization
from whole_roles import document

ROOT = (PolicyTarget(id="r-exam", kind="ROOT", name="Root"),)


def policy(text, *, targets=ROOT, name="guard"):
    return ServiceControlPolicy(
        id=f"p-{name}", arn=f"arn:{name}", account_id=ACCOUNT_ID, name=name, document=text, targets=targets
    )


def governed(*policies, manager=ACCOUNT_ID):
    return snapshot(organization=organization(manager), service_control_policies=policies)


def deny(actions="*", **condition):
    return document({"Effect": "Deny", "Action": actions, "Resource": "*", "Condition": condition})


ALLOW = document({"Effect": "Allow", "Action": "*", "Resource": "*"})


OTHERS = deny(StringNotEquals={"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(governed(policy(OTHERS)), FINE, id="one that is attached"),
        pytest.param(governed(policy(ALLOW), policy(OTHERS)), FINE, id="among others"),
        pytest.param(governed(policy(OTHERS, targets=())), FAILS, id="attached to nothing"),
        pytest.param(governed(policy(OTHERS, targets=None)), FINE, id="attached to nobody knows what"),
        pytest.param(
            governed(policy(deny(StringNotLikeIfExists={"aws:RequestedRegion": "eu-*"}))),
            FINE,
            id="with a pattern",
        ),
        pytest.param(
            governed(policy(deny(StringEquals={"aws:RequestedRegion": "us-east-1"}))),
            FAILS,
            id="one Region alone",
        ),
        pytest.param(
            governed(policy(deny(StringNotEquals={"aws:PrincipalAccount": "111122223333"}))),
            FAILS,
            id="a condition on something else",
        ),
        pytest.param(governed(policy(ALLOW)), FAILS, id="none"),
        pytest.param(governed(policy("{broken")), UNKNOWN, id="one that cannot be read"),
        pytest.param(governed(policy(None)), UNKNOWN, id="one that was not read"),
        pytest.param(governed(policy(ALLOW), manager=MANAGER), FINE, id="a member is not asked"),
    ],
)
def test_flags_an_organization_without_a_policy_against_regions(read, expected):
    assert verdicts(OrgScpRegionDeny(), read) == expected


@pytest.mark.parametrize(
    ("regions", "expected"), [(("EU-west-1", "eu-central-1"), FINE), (("eu-west-1",), FAILS)]
)
def test_no_other_region_may_be_left_open(regions, expected):
    assert verdicts(OrgScpRegionDeny(regions=regions), governed(policy(OTHERS))) == expected
