"""Risky IAM actions without a guardrail."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, findings, verdicts

from builders import ACCOUNT_ID, snapshot
from iam_audit.checks.org_scp_iam_guardrails import OrgScpIamGuardrails
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


RISKY = ["iam:CreateUser", "iam:CreateAccessKey", "organizations:LeaveOrganization"]
OTHERWISE = document({"Effect": "Deny", "NotAction": ["s3:*"], "Resource": "*"})


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(governed(policy(deny(RISKY))), FINE, id="all in one policy"),
        pytest.param(
            governed(policy(deny(RISKY[:1])), policy(deny(RISKY[1:]), name="more")), FINE, id="in two"
        ),
        pytest.param(
            governed(policy(deny(["IAM:Create*", "organizations:*"]))),
            FINE,
            id="by patterns, whatever their case",
        ),
        pytest.param(governed(policy(OTHERWISE)), FINE, id="all but something else"),
        pytest.param(governed(policy(deny(RISKY[:2]))), FAILS, id="not the last"),
        pytest.param(governed(policy(deny(RISKY), targets=())), FAILS, id="attached to nothing"),
        pytest.param(governed(policy(ALLOW)), FAILS, id="an Allow is no guardrail"),
        pytest.param(
            governed(policy(deny(RISKY[:2])), policy("{broken", name="x")),
            UNKNOWN,
            id="not the last, and one cannot be read",
        ),
        pytest.param(governed(policy(ALLOW), manager=MANAGER), FINE, id="a member is not asked"),
    ],
)
def test_every_action_must_be_denied_somewhere(read, expected):
    assert verdicts(OrgScpIamGuardrails(), read) == expected


def test_it_says_what_is_open_and_where_the_rest_is_denied():
    evidence = findings(OrgScpIamGuardrails(), governed(policy(deny(RISKY[:2]))))[0].evidence

    assert evidence["open"] == "organizations:LeaveOrganization"
    assert "iam:CreateUser: guard at Root" in evidence["denied"]


def test_other_actions_can_be_named():
    assert (
        verdicts(OrgScpIamGuardrails(actions=("ec2:RunInstances",)), governed(policy(deny(RISKY)))) == FAILS
    )
