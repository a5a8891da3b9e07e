"""Laws of tiers, on random policies: a denial takes nothing but away, a grant gives, a boundary only limits."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from judged import KEY, NONE
from msgspec.structs import replace

from accounts import ROOT, document, group, holder, inline, managed, role, trusting
from builders import NOW, access_key, snapshot
from iam_audit.model import Account
from iam_audit.policy import has_no_permissions, privilege_of_documents, privileges, ways_of_document
from iam_audit.policy.document import parse_policy
from iam_audit.policy.standing import cases_of

IAM = "arn:aws:iam::123456789012:"
ACTIONS = [
    "*",
    "*:*",
    "iam:*",
    "iam:Put*",
    "iam:PutUserPolicy",
    "iam:AttachRolePolicy",
    "iam:CreateAccessKey",
    "iam:DeleteUserPermissionsBoundary",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AddUserToGroup",
    "iam:CreateRole",
    "iam:PassRole",
    "iam:UpdateLoginProfile",
    "lambda:*",
    "s3:Get*",
    "s3:List*",
    "s3:PutObject",
    "sts:*",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
    "newsvc:Do",
    "newsvc:*",
    "s3:ListNewThings",
    "s*:GetObject",
]
RESOURCES = [
    "*",
    IAM + "user/${aws:username}",
    IAM + "user/*",
    IAM + "user/bob",
    IAM + "role/*",
    IAM + "role/ops",
    IAM + "policy/*",
    IAM + "group/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
]
CONDITIONS = [
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    {"StringEquals": {"aws:username": "alice"}},
    {"StringEquals": {"aws:PrincipalTag/team": "red"}},
    {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}},
    {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/Admin*"}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
    {"DateLessThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}},
]


def some(texts):
    return st.lists(st.sampled_from(texts), min_size=1, max_size=3, unique=True)


def statements(effect):
    return st.builds(
        lambda actions, no_actions, resources, no_resources, condition: {
            "Effect": effect,
            "NotAction" if no_actions else "Action": actions,
            "NotResource" if no_resources else "Resource": resources,
            **({"Condition": condition} if condition else {}),
        },
        some(ACTIONS),
        st.sampled_from([False, False, False, True]),
        some(RESOURCES),
        st.sampled_from([False, False, False, True]),
        st.one_of(st.none(), st.none(), st.sampled_from(CONDITIONS)),
    )


ALLOWS, DENIES = statements("Allow"), statements("Deny")
MIXED = st.lists(st.one_of(ALLOWS, ALLOWS, DENIES), min_size=1, max_size=5)
BOB = holder({"Effect": "Allow", "Action": "*", "Resource": "*"}, name="bob", arn=IAM + "user/bob")
EVERYTHING = inline(document({"Effect": "Allow", "Action": "*", "Resource": "*"}))
OPS = replace(role(trusting({"AWS": ROOT}), name="ops"), inline=EVERYTHING)
WORKER = replace(role(trusting({"Service": "lambda.amazonaws.com"}), name="worker"), inline=OPS.inline)
ADMINS = group("admins", inline=OPS.inline)
BOUNDARY = IAM + "policy/boundary"


def account(held, boundary=None):
    policies = () if boundary is None else (managed("boundary", document(*boundary)),)
    return snapshot(
        users=(holder(*held, boundary=BOUNDARY if policies else None), BOB),
        roles=(OPS, WORKER),
        groups=(ADMINS,),
        policies=policies,
        access_keys=(access_key(user_name="bob"),),
    )


def tiers(held, boundary=None):
    """The ranks of both bounds in every context."""
    found = privileges(account(held, boundary), NOW)["arn:aws:iam::123456789012:user/alice"]
    everywhere = (found, *found.contexts.values())
    return [rank for each in everywhere for rank in (each.lower.rank, each.upper.rank)]


SINGLE = [
    "iam:PutUserPolicy",
    "iam:AddUserToGroup",
    "s3:GetObject",
    "s3:PutObject",
    "sts:AssumeRole",
    "newsvc:Do",
]


def no_higher(those, these):
    return all(one <= other for one, other in zip(those, these, strict=True))


@settings(max_examples=300, deadline=None)
@given(MIXED, DENIES)
def test_a_denial_never_raises_a_tier(held, denial):
    assert no_higher(tiers([*held, denial]), tiers(held))


@settings(max_examples=300, deadline=None)
@given(MIXED, ALLOWS)
def test_a_grant_never_lowers_a_tier(held, grant):
    assert no_higher(tiers(held), tiers([*held, grant]))


@settings(max_examples=300, deadline=None)
@given(MIXED, MIXED)
@example(
    held=[
        {"Effect": "Allow", "Action": "*", "Resource": IAM + "user/bob"},
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
    ],
    boundary=[{"Effect": "Allow", "Action": "newsvc:Do", "Resource": "*"}],
)
@example(
    held=[{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}],
    boundary=[{"Effect": "Allow", "Action": "s3:ListNewThings", "Resource": "*"}],
)
def test_a_boundary_never_raises_a_tier(held, boundary):
    assert no_higher(tiers(held, boundary), tiers(held))


@settings(max_examples=200, deadline=None)
@given(MIXED, MIXED, DENIES)
def test_a_denial_in_a_boundary_never_raises_a_tier(held, boundary, denial):
    assert no_higher(tiers(held, [*boundary, denial]), tiers(held, boundary))


@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_the_ways_of_one_document_are_those_of_somebody_who_holds_nothing_else(held):
    alone, text = Account(id="123456789012", management=True), document(*held)

    whole = privilege_of_documents((text,), account=alone, now=None)

    assert ways_of_document(parse_policy(text), alone) == whole.paths


@settings(max_examples=300, deadline=None)
@given(MIXED)
def test_what_is_certain_is_possible(held):
    lower_and_upper = iter(tiers(held))

    assert all(lower <= upper for lower, upper in zip(lower_and_upper, lower_and_upper, strict=True))


ALLOW_ACROSS = {"Effect": "Allow", "Action": ["iam:*", "s*:GetObject"], "Resource": ["*"]}
ALLOW_ALL = {"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}
ALLOW_UNHEARD = {"Effect": "Allow", "Action": ["newsvc:Do"], "Resource": ["*"]}
DENY_ALL_BUT_UNHEARD = {"Effect": "Deny", "NotAction": ["newsvc:Do"], "Resource": ["*"]}
ALLOW_LISTS = {"Effect": "Allow", "Action": ["s3:List*"], "Resource": ["*"]}


@settings(max_examples=300, deadline=None)
@example(held=[ALLOW_ACROSS], boundary=[ALLOW_LISTS])
@example(held=[ALLOW_ALL], boundary=[ALLOW_UNHEARD])
@example(held=[ALLOW_ALL, DENY_ALL_BUT_UNHEARD], boundary=None)
@given(MIXED, st.one_of(st.none(), MIXED))
def test_whoever_has_no_permissions_has_no_certain_ones_and_none_means_none(held, boundary):
    snapshot_ = account(held, boundary)
    alice = snapshot_.users[0]
    found = privileges(snapshot_, NOW)[alice.arn]

    if has_no_permissions(alice, snapshot_):
        assert found.lower is NONE
    if found.upper is NONE and not any("Condition" in each for each in (*held, *(boundary or ()))):
        assert has_no_permissions(alice, snapshot_) is True


@settings(max_examples=300, deadline=None)
@given(MIXED, st.one_of(st.none(), MIXED), st.sets(st.sampled_from(SINGLE), min_size=1))
def test_what_is_told_of_a_few_actions_is_so_among_all(held, boundary, names):
    world = cases_of(account(held, boundary), NOW).world
    alice = next(each for each in world.people if each.who.name == "alice")
    powers = world.powers(alice, KEY, world.facts(alice.who, KEY))
    few = world.vocabulary.set_of(tuple(names))

    assert powers.among(few) == (powers.possible & few, powers.certain & few)
