"""Who has no permissions: a named case for each way in which policies add up to nothing, or to something."""

import pytest

from accounts import (
    all_but,
    allow,
    attached,
    deny,
    deny_all_but,
    document,
    group,
    holder,
    inline,
    managed,
    role,
    trusting,
)
from builders import permissions, snapshot, user
from iam_audit.model import Gap, Section
from iam_audit.policy import (
    CannotTell,
    NoPermissions,
    SomePermissions,
    has_no_permissions,
    no_permissions_because,
    permissions_of,
)

BUCKET = "arn:aws:s3:::reports"
OBJECTS = "arn:aws:s3:::reports/*"
OWN = "arn:aws:iam::123456789012:user/${aws:username}"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
NO_MFA_BUT_PRESENT = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
ELSEWHERE = {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}
PAST = {"DateLessThan": {"aws:CurrentTime": "2001-01-01T00:00:00Z"}}
BOB_ONLY = {"StringEquals": {"aws:username": "bob"}}
ALICE_ONLY = {"StringEquals": {"AWS:UserName": "alice"}}


def is_nothing(*statements, **fields):
    return has_no_permissions(holder(*statements, **fields), snapshot())


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("sts:GetCallerIdentity")], id="only GetCallerIdentity"),
        pytest.param([allow(["sts:GetSessionToken", "STS:getCallerIdentity"])], id="only calls open to all"),
        pytest.param([deny("s3:*"), deny("iam:*", OBJECTS)], id="only Deny statements"),
        pytest.param([allow(), deny()], id="administrator, and everything denied"),
        pytest.param([allow(), deny("*:*")], id="everything denied, written *:*"),
        pytest.param([allow(["s3:GetObject", "ec2:*"]), deny(["s3:*", "ec2:*"])], id="each action denied"),
        pytest.param([allow("s3:GetObject"), deny("S3:GETOBJECT")], id="denied in another letter case"),
        pytest.param([allow("s3:GetObject"), deny("s3:G?t*")], id="denied by a question mark"),
        pytest.param([allow(), deny("iam:*"), deny_all_but("iam:*")], id="denied in two halves"),
        pytest.param(
            [allow("iam:Get*"), deny_all_but("s3:*")], id="denied by an exception that is not its own"
        ),
        pytest.param(
            [allow("s3:Get*"), deny_all_but(["s3:*", "iam:*"]), deny_all_but(["ec2:*", "iam:*"])],
            id="denied outside what two exceptions share",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS), deny("s3:*", "arn:aws:s3:::*")], id="denied on a wider resource"
        ),
        pytest.param(
            [allow("s3:*", [OBJECTS, BUCKET]), deny("*", OBJECTS), deny("s3:*", BUCKET)],
            id="each resource denied by a statement of its own",
        ),
        pytest.param(
            [
                allow("s3:Get*", OBJECTS),
                deny("s3:Get*", "arn:aws:s3:::reports/a*"),
                {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::reports/a*"},
            ],
            id="resources denied in two halves",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:sqs:*"}],
            id="denied everywhere but elsewhere",
        ),
        pytest.param([all_but("*")], id="everything but everything"),
        pytest.param([all_but(["s3:*", "*"])], id="everything but a list that holds everything"),
        pytest.param(
            [all_but("iam:*"), deny_all_but("iam:*")], id="all but one service, and that service alone"
        ),
        pytest.param([{"Effect": "Allow", "Action": "*", "NotResource": "*"}], id="all resources but all"),
        pytest.param([allow("s3:")], id="an action without a name"),
        pytest.param(
            [allow(["s3:Get Object", "s3:GetObject,s3:PutObject", ""])], id="blanks and commas in actions"
        ),
        pytest.param([allow([])], id="an empty list of actions"),
        pytest.param([allow("s3:*", [])], id="an empty list of resources"),
        pytest.param([allow("s3:*", Condition=BOB_ONLY)], id="allowed to somebody else only"),
        pytest.param([allow(), deny(Condition=ALICE_ONLY)], id="denied to this very user"),
        pytest.param(
            [allow(Condition=MFA), deny(Condition=MFA)], id="denied under the condition it is allowed under"
        ),
        pytest.param(
            [allow(Condition={**MFA, **ELSEWHERE}), deny(Condition=MFA)],
            id="denied under part of its condition",
        ),
        pytest.param([allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/alice")], id="own ARN denied"),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::${aws:SourceIp}/*"), deny("s3:*", "arn:aws:s3:::*")],
            id="an unknown variable within what is denied",
        ),
        pytest.param(
            [allow("sqs:*", "arn:aws:sqs"), deny("sqs:*", "arn:aws:sqs:*:*:*")], id="short ARN denied in full"
        ),
        pytest.param(
            [allow("s3:*", "arn:aws-cn:s3:::b"), deny("s3:*", "arn:aws-cn:s3:::*")], id="other partition"
        ),
    ],
)
def test_policies_that_add_up_to_nothing(statements):
    assert is_nothing(*statements) is True


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("s3:GetObject")], id="one action"),
        pytest.param([allow("iam:ChangePassword", OWN)], id="self-service"),
        pytest.param([allow("sts:AssumeRole")], id="AssumeRole alone"),
        pytest.param([allow("iam:PassRole")], id="PassRole alone"),
        pytest.param([allow("sts:Get*")], id="a pattern wider than the calls open to all"),
        pytest.param([allow("newsvc:Do")], id="an action of a service nobody knows"),
        pytest.param([allow("s3:GetObjcet")], id="a mistyped action"),
        pytest.param([allow("*:*")], id="everything, written *:*"),
        pytest.param([allow("s*:Get*")], id="a wildcard in the service"),
        pytest.param([allow("s3:Get*Acl")], id="a wildcard in the middle"),
        pytest.param([allow("s3:**")], id="two asterisks"),
        pytest.param([all_but("iam:*")], id="all but one service"),
        pytest.param([all_but("s3:Get Object")], id="all but what matches nothing"),
        pytest.param([all_but("iam:*"), deny("iam:*")], id="the rest is still there"),
        pytest.param(
            [all_but("iam:*"), all_but("s3:*"), deny_all_but("iam:*")],
            id="the exception of the one is in the other",
        ),
        pytest.param([allow(), deny_all_but("sts:*")], id="one service spared"),
        pytest.param(
            [allow(), deny_all_but(["s3:*", "iam:*"]), deny_all_but(["ec2:*", "iam:*"])],
            id="what two exceptions share",
        ),
        pytest.param([allow(), deny("iam:*")], id="one service denied"),
        pytest.param([allow(["s3:GetObject", "ec2:Run*"]), deny("s3:*")], id="one of two denied"),
        pytest.param([allow("s3:*", OBJECTS), deny("s3:*", BUCKET)], id="another resource denied"),
        pytest.param(
            [allow("s3:*", OBJECTS), deny("s3:*", "arn:aws:s3:::reports/a*")],
            id="some of the resources denied",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::Reports"), deny("s3:*", BUCKET)],
            id="ARN denied in another letter case",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws-cn:s3:::b"), deny("s3:*", "arn:aws:s3:::*")],
            id="denied in another partition",
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::reports"), deny("s3:*", "arn:aws:s3::1*:reports")],
            id="denied with an account the ARN does not have",
        ),
        pytest.param(
            [allow(), {"Effect": "Deny", "Action": "*", "NotResource": BUCKET}], id="one resource spared"
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "s3:*", "NotResource": BUCKET}], id="all resources but one"
        ),
        pytest.param([allow("s3:ListAllMyBuckets", BUCKET)], id="an action that does not fit its resource"),
        pytest.param([allow(), deny(resource="arn:aws:*")], id="only named resources denied"),
        pytest.param([allow(Condition=MFA)], id="allowed with MFA"),
        pytest.param([allow(Condition=ELSEWHERE)], id="allowed by address"),
        pytest.param([allow(Condition=PAST)], id="allowed by date, and there is no clock here"),
        pytest.param([allow(), deny(Condition=NO_MFA)], id="denied without MFA"),
        pytest.param([allow(), deny(Condition=NO_MFA_BUT_PRESENT)], id="denied in a session without MFA"),
        pytest.param([allow(), deny_all_but("iam:ListMFADevices", Condition=NO_MFA)], id="forced MFA"),
        pytest.param([allow(), deny(Condition=PLAIN_HTTP)], id="denied without TLS"),
        pytest.param([allow(), deny(Condition=BOB_ONLY)], id="denied to somebody else"),
        pytest.param(
            [allow(Condition=MFA), deny(Condition={**MFA, **ELSEWHERE})],
            id="denied under a stricter condition",
        ),
        pytest.param([allow(Condition=ALICE_ONLY)], id="allowed to this very user"),
        pytest.param(
            [allow(Condition={"ForAllValues:StringEquals": {"aws:PrincipalTag/none": "x"}})],
            id="all values of a key that is absent",
        ),
        pytest.param([allow("iam:*", OWN)], id="allowed on oneself"),
        pytest.param(
            [allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/bob")], id="another user denied"
        ),
        pytest.param(
            [allow("s3:*", "arn:aws:s3:::a"), deny("s3:*", "arn:aws:s3:::${aws:SourceIp}")],
            id="denied by an unknown variable",
        ),
        pytest.param(
            [allow("sqs:*", "arn:aws:sqs"), deny("sqs:*", "arn:aws:sqs:eu-west-1")], id="one region denied"
        ),
        pytest.param([allow("s3:GetObject"), deny("s*:GetObject")], id="denied in a way IAM refuses to save"),
    ],
)
def test_policies_that_leave_something(statements):
    assert is_nothing(*statements) is False


