import pytest

from builders import NOW, permissions, policy, snapshot, user
from iam_audit.checks.user_ip_restriction import UserIpRestriction
from iam_audit.model import AttachedPolicy, Finding, Status, User
from whole_roles import document


def allowed(*addresses: str, **fields: object) -> User:
    condition = {"Condition": {"IpAddress": {"aws:SourceIp": addresses}}} if addresses else {}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **condition}
    return user(permissions=permissions(inline=(policy(document=document(statement)),), **fields))


def judge(one: User, **options: int) -> list[Finding]:
    return list(UserIpRestriction(**{"required": True} | options).run(snapshot(users=(one,)), NOW))


def addresses(count: int) -> list[str]:
    return [f"203.0.113.{number}" for number in range(count)]


@pytest.mark.parametrize(
    ("one", "flagged"),
    [
        pytest.param(allowed("203.0.113.0/24"), False, id="the office"),
        pytest.param(allowed(*addresses(20)), False, id="exactly as many as allowed"),
        pytest.param(allowed(*addresses(21)), True, id="one too many"),
        pytest.param(allowed("0.0.0.0/0"), True, id="everywhere, spelled out"),
        pytest.param(allowed(), True, id="no limit"),
        pytest.param(user(), False, id="no permission"),
    ],
)
def test_flags_users_who_may_come_from_anywhere(one, flagged):
    assert [finding.status for finding in judge(one)] == ([Status.FAIL] if flagged else [])


def test_the_number_of_networks_is_an_option():
    assert judge(allowed(*addresses(2)), max_networks=1)[0].message == (
        "alice may use its permissions from 2 networks; the limit is 1."
    )


def test_a_policy_that_could_not_be_read_leaves_it_open():
    attached = (AttachedPolicy(name="x", arn="arn:aws:iam::123456789012:policy/x"),)

    assert [finding.status for finding in judge(allowed(attached=attached))] == [Status.NOT_EVALUATED]


def test_nobody_is_looked_at_until_the_limit_is_required():
    read = snapshot(users=(allowed(),))

    assert list(UserIpRestriction().members(read)) == list(UserIpRestriction().run(read, NOW)) == []
