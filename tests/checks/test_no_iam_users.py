import pytest

from builders import NOW, snapshot, user
from iam_audit.checks.no_iam_users import NoIamUsers
from iam_audit.model import Finding

USERS = tuple(user(name) for name in ("alice", "bob", "break-glass-1"))


def judge(**options: object) -> list[Finding]:
    return list(NoIamUsers(**options).run(snapshot(users=USERS), NOW))


@pytest.mark.parametrize(
    ("options", "counted"),
    [
        pytest.param({}, [3], id="none are expected"),
        pytest.param({"max_users": 2}, [3], id="one more than the limit"),
        pytest.param({"max_users": 3}, [], id="exactly at the limit"),
        pytest.param({"allowed": ("Break-Glass-*",)}, [2], id="some are allowed for"),
        pytest.param({"allowed": ("alice", "bob", "break-glass-?")}, [], id="all are allowed for"),
    ],
)
def test_flags_the_account_for_more_users_than_wanted(options, counted):
    assert [finding.evidence["users"] for finding in judge(**options)] == counted


def test_names_some_of_the_users():
    finding = judge(allowed=("b*",))[0]

    assert (finding.resource.type, finding.evidence["first_users"]) == ("account", "alice")


def test_an_account_without_users_passes():
    assert list(NoIamUsers().run(snapshot(), NOW)) == []
