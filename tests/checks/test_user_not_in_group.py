import pytest

from builders import NOW, permissions, policy, snapshot, user
from iam_audit.checks.user_not_in_group import UserNotInGroup
from iam_audit.model import Finding, Status, User


def judge(*users: User) -> list[Finding]:
    return list(UserNotInGroup().run(snapshot(users=users), NOW))


@pytest.mark.parametrize(
    ("one", "statuses"),
    [
        pytest.param(user(permissions=permissions(groups=("admins",))), [], id="in a group"),
        pytest.param(user(permissions=permissions()), [Status.FAIL], id="in none"),
        pytest.param(
            user(permissions=permissions(inline=(policy(),))), [Status.FAIL], id="a policy is no group"
        ),
        pytest.param(user(permissions=None), [Status.NOT_EVALUATED], id="not known"),
    ],
)
def test_flags_users_without_any_group(one, statuses):
    assert [finding.status for finding in judge(one)] == statuses


def test_counts_the_policies_the_user_has_instead():
    finding = judge(user(permissions=permissions(inline=(policy("a"), policy("b")))))[0]

    assert finding.evidence == {"groups": 0, "own_policies": 2}
