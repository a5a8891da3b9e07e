import pytest
from policies import SUBJECT, group, judge, pointer, user_holding

from builders import permissions, snapshot, user
from iam_audit.checks.policy_required_in_use import PolicyRequiredInUse
from iam_audit.model import Status
from whole_roles import role, trusting

HELD = (pointer(),)
USERS = {"users": (user_holding(*HELD),)}
ROLES = {"roles": (role("ops", trusting("*"), attached=HELD),)}
TEAM = {"groups": (group(attached=HELD),)}
STAFFED = {**TEAM, "users": (user(permissions=permissions(groups=("team",))),)}


@pytest.mark.parametrize(
    ("fields", "usage", "flagged"),
    [
        (USERS, "any", False),
        (ROLES, "any", False),
        (STAFFED, "any", False),
        (TEAM, "any", True),
        ({}, "any", True),
        (ROLES, "role", False),
        (ROLES, "user", True),
        (STAFFED, "group", False),
    ],
    ids=["user", "role", "group", "empty group", "nothing", "as asked", "not as asked", "group as asked"],
)
def test_flags_required_policies_that_nothing_uses(fields, usage, flagged):
    check = PolicyRequiredInUse(policies=(SUBJECT,), usage=usage)

    assert [one.resource.id for one in judge(check, snapshot(**fields))] == ([SUBJECT] if flagged else [])


def test_says_what_has_it_all_the_same():
    finding = judge(PolicyRequiredInUse(policies=(SUBJECT,), usage="user"), snapshot(**ROLES))[0]

    assert finding.message == "The required policy subject is not in use by a user."
    assert finding.evidence == {"usage": "user", "attached_to": "role/ops"}


def test_a_user_whose_policies_are_unknown_may_have_it():
    check = PolicyRequiredInUse(policies=(SUBJECT,))
    unread = (user(permissions=None),)

    assert [one.status for one in judge(check, snapshot(users=unread))] == [Status.NOT_EVALUATED]
    assert not judge(check, snapshot(users=unread, **ROLES))


def test_without_policies_nothing_is_looked_at():
    assert list(PolicyRequiredInUse().members(snapshot())) == []
