import pytest

from builders import ACCOUNT_ID, NOW, permissions, policy, snapshot, user
from iam_audit.checks.group_empty import GroupEmpty
from iam_audit.model import Finding, Group, Status, User

ADMINS = Group(
    name="admins",
    arn=f"arn:aws:iam::{ACCOUNT_ID}:group/admins",
    account_id=ACCOUNT_ID,
    inline=(policy("x"),),
)


def judge(*users: User) -> list[Finding]:
    return list(GroupEmpty().run(snapshot(users=users, groups=(ADMINS,)), NOW))


IN_IT, ELSEWHERE = (user(permissions=permissions(groups=(name,))) for name in ("admins", "others"))
UNKNOWN = user("bob", permissions=None)


@pytest.mark.parametrize(
    ("users", "statuses"),
    [
        pytest.param((IN_IT,), [], id="somebody is in it"),
        pytest.param((ELSEWHERE,), [Status.FAIL], id="nobody is in it"),
        pytest.param((), [Status.FAIL], id="there is nobody"),
        pytest.param((ELSEWHERE, UNKNOWN), [Status.NOT_EVALUATED], id="one user's groups are unknown"),
        pytest.param((IN_IT, UNKNOWN), [], id="somebody is in it, whoever else may be"),
    ],
)
def test_flags_groups_that_no_user_is_in(users, statuses):
    assert [finding.status for finding in judge(*users)] == statuses


def test_counts_the_policies_that_wait_for_a_member():
    assert judge()[0].evidence == {"members": 0, "policies": 1}
