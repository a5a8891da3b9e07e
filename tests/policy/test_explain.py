"""Why somebody may do something, statement by statement."""

import pytest
from judged import KEY, MFA_SESSION, PASSWORD, ROLE_SESSION
from msgspec.structs import replace

from accounts import (
    ALICE,
    ROOT,
    allow,
    attached,
    deny,
    document,
    group,
    holder,
    inline,
    managed,
    role,
    trusting,
)
from builders import NOW, snapshot, user
from iam_audit.errors import UsageError
from iam_audit.model import Decision
from iam_audit.policy import explain

ALLOWED, POSSIBLE, DENIED = Decision.ALLOWED, Decision.POSSIBLE, Decision.DENIED
FIRST, SECOND = (f"statement {number} of the inline policy inline-0 of the user" for number in (1, 2))
OBJECTS = "arn:aws:s3:::b/*"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


def told(*statements, action="s3:GetObject", resource="*", boundary=None, around=None, **fields):
    account = snapshot(users=(holder(*statements, boundary=boundary, **fields),), **(around or {}))
    return explain(account, ALICE, action, resource, NOW)


def by_key(*statements, **more):
    return next(each for each in told(*statements, **more).contexts if each.context is KEY)


@pytest.mark.parametrize(
    ("statements", "more", "decision", "because"),
    [
        pytest.param(
            [allow()],
            {},
            ALLOWED,
            f"{FIRST} allows it",
            id="allowed",
        ),
        pytest.param([], {}, DENIED, "no policy allows it", id="nothing allows it"),
        pytest.param([allow("ec2:*")], {}, DENIED, "no policy allows it", id="something else is allowed"),
        pytest.param(
            [allow(), deny("s3:*")],
            {},
            DENIED,
            f"{SECOND} denies it",
            id="denied",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS)],
            {},
            POSSIBLE,
            f"{FIRST} allows it in some cases",
            id="on some",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS)],
            {"resource": "arn:aws:s3:::b/x"},
            ALLOWED,
            f"{FIRST} allows it",
            id="on this",
        ),
        pytest.param(
            [allow("s3:*", OBJECTS)],
            {"resource": "arn:aws:s3:::c/x"},
            DENIED,
            "no policy allows it",
            id="on another",
        ),
        pytest.param(
            [allow(), deny("s3:*", Condition=OFFICE)],
            {},
            POSSIBLE,
            f"{FIRST} allows it, and {SECOND} denies it in some cases",
            id="denied in some cases",
        ),
        pytest.param([allow(Condition=MFA)], {}, DENIED, "no policy allows it", id="a key without MFA"),
    ],
)
def test_decisions(statements, more, decision, because):
    found = by_key(*statements, **more)

    assert (found.decision, found.because) == (decision, because)


def test_each_credential_gets_its_own_answer():
    decisions = {each.context: each.decision for each in told(allow(Condition=MFA)).contexts}

    assert decisions == {KEY: DENIED, PASSWORD: DENIED, MFA_SESSION: ALLOWED}


@pytest.mark.parametrize(
    ("by", "decision", "because"),
    [
        pytest.param([allow("s3:*")], ALLOWED, "allows it", id="within"),
        pytest.param([allow("ec2:*")], DENIED, "the permissions boundary does not allow it", id="outside"),
        pytest.param(
            [allow("s3:*", OBJECTS)], POSSIBLE, "of the permissions boundary", id="within in some cases"
        ),
        pytest.param([allow(), deny("s3:*")], DENIED, "of the permissions boundary", id="denied by it"),
    ],
)
def test_boundaries(by, decision, because):
    boundary = managed("boundary", document(*by))
    found = by_key(allow(), boundary=boundary, around={"policies": (boundary,)})

    assert found.decision is decision
    assert because in found.because


def test_what_could_not_be_read_is_said():
    missing = managed("missing", document())
    alone, besides = told(attached=attached(missing)), told(allow(), attached=attached(missing))

    assert "missing" in alone.unread[0]
    assert [each.decision for each in alone.contexts] == [POSSIBLE] * 3
    assert alone.contexts[0].because == f"the policy {missing.arn} could not be read"
    assert [each.decision for each in besides.contexts] == [POSSIBLE] * 3


def test_a_user_whose_policies_were_not_listed():
    found = explain(snapshot(users=(user(permissions=None),)), ALICE, "s3:GetObject")

    assert found.contexts[0].decision is POSSIBLE
    assert found.contexts[0].because == "the list of the policies of the user could not be read"


def test_statements_say_where_they_stand_and_which_of_their_conditions_hold():
    team = group(inline=inline(document(allow("ec2:*"), allow("s3:*", Condition={**MFA, **OFFICE}))))
    found = by_key(groups=("team", "gone"), around={"groups": (team,)})
    (only,) = found.statements

    assert (only.source, only.number, only.effect) == (
        "the inline policy inline-0 of the group team",
        2,
        "Allow",
    )
    assert [(each.text, each.holds) for each in only.conditions] == [
        ("bool aws:multifactorauthpresent true", False),
        ("ipaddress aws:sourceip 192.0.2.0/24", None),
    ]
    assert (only.resource, only.applies) == (True, False)
    assert found.because == "the group gone could not be read"


def test_roles_are_explained_too():
    ops = replace(role(trusting({"AWS": ROOT}), name="ops"), inline=inline(document(allow())))
    found = explain(snapshot(roles=(ops,)), ops.arn, "iam:PutRolePolicy")

    assert [(each.context, each.decision) for each in found.contexts] == [(ROLE_SESSION, ALLOWED)]


def test_an_arn_that_is_nobody_is_refused_with_the_next_step():
    with pytest.raises(UsageError, match="is no user or role of account 123456789012"):
        explain(snapshot(), ALICE, "s3:GetObject")
