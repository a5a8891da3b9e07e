"""Whom many roles let in at once, held against what the trust policy of each says to one."""

import pytest
from msgspec.structs import replace

from accounts import ALICE, ROOT, role, trusting
from builders import NOW, user
from iam_audit.model import CredentialContext
from iam_audit.policy.doors import Doors
from iam_audit.policy.reach import Reach
from iam_audit.policy.requests import request_facts

ALL = -1
NOBODY, SURE, PERHAPS = Reach(), Reach(1, 1), Reach(1, 0)
FROM_OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
FOR_ALICE, FOR_BOB = ({"StringEquals": {"aws:username": name}} for name in ("alice", "bob"))
ME = user(id="AIDAEXAMPLEEXAMPLE")
DEV = replace(role(trusting({"Service": "ec2.amazonaws.com"}), name="dev"))


def entrance(*statements, who=ME, wanted=ALL):
    context = CredentialContext.ROLE_SESSION if who is DEV else CredentialContext.ACCESS_KEY
    return Doors([(1, role(*statements))]).entrance(who, request_facts(who, context, NOW), wanted)


@pytest.mark.parametrize(
    ("statements", "by_account", "by_name"),
    [
        pytest.param([trusting({"AWS": ROOT})], SURE, NOBODY, id="the account"),
        pytest.param([trusting({"AWS": "123456789012"})], SURE, NOBODY, id="the account by its id"),
        pytest.param([trusting({"AWS": "111122223333"})], NOBODY, NOBODY, id="another account"),
        pytest.param([trusting({"AWS": ALICE})], SURE, SURE, id="the user"),
        pytest.param([trusting({"AWS": "AIDAEXAMPLEEXAMPLE"})], SURE, SURE, id="the user by unique id"),
        pytest.param([trusting({"AWS": ALICE + "2"})], NOBODY, NOBODY, id="another user"),
        pytest.param([trusting("*")], SURE, PERHAPS, id="anybody"),
        pytest.param(
            [trusting({"AWS": "arn:aws:iam::123456789012:user/al*"})],
            PERHAPS,
            PERHAPS,
            id="a wildcard that IAM refuses",
        ),
        pytest.param(
            [trusting({"AWS": "arn:aws:iam::123456789012:user/bo*"})],
            NOBODY,
            NOBODY,
            id="a wildcard for others",
        ),
        pytest.param([trusting({"Service": "ec2.amazonaws.com"})], NOBODY, NOBODY, id="a service"),
        pytest.param(
            [trusting({"AWS": ROOT}, action="sts:TagSession")], NOBODY, NOBODY, id="for something else"
        ),
        pytest.param([trusting({"AWS": ROOT}, action="sts:*")], SURE, NOBODY, id="for everything"),
        pytest.param(
            [trusting({"AWS": ROOT}, Condition=FROM_OFFICE)], PERHAPS, NOBODY, id="under an open condition"
        ),
        pytest.param(
            [trusting({"AWS": ROOT}, Condition=FOR_ALICE)], SURE, NOBODY, id="under a condition that holds"
        ),
        pytest.param(
            [trusting({"AWS": ROOT}, Condition=FOR_BOB)], NOBODY, NOBODY, id="under a condition that does not"
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting({"AWS": ALICE}, "Deny")], NOBODY, NOBODY, id="denied by name"
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting({"AWS": ROOT}, "Deny")],
            NOBODY,
            NOBODY,
            id="denied with the account",
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting({"AWS": ALICE + "2"}, "Deny")],
            SURE,
            NOBODY,
            id="another is denied",
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting("*", "Deny", Condition=FROM_OFFICE)],
            PERHAPS,
            NOBODY,
            id="denied in some cases",
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting("*", "Deny", Condition=FOR_BOB)],
            SURE,
            NOBODY,
            id="denied in other cases",
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), trusting("*", "Deny", "sts:TagSession")],
            SURE,
            NOBODY,
            id="something else is denied",
        ),
        pytest.param(
            [{"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "111122223333"}}],
            SURE,
            PERHAPS,
            id="all but others",
        ),
        pytest.param(
            [trusting({"AWS": ROOT}), {"Effect": "Deny", "Action": "sts:*", "NotPrincipal": {"AWS": ALICE}}],
            SURE,
            NOBODY,
            id="all but oneself denied",
        ),
        pytest.param(
            [
                trusting({"AWS": ROOT}),
                {"Effect": "Deny", "Action": "sts:*", "NotPrincipal": {"AWS": ALICE + "2"}},
            ],
            PERHAPS,
            NOBODY,
            id="all but another denied",
        ),
    ],
)
def test_who_is_let_in(statements, by_account, by_name):
    found = entrance(*statements)

    assert (found.by_account, found.by_name) == (by_account, by_name)


def test_a_role_is_let_in_by_its_arn_or_by_that_of_its_sessions():
    session = f"arn:aws:sts::123456789012:assumed-role/{DEV.name}/somebody"

    assert entrance(trusting({"AWS": DEV.arn}), who=DEV).by_name == SURE
    assert entrance(trusting({"AWS": session}), who=DEV).by_name == SURE
    assert entrance(trusting({"AWS": session.replace("dev", "ops")}), who=DEV).by_name == NOBODY


def test_conditions_are_looked_at_only_for_roles_that_may_be_asked_for():
    assert entrance(trusting({"AWS": ROOT}, Condition=FROM_OFFICE), wanted=0).by_account == NOBODY


def test_a_broken_trust_policy_may_let_anybody_in():
    doors = Doors([(1, role(trust="{"))])
    found = doors.entrance(ME, request_facts(ME, CredentialContext.ACCESS_KEY, NOW), ALL)

    assert (found.by_account, found.by_name) == (PERHAPS, PERHAPS)
    assert "cannot be understood" in doors.broken[1]


def test_services_and_identity_providers():
    provider = "arn:aws:iam::123456789012:saml-provider/idp"
    doors = Doors(
        [
            (1, role(trusting({"Service": ["ec2.amazonaws.com.cn", "lambda.amazonaws.com"]}))),
            (2, role(trusting({"Service": "lambda.amazonaws.com"}, Condition=FROM_OFFICE))),
            (4, role(trusting({"Federated": provider}, action="sts:AssumeRoleWithSAML"))),
        ]
    )

    assert doors.of_services["ec2.amazonaws.com"] == Reach(1, 1)
    assert doors.of_services["lambda.amazonaws.com"] == Reach(3, 1)
    assert doors.of_providers[provider] == 4
