"""What an organization means for one of its accounts."""

import pytest
from msgspec.structs import replace

from builders import ACCOUNT_ID, account, snapshot
from iam_audit.model import (
    Organization,
    OrganizationTree,
    PolicyTarget,
    Section,
    ServiceControlPolicy,
)
from iam_audit.surroundings import View, surrounded, surroundings_of, views_in

MANAGER, OTHER = "111122223333", "444455556666"
TREE = OrganizationTree(
    parents={
        "ou-1": "r-1",
        "ou-2": "r-1",
        "ou-11": "ou-1",
        ACCOUNT_ID: "ou-11",
        OTHER: "ou-2",
        MANAGER: "r-1",
    },
    accounts=(MANAGER, ACCOUNT_ID, OTHER),
    names={"r-1": "Root", "ou-1": "Work", "ou-11": "Production", "ou-2": "Play"},
)
MEMBER = account(management=False)


def scp(name, *places, document="{}"):
    targets = tuple(PolicyTarget(id=one, kind="ANY") for one in places)
    arn = f"arn:aws:organizations::{MANAGER}:policy/o-1/service_control_policy/p-{name}"
    return ServiceControlPolicy(
        id=f"p-{name}", arn=arn, account_id=MANAGER, name=name, document=document, targets=targets
    )


FULL = scp("full", "r-1", "ou-1", "ou-11", "ou-2", ACCOUNT_ID, OTHER, MANAGER)
VIEW = View(id="o-1", tree=TREE, policies=(FULL, scp("guard", "ou-1"), scp("play", "ou-2")))


def organization(account_id=ACCOUNT_ID, id="o-1", manager=MANAGER):
    return Organization(
        id=id, arn=f"arn:aws:organizations::{manager}:organization/{id}", account_id=account_id,
        management_account_id=manager,
    )  # fmt: skip


def levels(around):
    return [(level.name, [one.name for one in level.policies]) for level in around.guardrails]


def test_an_account_is_limited_by_the_root_by_every_unit_above_it_and_by_its_own_policies():
    around = surroundings_of(MEMBER, VIEW)

    assert levels(around) == [
        ("Root", ["full"]),
        ("Work", ["full", "guard"]),
        ("Production", ["full"]),
        (ACCOUNT_ID, ["full"]),
    ]
    assert around.unread is None


def test_the_management_account_is_exempt():
    around = surroundings_of(account(management=True), View())

    assert (around.guardrails, around.unread) == ((), None)


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (View(), "the management account of the organization was not read"),
        (replace(VIEW, tree=None, why="no list"), "no list"),
        (replace(VIEW, policies=None, why="denied"), "denied"),
        (
            replace(VIEW, tree=replace(TREE, parents={})),
            "the organization does not list the account",
        ),
    ],
    ids=["nothing read", "no tree", "no policies", "not in the tree"],
)
def test_where_something_could_not_be_read_a_reason_says_so_and_nothing_is_limited(view, why):
    around = surroundings_of(MEMBER, view)

    assert (around.guardrails, around.unread) == ((), why)


def test_policies_that_are_switched_off_limit_nobody():
    around = surroundings_of(MEMBER, replace(VIEW, tree=replace(TREE, limited=False)))

    assert (around.guardrails, around.unread) == ((), None)


def test_a_policy_whose_targets_or_text_are_not_known_may_say_anything_anywhere():
    lost = replace(scp("lost"), targets=None)
    blank = scp("blank", "ou-11", document=None)

    around = surroundings_of(MEMBER, replace(VIEW, policies=(FULL, lost, blank)))

    assert [names for _, names in levels(around)] == [
        ["full", "lost"], ["full", "lost"], ["full", "lost", "blank"], ["full", "lost"],
    ]  # fmt: skip
    assert {one.name: one.document for level in around.guardrails for one in level.policies}["lost"] is None
    assert around.unread == "these could not be read: blank, lost"


def test_a_tree_that_bites_its_tail_ends_all_the_same():
    circle = replace(TREE, parents={ACCOUNT_ID: "ou-1", "ou-1": "ou-2", "ou-2": "ou-1"})

    assert [name for name, _ in levels(surroundings_of(MEMBER, replace(VIEW, tree=circle)))] == [
        "Play", "Work", ACCOUNT_ID,
    ]  # fmt: skip


def manager(**fields):
    return snapshot(
        account=account(id=MANAGER, management=True),
        organization=organization(MANAGER),
        **({"organization_tree": TREE, "service_control_policies": VIEW.policies} | fields),
    )


def test_the_management_account_among_several_tells_for_all_of_its_organization():
    member = snapshot(account=MEMBER, organization=organization())
    stranger = snapshot(account=account(id=OTHER), organization=organization(OTHER, "o-2", OTHER))

    views = views_in([member, stranger, manager()])

    assert {one.id: one.accounts for one in views} == {
        "o-1": frozenset({MANAGER, ACCOUNT_ID, OTHER}),
        "o-2": frozenset({OTHER}),
    }
    assert len(surrounded(member, views).surroundings.guardrails) == 4
    assert surrounded(stranger, views).surroundings.unread is not None


def test_what_a_management_account_could_not_read_is_the_reason():
    gaps = (Section.ORGANIZATION_TREE, Section.SERVICE_CONTROL_POLICIES)
    (view,) = views_in([manager(organization_tree=None, service_control_policies=(), gaps=gaps)])

    assert (view.tree, view.policies) == (None, None)
    assert view.why == "organization tree: the test says so; service control policies: the test says so"


def test_an_account_in_no_organization_is_limited_by_nothing_and_knows_nobody():
    alone = snapshot(account=account(id="000000000000"))

    around = surrounded(alone, views_in([manager()])).surroundings

    assert (around.accounts, around.guardrails, around.unread) == ((), (), None)


def test_a_member_that_does_not_tell_its_organization_is_known_by_the_list_of_accounts():
    member = snapshot(account=MEMBER, gaps=(Section.ORGANIZATION,))

    assert surrounded(member, views_in([manager()])).surroundings.accounts == (MANAGER, ACCOUNT_ID, OTHER)
