import pytest

from builders import ACCOUNT_ID, NO_PASSWORD, NOW, permissions, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks import configure
from iam_audit.checks.user_mfa_groups import UserMfaGroups
from iam_audit.model import CheckCount, Finding, Group, Section, Snapshot, Status, User


def group(name: str) -> Group:
    return Group(name=name, arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{name}", account_id=ACCOUNT_ID)


def member(name: str, *groups: str, mfa: bool | None = False) -> User:
    return user(name, password=NO_PASSWORD, mfa_active=mfa, permissions=permissions(groups=groups))


def account(*users: User) -> Snapshot:
    return snapshot(users=users, groups=(group("admins"), group("finance"), group("readers")))


def judge(*users: User, groups: tuple[str, ...] = ("admins",)) -> list[Finding]:
    return list(UserMfaGroups(groups=groups).run(account(*users), NOW))


def count(*users: User, groups: tuple[str, ...] = ("admins",)) -> CheckCount:
    return audit_snapshot(account(*users), (UserMfaGroups(groups=groups),), NOW).counts[0]


@pytest.mark.parametrize(
    ("mfa", "statuses"), [(False, [Status.FAIL]), (True, []), (None, [Status.NOT_EVALUATED])]
)
def test_flags_members_without_mfa_even_those_without_a_password(mfa, statuses):
    assert [finding.status for finding in judge(member("alice", "admins", mfa=mfa))] == statuses


def test_users_of_other_groups_are_not_examined():
    users = (member("alice", "admins"), member("bob", "readers"), member("carol"))

    assert [finding.resource.name for finding in judge(*users)] == ["alice"]
    assert count(*users).examined == 1


def test_nobody_is_examined_when_no_group_is_named():
    users = (member("alice", "admins"), user("bob", permissions=None))

    assert not judge(*users, groups=())
    assert count(*users, groups=()).examined == 0


def test_the_case_of_a_group_name_does_not_matter():
    assert [finding.status for finding in judge(member("alice", "admins"), groups=("Admins",))] == [
        Status.FAIL
    ]


def test_names_all_the_groups_that_require_it_of_a_user():
    finding = judge(member("alice", "admins", "readers", "finance"), groups=("finance", "admins"))[0]

    assert finding.message == "alice has no MFA, and is in admins, finance, where it is required."
    assert finding.evidence == {"mfa_active": False, "groups": "admins, finance"}


def test_a_group_that_does_not_exist_is_said():
    findings = judge(member("alice", "admins", mfa=True), groups=("admins", "operators", "operators"))

    assert [(finding.status, finding.resource.type, finding.resource.id) for finding in findings] == [
        (Status.NOT_EVALUATED, "group", "operators")
    ]
    assert "No group of this account is called operators" in findings[0].message


def test_a_group_that_does_not_exist_is_not_counted_as_examined():
    counted = count(member("alice", "admins", mfa=True), groups=("admins", "operators"))

    assert (counted.examined, counted.passed, counted.not_evaluated) == (1, 1, 1)


@pytest.mark.parametrize(("mfa", "statuses"), [(False, [Status.NOT_EVALUATED]), (True, [])])
def test_a_user_whose_groups_are_unknown_is_unknown_unless_it_has_mfa(mfa, statuses):
    findings = judge(user("alice", mfa_active=mfa, permissions=None))

    assert [finding.status for finding in findings] == statuses


@pytest.mark.parametrize("section", [Section.USERS, Section.MFA, Section.GROUPS, Section.PERMISSIONS])
def test_needs_users_mfa_groups_and_who_is_in_them(section):
    result = audit_snapshot(snapshot(gaps=(section,)), (UserMfaGroups(groups=("admins",)),), NOW)

    assert [finding.status for finding in result.findings] == [Status.NOT_EVALUATED]


def test_groups_are_an_option():
    check = next(
        one for one in configure({"user-mfa-groups": {"groups": ["admins"]}}) if one.id == "user-mfa-groups"
    )

    assert check == UserMfaGroups(groups=("admins",))
