"""Roles of other accounts: who lets others in, and what it means for those who may go there."""

import pytest
from judged import ADMIN, ESCALATES, NONE, READ, UNKNOWN
from msgspec.structs import replace

from accounts import ALICE, allow, attached, deny, document, holder, inline, managed, role, trusting
from builders import NOW, snapshot, user
from iam_audit.model import Neighbour, Surroundings, Tier
from iam_audit.policy import entrances, has_ways_out, open_to, privileges

HERE, THERE, ELSEWHERE = "123456789012", "111122223333", "444455556666"
OPS = f"arn:aws:iam::{THERE}:role/ops"
ASK = allow("sts:AssumeRole")


def neighbour(*statements, lower=ADMIN, upper=None, trust=None):
    text = trust or document(*(statements or (trusting({"AWS": HERE}),)))
    return Neighbour(
        arn=OPS, name="ops", account_id=THERE, trust=text, lets_in=(HERE,), lower=lower, upper=upper or lower
    )


def alice(*statements, beside=(), **fields):
    around = Surroundings(neighbours=beside)
    return snapshot(users=(holder(*statements),), surroundings=around, **fields)


def bounds(*statements, beside=(), **fields):
    found = privileges(alice(*statements, beside=beside, **fields), NOW)[ALICE]
    return found.lower, found.upper


@pytest.mark.parametrize(
    ("statements", "there", "expected"),
    [
        pytest.param([ASK], neighbour(), (ESCALATES, ESCALATES), id="an administrator there"),
        pytest.param([allow("sts:AssumeRole", OPS)], neighbour(), (ESCALATES, ESCALATES), id="by its name"),
        pytest.param([ASK], neighbour(lower=READ), (READ, READ), id="a reader there"),
        pytest.param([ASK], neighbour(lower=NONE, upper=ADMIN), (READ, ESCALATES), id="perhaps more there"),
        pytest.param([ASK], neighbour(lower=NONE, upper=UNKNOWN), (READ, UNKNOWN), id="nobody knows"),
        pytest.param([allow("s3:List*")], neighbour(), (READ, READ), id="who may not ask"),
        pytest.param([ASK, deny("sts:AssumeRole", OPS)], neighbour(), (NONE, READ), id="who is denied"),
        pytest.param(
            [allow("sts:AssumeRole", f"arn:aws:iam::{HERE}:role/*")],
            neighbour(),
            (READ, READ),
            id="only at home",
        ),
        pytest.param([ASK], neighbour(trusting({"AWS": ELSEWHERE})), (READ, READ), id="not let in"),
        pytest.param([ASK], neighbour(trusting({"AWS": ALICE})), (ESCALATES, ESCALATES), id="let in by name"),
        pytest.param([], neighbour(trusting({"AWS": ALICE})), (NONE, NONE), id="by name, without asking"),
        pytest.param(
            [ASK],
            neighbour(trusting({"AWS": HERE}, Condition={"StringEquals": {"sts:ExternalId": "x"}})),
            (READ, ESCALATES),
            id="let in under a condition",
        ),
        pytest.param([ASK], neighbour(trust="{"), (READ, ESCALATES), id="a trust that nobody understands"),
        pytest.param([allow()], neighbour(), (ADMIN, ADMIN), id="an administrator already"),
    ],
)
def test_who_may_enter_a_role_of_another_account_can_do_what_it_can(statements, there, expected):
    assert bounds(*statements, beside=(there,)) == expected


def test_the_way_through_another_account_is_named():
    (way,) = privileges(alice(ASK, beside=(neighbour(),)), NOW)[ALICE].paths

    assert (way.id, way.target, way.gains, way.certain) == ("sts-assume-role", OPS, ADMIN, True)


def test_nobody_here_changes_a_role_of_another_account():
    rewrite = allow(["iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy", "iam:PassRole", "lambda:*"])
    closed = neighbour(trusting({"AWS": ELSEWHERE}), trusting({"Service": "lambda.amazonaws.com"}))

    alone, beside = bounds(rewrite), bounds(rewrite, beside=(closed,))

    assert beside == alone


def test_an_account_that_is_here_itself_is_known_better():
    there = replace(
        role(trusting({"AWS": HERE})), arn=OPS, account_id=THERE, inline=inline(document(allow("s3:List*")))
    )
    other = snapshot(account=replace(snapshot().account, id=THERE), roles=(there,))

    found = privileges((alice(ASK, beside=(neighbour(),)), other), NOW)[ALICE]

    assert found.upper is READ


def open_roles(*roles):
    here = snapshot(roles=roles)
    return {one.name: one.lets_in for one in entrances(here, privileges(here, NOW))}


def test_an_account_tells_of_the_roles_that_let_others_in_and_whom():
    assert open_roles(
        role(trusting({"AWS": [HERE, THERE, f"arn:aws:iam::{ELSEWHERE}:user/x"]}), name="shared"),
        role(trusting("*"), name="anybody"),
        role(name="broken", trust="{"),
        role(trusting({"AWS": HERE}), name="own"),
        role(trusting({"Service": "ec2.amazonaws.com"}), name="machine"),
    ) == {"shared": (THERE, ELSEWHERE), "anybody": None, "broken": None}


def test_what_is_told_of_a_role_is_what_a_session_of_it_can_do():
    admin = replace(role(trusting({"AWS": THERE})), inline=inline(document(allow())))
    here = snapshot(roles=(admin,))

    (told,) = entrances(here, privileges(here, NOW))

    assert (told.arn, told.trust, told.lower, told.upper) == (admin.arn, admin.trust, ADMIN, ADMIN)


def test_a_role_is_of_interest_to_those_accounts_that_it_lets_in():
    told = neighbour()

    assert list(open_to(HERE, (told,))) == [told]
    assert list(open_to(ELSEWHERE, (told,))) == []
    assert list(open_to(ELSEWHERE, (replace(told, lets_in=None),))) != []
    assert list(open_to(THERE, (replace(told, lets_in=None),))) == []


SOMEWHERE = managed("ask", document(ASK))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(holder(ASK), True, id="any role"),
        pytest.param(holder(allow("sts:AssumeRole", OPS)), True, id="a role of another account"),
        pytest.param(holder(allow("sts:AssumeRole", "arn:aws:iam::*:role/ops")), True, id="roles so named"),
        pytest.param(holder(attached=attached(SOMEWHERE)), True, id="by a managed policy"),
        pytest.param(holder(allow("sts:AssumeRole", f"arn:aws:iam::{HERE}:role/ops")), False, id="own role"),
        pytest.param(holder(allow("s3:*")), False, id="other actions"),
        pytest.param(holder(deny("sts:*")), False, id="a denial"),
        pytest.param(holder(allow()), False, id="an administrator"),
        pytest.param(user(), False, id="nothing"),
        pytest.param(
            holder({"Effect": "Allow", "Action": "sts:*", "NotResource": f"arn:aws:iam::{HERE}:*"}),
            True,
            id="everything but the own",
        ),
    ],
)
def test_an_account_has_a_way_out_where_somebody_may_ask_for_roles_of_others(held, expected):
    here = snapshot(users=(held,), policies=(SOMEWHERE,))

    assert has_ways_out(here, privileges(here, NOW)) is expected


def test_tiers_outside_are_taken_as_they_are_told():
    assert Tier.ESCALATES is bounds(ASK, beside=(neighbour(lower=ESCALATES),))[0]
