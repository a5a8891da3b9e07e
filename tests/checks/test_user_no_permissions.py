import pytest

from builders import ACCOUNT_ID, NOW, permissions, policy, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.checks.user_no_permissions import UserNoPermissions
from iam_audit.model import Finding, Group, Section, Severity, Status, User

EMPTY_GROUP = Group(name="empty", arn=f"arn:aws:iam::{ACCOUNT_ID}:group/empty", account_id=ACCOUNT_ID)

ONLY_FROM_THE_OFFICE = policy(
    document='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*",'
    '"Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}}'
)


def judge(one: User) -> list[Finding]:
    return list(UserNoPermissions().run(snapshot(users=(one,), groups=(EMPTY_GROUP,)), NOW))


@pytest.mark.parametrize(
    ("one", "statuses"),
    [
        pytest.param(user(), [Status.FAIL], id="no policy and no group"),
        pytest.param(user(permissions=permissions(groups=("empty",))), [Status.FAIL], id="an empty group"),
        pytest.param(user(permissions=permissions(inline=(policy(),))), [], id="a policy that allows"),
        pytest.param(user(permissions=None), [Status.NOT_EVALUATED], id="not read"),
        pytest.param(
            user(permissions=permissions(groups=("gone",))),
            [Status.NOT_EVALUATED],
            id="a group we know nothing of",
        ),
        pytest.param(
            user(permissions=permissions(groups=("gone",), inline=(ONLY_FROM_THE_OFFICE,))),
            [Status.NOT_EVALUATED],
            id="something under a condition, and a group we know nothing of",
        ),
        pytest.param(
            user(permissions=permissions(inline=(ONLY_FROM_THE_OFFICE,))),
            [],
            id="something under a condition",
        ),
    ],
)
def test_flags_users_of_whom_it_is_certain_that_they_can_do_nothing(one, statuses):
    assert [finding.status for finding in judge(one)] == statuses


def test_says_why():
    finding = judge(user())[0]

    assert finding.severity is Severity.LOW
    assert finding.message == f"alice can do nothing, because {finding.evidence['because']}."


@pytest.mark.parametrize(
    "section", [Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.POLICIES, Section.ROLES]
)
def test_is_not_evaluated_without_everything_that_gives_permissions(section):
    result = audit_snapshot(snapshot(users=(user(),), gaps=(section,)), (UserNoPermissions(),), NOW)

    assert [finding.status for finding in result.findings] == [Status.NOT_EVALUATED]
