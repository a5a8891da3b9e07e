"""Service control policies around an account bound what its users and roles can do."""

import pytest
from judged import ADMIN, DATA
from msgspec.structs import replace

from accounts import ALICE, allow, deny, document, holder, inline, role, trusting
from builders import NOW, account, snapshot
from iam_audit.model import Decision, Guardrail, GuardrailLevel, Organization, Surroundings, Tier
from iam_audit.policy import explain, privileges
from iam_audit.policy.guardrails import UNREAD

FULL = Guardrail(name="full", document=document(allow()))
NO_IAM = Guardrail(name="no-iam", document=document(deny("iam:*")))
ONLY_S3 = Guardrail(name="only-s3", document=document(allow("s3:*")))
BLANK = Guardrail(name="blank")
BROKEN = Guardrail(name="broken", document="{")


def level(*policies, name="Root"):
    return GuardrailLevel(name=name, policies=policies)


def around(*levels, unread=None):
    return Surroundings(guardrails=levels, unread=unread)


def alice(surroundings, *more, **fields):
    return snapshot(users=(holder(allow(), *more),), surroundings=surroundings, **fields)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param((), (ADMIN, ADMIN), id="no level"),
        pytest.param((level(FULL), level(FULL)), (ADMIN, ADMIN), id="everything at each level"),
        pytest.param((level(FULL), level(FULL, NO_IAM)), (DATA, DATA), id="a denial at one level"),
        pytest.param((level(FULL), level(ONLY_S3)), (DATA, DATA), id="one level allows only some"),
        pytest.param((level(BLANK), level(FULL)), (ADMIN, ADMIN), id="a policy that was not read"),
        pytest.param((level(BROKEN), level(FULL)), (ADMIN, ADMIN), id="a policy that nobody understands"),
        pytest.param((level(BLANK, NO_IAM),), (DATA, DATA), id="an unread policy beside a denial"),
    ],
)
def test_every_level_must_allow_and_what_is_unread_limits_nothing(levels, expected):
    found = privileges(alice(around(*levels)), NOW)[ALICE]

    assert (found.lower, found.upper) == expected


def test_a_reason_says_that_policies_could_not_be_read():
    found = privileges(alice(around(level(BROKEN), unread="AWS refused")), NOW)[ALICE]

    assert f"{UNREAD}: AWS refused" in found.reasons
    assert f"{UNREAD}: broken cannot be understood" in found.reasons


def test_a_member_that_is_read_by_itself_says_that_its_organization_may_allow_less():
    organization = Organization(id="o-1", arn="arn", account_id="123456789012", management_account_id="1")
    member = alice(None, account=account(management=False), organization=organization)
    manager = alice(None, account=account(management=True), organization=organization)

    assert f"{UNREAD}: the account was read by itself" in privileges(member, NOW)[ALICE].reasons
    assert not any(UNREAD in one for one in privileges(manager, NOW)[ALICE].reasons)


def test_roles_of_aws_services_are_left_alone():
    linked = replace(
        role(trusting({"Service": "ec2.amazonaws.com"})),
        path="/aws-service-role/ec2.amazonaws.com/",
        inline=inline(document(allow())),
    )
    found = privileges(snapshot(roles=(linked,), surroundings=around(level(ONLY_S3), unread="why")), NOW)

    assert found[linked.arn].lower is Tier.ADMIN
    assert not any(UNREAD in one for one in found[linked.arn].reasons)


def answer(snapshot, action):
    told = explain(snapshot, ALICE, action, now=NOW)
    return told.contexts[0].decision, told.contexts[0].because, told.unread


def test_an_action_that_one_level_denies_is_denied_by_that_policy():
    decision, because, _ = answer(alice(around(level(FULL, NO_IAM, name="Work"))), "iam:CreateUser")

    assert decision is Decision.DENIED
    assert because == "statement 1 of the service control policy no-iam of Work denies it"


def test_an_action_that_one_level_does_not_allow_is_denied_by_that_level():
    decision, because, _ = answer(alice(around(level(FULL), level(ONLY_S3, name="Work"))), "ec2:RunInstances")

    assert decision is Decision.DENIED
    assert because == (
        "the service control policies of Work do not allow it,"
        " though statement 1 of the inline policy inline-0 of the user allows it"
    )


def test_an_action_that_every_level_allows_is_allowed():
    assert answer(alice(around(level(FULL), level(ONLY_S3))), "s3:GetObject")[0] is Decision.ALLOWED


def test_an_unread_policy_makes_it_possible_and_is_named():
    decision, because, unread = answer(alice(around(level(BLANK), unread="blank")), "s3:GetObject")

    assert decision is Decision.POSSIBLE
    assert because == "the service control policy blank of Root could not be read"
    assert unread == ("blank could not be read", f"{UNREAD}: blank")
