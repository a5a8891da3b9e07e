"""From which networks the permissions of a user work."""

import pytest

from accounts import allow, attached, deny, deny_all_but, document, group, holder, inline, managed
from builders import snapshot, user
from iam_audit.policy.holdings import Unread
from iam_audit.policy.networks import Anywhere, From, NoPermission, is_everywhere, reach_of

OFFICE = "203.0.113.0/24"
AT_HOME = {"IpAddress": {"aws:SourceIp": OFFICE}}
NOT_AT_HOME = {"NotIpAddress": {"aws:SourceIp": OFFICE}}
WALL = deny(Condition={**NOT_AT_HOME, "Bool": {"aws:ViaAWSService": "false"}})
OPEN = managed("open", document(allow()))


def reach(*statements, policies=(), groups=(), **fields):
    return reach_of(holder(*statements, **fields), snapshot(policies=policies, groups=groups))


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow(Condition=AT_HOME)], id="every allow"),
        pytest.param([allow(), WALL], id="all else denied"),
        pytest.param([allow(), deny(Condition=NOT_AT_HOME)], id="denied for services too"),
        pytest.param([allow(), deny("*:*", Condition=NOT_AT_HOME)], id="spelled with a service"),
    ],
)
def test_a_user_limited_to_a_network(statements):
    assert reach(*statements) == From((OFFICE,))


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow()], id="no condition"),
        pytest.param([allow("s3:*", Condition=AT_HOME), allow("ec2:*")], id="one allow without"),
        pytest.param([allow(Condition={"IpAddressIfExists": {"aws:SourceIp": OFFICE}})], id="or no address"),
        pytest.param([allow(Condition=NOT_AT_HOME)], id="the other way round"),
        pytest.param([allow(), deny("s3:*", Condition=NOT_AT_HOME)], id="one service denied"),
        pytest.param([allow(), deny("*", "arn:aws:s3:::b", Condition=NOT_AT_HOME)], id="one resource denied"),
        pytest.param([allow(), deny_all_but("sts:*", Condition=NOT_AT_HOME)], id="some actions left out"),
        pytest.param(
            [allow(), deny(Condition={**NOT_AT_HOME, "Bool": {"aws:MultiFactorAuthPresent": "false"}})],
            id="or with MFA",
        ),
    ],
)
def test_a_user_who_may_come_from_anywhere(statements):
    assert reach(*statements) == Anywhere()


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([], id="no policy"),
        pytest.param([deny()], id="only a deny"),
        pytest.param([allow(Condition={"StringEquals": {"aws:username": "bob"}})], id="for somebody else"),
    ],
)
def test_a_user_without_permissions_has_nothing_to_limit(statements):
    assert reach(*statements) == NoPermission()


def test_the_networks_of_all_statements_count():
    home = allow("s3:*", Condition={"IpAddress": {"aws:SourceIp": [OFFICE, "198.51.100.7"]}})

    assert reach(allow("ec2:*", Condition=AT_HOME), home) == From((OFFICE, "198.51.100.7"))


def test_a_private_network_is_a_network():
    vpc = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}, **NOT_AT_HOME}

    assert set(reach(allow(), deny(Condition=vpc)).networks) == {OFFICE, "vpc-1"}


def test_policies_of_groups_count():
    team = group(inline=inline(document(allow())))

    assert reach(allow(Condition=AT_HOME), groups=(team,)) == From((OFFICE,))
    assert (
        reach_of(holder(allow(Condition=AT_HOME), groups=("team",)), snapshot(groups=(team,))) == Anywhere()
    )


def test_a_boundary_may_be_the_limit():
    fence = managed("fence", document(allow(Condition=AT_HOME)))

    assert reach(allow(), boundary=fence, policies=(fence,)) == From((OFFICE,))


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"boundary": OPEN}, id="the boundary"),
        pytest.param({"attached": attached(OPEN)}, id="a policy"),
    ],
)
def test_what_could_not_be_read_might_be_the_limit(fields):
    assert isinstance(reach(allow(), **fields), Unread)


def test_a_deny_of_all_else_stands_whatever_could_not_be_read():
    assert reach(allow(), WALL, attached=attached(OPEN)) == From((OFFICE,))


def test_a_boundary_that_could_not_be_read_cannot_widen_a_limit():
    assert reach(allow(Condition=AT_HOME), boundary=OPEN) == From((OFFICE,))


def test_without_policies_nothing_is_known():
    assert isinstance(reach_of(user(permissions=None), snapshot()), Unread)


@pytest.mark.parametrize(
    ("networks", "answer"),
    [
        (("0.0.0.0/0",), True),
        (("::/0",), True),
        (("0.0.0.0/1", "128.0.0.0/1"), True),
        ((OFFICE, "vpc-1"), False),
        ((), False),
    ],
)
def test_the_whole_internet_is_no_limit(networks, answer):
    assert is_everywhere(networks) is answer
