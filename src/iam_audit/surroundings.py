"""What the organization around an account means for it: who else is there, and which policies limit it.

Source: "SCP evaluation" in the AWS Organizations User Guide.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from iam_audit.model import (
    Account,
    Gap,
    Guardrail,
    GuardrailLevel,
    Neighbour,
    OrganizationTree,
    Section,
    ServiceControlPolicy,
    Snapshot,
    Surroundings,
)

NOT_READ = "the management account of the organization was not read"
NEEDED = (Section.ORGANIZATION_TREE, Section.SERVICE_CONTROL_POLICIES)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an organization as a whole."""

    id: str | None = None
    tree: OrganizationTree | None = None
    policies: tuple[ServiceControlPolicy, ...] | None = None
    """None when they could not be read."""
    why: str = NOT_READ
    """Why one of them is missing."""
    accounts: frozenset[str] = frozenset()
    """Accounts that are known to be of it."""

    def holds(self, snapshot: Snapshot) -> bool:
        """Whether an account is of this organization, by what it says itself or else by the list of accounts."""
        if snapshot.organization and self.id:
            return self.id == snapshot.organization.id
        return snapshot.account.id in self.accounts


NO_VIEW = View()


def views_in(snapshots: Iterable[Snapshot]) -> tuple[View, ...]:
    """Return what some accounts tell of the organizations that they are in."""
    found: dict[str, View] = {}
    for one in snapshots:
        if one.organization:
            known = found.get(one.organization.id, View(id=one.organization.id))
            found[one.organization.id] = _with(known, one, one.organization.management_account_id)
    return tuple(found.values())


def _with(view: View, snapshot: Snapshot, manager: str) -> View:
    view = msgspec.structs.replace(view, accounts=view.accounts | {snapshot.account.id, manager})
    if snapshot.account.id != manager:
        return view
    tree = snapshot.organization_tree
    gaps = snapshot.missing(NEEDED)
    return msgspec.structs.replace(
        view,
        tree=tree,
        policies=None if snapshot.gap(NEEDED[1]) else snapshot.service_control_policies,
        why=_why(gaps) or NOT_READ,
        accounts=view.accounts | frozenset(tree.accounts if tree else ()),
    )


def surrounded(snapshot: Snapshot, views: Iterable[View], neighbours: Iterable[Neighbour] = ()) -> Snapshot:
    """Return an account with what its organization, and the accounts beside it, mean for it."""
    view = next((one for one in views if one.holds(snapshot)), None)
    around = surroundings_of(snapshot.account, view or NO_VIEW)
    if view is None and snapshot.organization is None:
        around = Surroundings()
    units = _units(snapshot.account, view.tree) if view and view.tree else ()
    return msgspec.structs.replace(
        snapshot,
        surroundings=msgspec.structs.replace(around, neighbours=tuple(neighbours), units=units),
    )


def surroundings_of(account: Account, view: View) -> Surroundings:
    """Return what limits an account of an organization, and which accounts it knows."""
    around = Surroundings(accounts=tuple(sorted(view.accounts)))
    if account.management:
        return around
    if view.tree is None or view.policies is None:
        return msgspec.structs.replace(around, unread=view.why)
    if not view.tree.limited:
        return around
    if account.id not in view.tree.parents:
        return msgspec.structs.replace(around, unread="the organization does not list the account")
    levels = tuple(_levels(account, view.tree, view.policies))
    return msgspec.structs.replace(around, guardrails=levels, unread=_doubt(levels))


def _levels(
    account: Account, tree: OrganizationTree, policies: tuple[ServiceControlPolicy, ...]
) -> Iterator[GuardrailLevel]:
    """Yield each level that limits the account. AWS wants a policy at each; where none is, nothing is limited."""
    for place in reversed(list(_upwards(account.id, tree.parents))):
        there = tuple(found for one in policies if (found := _at(place, one)) is not None)
        if there:
            yield GuardrailLevel(name=tree.names.get(place, place), policies=there)


def _upwards(place: str, parents: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    while place not in seen:
        seen.add(place)
        yield place
        place = parents.get(place, place)


def _units(account: Account, tree: OrganizationTree) -> tuple[str, ...]:
    """Return what is above an account, by id and by name."""
    above = [place for place in _upwards(account.id, tree.parents) if place != account.id]
    return tuple(dict.fromkeys(word for place in above for word in (place, tree.names.get(place, place))))


def _at(place: str, policy: ServiceControlPolicy) -> Guardrail | None:
    """Return a policy as it weighs on a place. One whose targets are not known may be attached anywhere."""
    if policy.targets is None:
        return Guardrail(name=policy.name)
    if all(target.id != place for target in policy.targets):
        return None
    return Guardrail(name=policy.name, document=policy.document)


def _doubt(levels: Iterable[GuardrailLevel]) -> str | None:
    names = sorted({one.name for level in levels for one in level.policies if one.document is None})
    return f"these could not be read: {', '.join(names)}" if names else None


def _why(gaps: tuple[Gap, ...]) -> str:
    return "; ".join(f"{gap.section.replace('_', ' ')}: {gap.reason.rstrip('.')}" for gap in gaps)