def test_a_variable_is_plain_text_in_an_old_policy():
    own_arn_spared = document(
        allow("iam:*", OWN), deny("iam:*", "arn:aws:iam::*:user/alice"), version="2008-10-17"
    )

    assert (
        has_no_permissions(user(permissions=permissions(inline=inline(own_arn_spared))), snapshot()) is False
    )


def test_no_policy_and_no_group_is_nothing():
    assert is_nothing() is True


@pytest.mark.parametrize("text", ['{"Statement": []}', '{"Version": "2012-10-17", "Statement": []}'])
def test_a_policy_without_statements_is_nothing(text):
    assert has_no_permissions(user(permissions=permissions(inline=inline(text))), snapshot()) is True


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


MISSING = managed("missing", document(allow()))


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


BOUNDED = managed("boundary", document(allow("s3:*")))
NOTHING_ALLOWED = managed("nothing", document(deny("s3:*")))


@pytest.mark.parametrize(
    ("held", "because"),
    [
        (holder(), "the user has no policy and no group"),
        (holder(groups=("team",)), "the user's groups have no policies"),
        (holder(deny()), "the user's policies allow nothing"),
        (holder(all_but("*")), "the user's policies allow nothing"),
        (holder(allow("s3:*", [])), "the user's policies allow nothing"),
        (
            holder(allow("sts:GetCallerIdentity")),
            "the user's policies allow only calls that anybody may make",
        ),
        (holder(allow(), deny()), "everything the user's policies allow is denied"),
        (holder(deny(), attached=attached(MISSING)), "everything the user's policies allow is denied"),
        (holder(allow(), boundary=NOTHING_ALLOWED), "the user's permissions boundary allows nothing"),
        (
            holder(allow("iam:*"), boundary=BOUNDED),
            "the user's permissions boundary allows none of what the policies allow",
        ),
        (
            holder(allow("s3:*"), deny("s3:*"), boundary=BOUNDED),
            "everything the user's policies allow is denied",
        ),
        (holder(allow()), None),
        (user(permissions=None), None),
    ],
)
def test_the_reason_is_given(held, because):
    account = snapshot(groups=(group(),), policies=(BOUNDED, NOTHING_ALLOWED))

    assert no_permissions_because(held, account) == because


