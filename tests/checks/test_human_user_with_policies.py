import pytest

from builders import ACCOUNT_ID, NOW, permissions, policy, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.human_user_with_policies import HumanUserWithPolicies
from iam_audit.model import AttachedPolicy, Finding, Group, Snapshot, Status, User

ATTACHED = AttachedPolicy(name="Deploy", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/Deploy")
PEOPLE = Group(name="people", arn=f"arn:aws:iam::{ACCOUNT_ID}:group/people", account_id=ACCOUNT_ID)


def account(*users: User) -> Snapshot:
    return snapshot(users=users, groups=(PEOPLE,))


def judge(*users: User, groups: tuple[str, ...] = ("People",)) -> list[Finding]:
    return list(HumanUserWithPolicies(human_groups=groups).run(account(*users), NOW))


def person(**held: object) -> User:
    return user(permissions=permissions(groups=("people",), **held))


@pytest.mark.parametrize(
    ("one", "policies"),
    [
        pytest.param(person(), [], id="only a group"),
        pytest.param(person(boundary=ATTACHED.arn), [], id="a boundary only takes away"),
        pytest.param(person(inline=(policy("x"),)), ["x"], id="inline"),
        pytest.param(
            person(inline=(policy("x"),), attached=(ATTACHED,)), ["x, Deploy"], id="one finding for all"
        ),
        pytest.param(user(permissions=permissions(inline=(policy("x"),))), [], id="a machine"),
    ],
)
def test_flags_members_of_the_groups_of_people_with_policies(one, policies):
    assert [finding.evidence["policies"] for finding in judge(one)] == policies


def test_only_people_are_examined():
    users = (person(), user("ci"), user("unknown", permissions=None))
    result = audit_snapshot(account(*users), (HumanUserWithPolicies(human_groups=("people",)),), NOW)

    assert (result.counts[0].examined, result.counts[0].not_evaluated) == (2, 1)


def test_nobody_is_examined_until_a_group_is_named():
    assert judge(person(inline=(policy("x"),)), groups=()) == []


def test_a_group_that_does_not_exist_is_said():
    assert [finding.status for finding in judge(person(), groups=("persons",))] == [Status.NOT_EVALUATED]
