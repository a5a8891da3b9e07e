import pytest

from builders import ACCOUNT_ID, NOW, policy, snapshot
from iam_audit.checks.group_inline_policy import GroupInlinePolicy
from iam_audit.model import AttachedPolicy, Group

ATTACHED = AttachedPolicy(name="x", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/x")


@pytest.mark.parametrize(
    ("held", "messages"),
    [
        ({}, []),
        ({"attached": (ATTACHED,)}, []),
        ({"inline": (policy("a"),)}, ["admins has inline policies: a."]),
        ({"inline": (policy("a"), policy("b"))}, ["admins has inline policies: a, b."]),
    ],
)
def test_flags_groups_with_inline_policies_once_for_all_of_them(held, messages):
    group = Group(name="admins", arn=f"arn:aws:iam::{ACCOUNT_ID}:group/admins", account_id=ACCOUNT_ID, **held)

    findings = GroupInlinePolicy().run(snapshot(groups=(group,)), NOW)

    assert [finding.message for finding in findings] == messages
