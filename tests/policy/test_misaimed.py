"""Denials that name a group and mean its members."""

import pytest

from accounts import allow, deny, deny_all_but, document
from iam_audit.policy.document import parse_policy
from iam_audit.policy.misaimed import ON_GROUPS, ON_USERS, misaimed_denials

GROUP = "arn:aws:iam::123456789012:group/admins"
USER = "arn:aws:iam::123456789012:user/alice"


def misaimed(*statements):
    return list(misaimed_denials(parse_policy(document(*statements))))


@pytest.mark.parametrize("action", ["iam:DeleteUser", "IAM:deleteuser", "iam:*AccessKey", "iam:UpdateUser*"])
def test_a_deny_of_user_actions_on_a_group_denies_nothing(action):
    assert misaimed(deny(action, GROUP)) == [(action, GROUP)]


def test_each_action_and_group_is_said():
    found = misaimed(deny(["iam:DeleteUser", "iam:DeleteGroup"], [GROUP, f"{GROUP}/*"]))

    assert found == [("iam:DeleteUser", GROUP), ("iam:DeleteUser", f"{GROUP}/*")]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(deny("iam:DeleteGroup", GROUP), id="a group action on a group"),
        pytest.param(deny("iam:AddUserToGroup", GROUP), id="membership is the group's"),
        pytest.param(deny("iam:*", GROUP), id="some of all actions are the group's"),
        pytest.param(deny("iam:*User*", GROUP), id="some of these are the group's"),
        pytest.param(deny("s3:GetObject", GROUP), id="another service"),
        pytest.param(deny("iam:DeleteUser", USER), id="a user"),
        pytest.param(deny("iam:DeleteUser", [GROUP, USER]), id="a user too"),
        pytest.param(deny("iam:DeleteUser", "*"), id="everything"),
        pytest.param(allow("iam:DeleteUser", GROUP), id="an allow"),
        pytest.param(deny_all_but("iam:DeleteGroup"), id="everything but"),
        pytest.param(
            {"Effect": "Deny", "Action": "iam:DeleteUser", "NotResource": GROUP},
            id="everything but the group",
        ),
    ],
)
def test_a_deny_that_does_something_is_left_alone(statement):
    assert misaimed(statement) == []


def test_no_action_is_on_users_only_and_on_groups():
    assert not ON_USERS & ON_GROUPS
