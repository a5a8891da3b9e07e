import pytest
from policies import SUBJECT, allow, customer, group, judge, pointer, user_holding

from builders import permissions, snapshot, user
from iam_audit.checks.policy_unattached import PolicyUnattached
from iam_audit.model import Section, Status
from whole_policies import OF_AWS, managed

EMPTY_TOO = PolicyUnattached(empty_groups=True)
TEAM = (group(attached=(pointer(),)),)


@pytest.mark.parametrize(
    ("whole", "flagged"),
    [
        (customer(allow(), attached=0), True),
        (customer(allow(), attached=1), False),
        (customer(allow(), attached=0, users=(user_holding(pointer()),)), False),
        (customer(allow(), attached=0, boundaries=1), False),
        (customer(allow(), attached=1, groups=TEAM), False),
        (snapshot(policies=(managed(f"{OF_AWS}Some", allow()),)), False),
    ],
    ids=["unused", "attached", "attached since", "a boundary", "in an empty group", "of AWS"],
)
def test_flags_customer_managed_policies_without_any_use(whole, flagged):
    assert bool(judge(PolicyUnattached(), whole)) is flagged


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"groups": TEAM}, Status.FAIL),
        ({"groups": TEAM, "users": (user(permissions=permissions(groups=("other",))),)}, Status.FAIL),
        ({"groups": TEAM, "users": (user(permissions=permissions(groups=("team",))),)}, None),
        ({"groups": TEAM, "users": (user(permissions=None),)}, Status.NOT_EVALUATED),
        ({"groups": TEAM, "users": (user_holding(pointer()),)}, None),
        ({"groups": TEAM, "boundaries": 1}, None),
        ({}, None),
    ],
    ids=[
        "no users",
        "no member",
        "a member",
        "perhaps a member",
        "a user has it too",
        "a boundary",
        "holder unread",
    ],
)
def test_a_group_without_members_is_no_use_if_so_wanted(fields, status):
    assert [one.status for one in judge(EMPTY_TOO, customer(allow(), **fields))] == (
        [status] if status else []
    )


def test_who_is_in_a_group_has_to_be_read_for_that_only():
    whole = customer(allow(), gaps=(Section.GROUPS,))

    assert (bool(PolicyUnattached().blocked_by(whole)), bool(EMPTY_TOO.blocked_by(whole))) == (False, True)


def test_names_the_policy():
    assert judge(PolicyUnattached(), customer(allow(), attached=0))[0].resource.id == SUBJECT
