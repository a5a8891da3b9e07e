import pytest

from builders import NOW, policy, snapshot
from iam_audit.checks.role_inline_policy import RoleInlinePolicy
from whole_roles import READ_ONLY, role, trusting

EC2 = trusting({"Service": "ec2.amazonaws.com"})


@pytest.mark.parametrize(
    ("held", "messages"),
    [
        ({}, []),
        ({"attached": (READ_ONLY,)}, []),
        ({"inline": (policy("a"), policy("b"))}, ["web has inline policies: a, b."]),
        ({"inline": (policy("a"),), "path": "/service-role/"}, ["web has inline policies: a."]),
        ({"inline": (policy("a"),), "path": "/aws-reserved/sso.amazonaws.com/"}, []),
    ],
)
def test_flags_roles_of_the_account_with_inline_policies(held, messages):
    findings = RoleInlinePolicy().run(snapshot(roles=(role("web", EC2, **held),)), NOW)

    assert [finding.message for finding in findings] == messages