@pytest.mark.parametrize(
    ("held", "because"),
    [
        (user(permissions=None), "the answer that lists them leaves the user out"),
        (holder(groups=("ghosts",)), "the group ghosts is not in the snapshot"),
        (holder(attached=attached(MISSING)), f"the policy {MISSING.arn} is not in the snapshot"),
        (holder(allow(), boundary=MISSING), f"the permissions boundary {MISSING.arn} is not in the snapshot"),
        (
            user(permissions=permissions(inline=inline("{"))),
            "the inline policy inline-0 of the user cannot be understood",
        ),
        (holder(groups=("broken",)), "the inline policy inline-0 of the group broken cannot be understood"),
    ],
)
def test_what_is_missing_is_said(held, because):
    verdict = permissions_of(held, snapshot(groups=(group("broken", inline=inline("{")),)))

    assert isinstance(verdict, CannotTell)
    assert because in verdict.because


@pytest.mark.parametrize(
    ("section", "what"),
    [
        (Section.PERMISSIONS, "the user's policies and groups could not be read: denied by the boundary X"),
        (Section.GROUPS, "the group team could not be read: denied by the boundary X"),
        (Section.POLICIES, f"the policy {MISSING.arn} could not be read: denied by the boundary X"),
        (Section.ROLES, "roles could not be read: denied by the boundary X"),
    ],
)
def test_the_reason_of_a_gap_is_passed_on(section, what):
    gap = Gap(section=section, reason="denied by the boundary X")
    held = {Section.GROUPS: {"groups": ("team",)}, Section.POLICIES: {"attached": attached(MISSING)}}
    verdict = permissions_of(holder(**held.get(section, {})), snapshot(gaps=(gap,)))

    assert verdict == CannotTell(what)


def test_the_three_verdicts():
    account = snapshot(roles=(role(trusting("*")),))

    assert isinstance(permissions_of(holder(deny()), account), NoPermissions)
    assert isinstance(permissions_of(holder(), account), SomePermissions)
    assert isinstance(permissions_of(user(permissions=None), account), CannotTell)
