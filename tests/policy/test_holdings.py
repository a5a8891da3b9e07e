"""Which policies reach a user, and what it means when one is missing: groups, attachments, boundaries."""

import pytest

from accounts import all_but, allow, attached, deny, deny_all_but, document, group, holder, inline, managed
from builders import permissions, snapshot, user
from iam_audit.model import Section
from iam_audit.policy import has_no_permissions

BUCKET = "arn:aws:s3:::reports"
OBJECTS = "arn:aws:s3:::reports/*"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
BOB_ONLY = {"StringEquals": {"aws:username": "bob"}}
MISSING = managed("missing", document(allow()))


def is_nothing(*statements, **fields):
    return has_no_permissions(holder(*statements, **fields), snapshot())


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param([group()], True, id="a group without policies"),
        pytest.param([group(inline=inline(document(deny())))], True, id="a group that denies"),
        pytest.param([group(inline=inline(document(allow())))], False, id="a group that allows"),
        pytest.param([], None, id="a group that is not in the snapshot"),
        pytest.param([group("TEAM-2", inline=inline(document(allow())))], None, id="another group"),
    ],
)
def test_groups(groups, expected):
    assert has_no_permissions(holder(groups=("team",)), snapshot(groups=tuple(groups))) is expected


def test_deny_in_a_group_undoes_allow_of_the_user():
    denying = group(inline=inline(document(deny())))

    assert has_no_permissions(holder(allow(), groups=("team",)), snapshot(groups=(denying,))) is True


def test_deny_in_an_attached_policy_undoes_allow_in_a_group():
    stop, team = managed("stop", document(deny("s3:*"))), group(inline=inline(document(allow("s3:*"))))
    account = snapshot(groups=(team,), policies=(stop,))

    assert has_no_permissions(holder(groups=("team",), attached=attached(stop)), account) is True


def test_two_halves_in_two_policies_are_whole():
    one, other = managed("one", document(deny("iam:*"))), managed("other", document(deny_all_but("iam:*")))
    account = snapshot(policies=(one, other))

    assert has_no_permissions(holder(allow(), attached=attached(one, other)), account) is True


def test_a_quarantined_user_keeps_what_the_quarantine_leaves():
    quarantine = managed("AWSCompromisedKeyQuarantineV2", document(deny(["iam:*", "ec2:RunInstances"])))
    account = snapshot(policies=(quarantine,))

    assert has_no_permissions(holder(allow("s3:*"), attached=attached(quarantine)), account) is False
    assert has_no_permissions(holder(attached=attached(quarantine)), account) is True


def test_the_same_policy_attached_directly_and_by_group_counts_once():
    reader = managed("reader", document(allow("s3:Get*")))
    account = snapshot(groups=(group(attached=attached(reader)),), policies=(reader,))

    assert has_no_permissions(holder(groups=("team",), attached=attached(reader)), account) is False


def test_only_the_default_version_of_a_policy_counts():
    older, newer = document(allow()), document(deny())

    for default, expected in ((0, False), (1, True), (None, None)):
        policy = managed("versioned", older, newer, default=default)
        assert has_no_permissions(holder(attached=attached(policy)), snapshot(policies=(policy,))) is expected


def bounded(*statements, by):
    boundary = managed("boundary", by if isinstance(by, str) else document(*by))
    return has_no_permissions(holder(*statements, boundary=boundary), snapshot(policies=(boundary,)))


@pytest.mark.parametrize(
    ("statements", "by", "expected"),
    [
        pytest.param([], [allow()], True, id="no policy: a boundary gives nothing"),
        pytest.param([allow()], [], True, id="boundary without statements"),
        pytest.param([allow()], [deny("s3:*")], True, id="boundary that only denies"),
        pytest.param([allow()], [all_but("*")], True, id="boundary of all but everything"),
        pytest.param([allow("iam:*")], [allow("s3:*")], True, id="disjoint actions"),
        pytest.param([allow("s3:*", OBJECTS)], [allow("s3:*", BUCKET)], True, id="disjoint resources"),
        pytest.param([allow()], [allow("sts:GetCallerIdentity")], True, id="boundary of calls open to all"),
        pytest.param([allow()], [allow("s3:*", Condition=BOB_ONLY)], True, id="boundary for somebody else"),
        pytest.param([allow("s3:*")], [allow(), deny("s3:*")], True, id="boundary denies what is allowed"),
        pytest.param([allow(), deny("s3:*")], [allow("s3:*")], True, id="denied within the boundary"),
        pytest.param(
            [allow()], [allow("s3:*"), deny("s3:*", Condition=MFA)], False, id="boundary denies sometimes"
        ),
        pytest.param([allow()], [allow("s3:*")], False, id="within the boundary"),
        pytest.param([allow("iam:*")], [all_but("s3:*")], False, id="boundary of all but another service"),
        pytest.param([allow("s3:Get*")], [allow("s3:*Acl")], False, id="patterns that meet"),
        pytest.param(
            [allow("s3:*", OBJECTS)], [allow("s3:*", "arn:aws:s3:::*")], False, id="wider resources"
        ),
        pytest.param(
            [allow("iam:*")], [allow("iam:DeleteUserPermissionsBoundary")], False, id="may lift the boundary"
        ),
        pytest.param([allow()], '{"Statement": 1}', None, id="boundary that cannot be read"),
        pytest.param([], '{"Statement": 1}', True, id="no policy: the boundary does not matter"),
    ],
)
def test_boundaries(statements, by, expected):
    assert bounded(*statements, by=by) is expected


def test_a_boundary_that_is_not_in_the_snapshot_matters_only_when_something_is_allowed():
    missing = "arn:aws:iam::aws:policy/Missing"

    assert is_nothing(allow(), boundary=missing) is None
    assert is_nothing(allow(), deny(), boundary=missing) is True
    assert is_nothing(boundary=missing) is True


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([], None, id="nothing else"),
        pytest.param([deny("s3:*")], None, id="it may allow more than is denied"),
        pytest.param([deny()], True, id="whatever it allows is denied"),
        pytest.param([allow("s3:*")], False, id="something is allowed already"),
    ],
)
def test_an_attached_policy_that_is_not_in_the_snapshot(statements, expected):
    assert is_nothing(*statements, attached=attached(MISSING)) is expected


def test_a_policy_that_cannot_be_understood_may_allow_anything():
    broken = user(permissions=permissions(inline=inline("{")))

    assert has_no_permissions(broken, snapshot()) is None


def test_a_boundary_that_allows_nothing_makes_missing_policies_harmless():
    boundary = managed("boundary", document(deny()))
    held = holder(attached=attached(MISSING), boundary=boundary)

    assert has_no_permissions(held, snapshot(policies=(boundary,))) is True


def test_permissions_that_were_not_read_leave_it_open():
    assert has_no_permissions(user(permissions=None), snapshot()) is None
    assert has_no_permissions(holder(), snapshot(gaps=(Section.PERMISSIONS,))) is None


@pytest.mark.parametrize("section", [Section.GROUPS, Section.POLICIES])
def test_gaps_matter_only_to_those_who_need_what_is_missing(section):
    account = snapshot(gaps=(section,))

    assert has_no_permissions(holder(), account) is True
    assert has_no_permissions(holder(groups=("team",), attached=attached(MISSING)), account) is None


def test_roles_that_were_not_read_may_trust_the_user():
    account = snapshot(gaps=(Section.ROLES,))

    assert has_no_permissions(holder(), account) is None
    assert has_no_permissions(holder(deny("sts:*")), account) is True
    assert has_no_permissions(holder(allow("s3:*")), account) is False
