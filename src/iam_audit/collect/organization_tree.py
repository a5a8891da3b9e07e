"""The units of an organization, and which accounts are in them."""

from collections.abc import Iterator

import msgspec

from iam_audit.collect.asking import field, listed_by_token, plain
from iam_audit.collect.base import Answer, Client, OrganizationCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, OrganizationTree, Section

SCP = "SERVICE_CONTROL_POLICY"


class RawPolicyType(msgspec.Struct, rename="pascal"):
    """Whether a kind of policy is switched on."""

    type: str
    status: str


class RawRoot(msgspec.Struct, rename="pascal"):
    """An entry of ListRoots."""

    id: str
    name: str = ""
    policy_types: tuple[RawPolicyType, ...] = ()


class RawChild(msgspec.Struct, rename="pascal"):
    """An account or a unit, with the id of what it is directly below added to it."""

    id: str
    parent_id: str
    name: str = ""


class RawTree(msgspec.Struct, rename="pascal"):
    """The whole answer."""

    roots: tuple[RawRoot, ...]
    organizational_units: tuple[RawChild, ...] = ()
    accounts: tuple[RawChild, ...] = ()


class OrganizationUnits(OrganizationCollector[OrganizationTree]):
    """Goes down from the root, with two calls or more for each unit."""

    section = Section.ORGANIZATION_TREE
    file = "organization-tree.json"
    key = None
    permissions = (
        "organizations:ListRoots",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListAccountsForParent",
    )
    service = "organizations"
    limits_members = True
    on_request = True  # a management account by itself is limited by nothing, so only many accounts need it

    def fetch(self, client: Client) -> Answer:
        """Return roots, units and accounts."""
        roots = listed_by_token(client.list_roots, "Roots")
        units: list[Answer] = []
        accounts: list[Answer] = []
        for parent, kind, entry in _below(client, [field(root, "Id") for root in roots]):
            known = {"Id": field(entry, "Id"), "Name": entry.get("Name", ""), "ParentId": parent}
            (units if kind == "OrganizationalUnits" else accounts).append(known)
        return plain({"Roots": roots, "OrganizationalUnits": units, "Accounts": accounts})

    def parse(self, answer: Answer, account: Account) -> OrganizationTree:  # noqa: ARG002
        """Shape the tree."""
        raw = read_shape(answer, RawTree, self.file)
        roots = {one.id: one.name for one in raw.roots}
        return OrganizationTree(
            parents={one.id: one.parent_id for one in (*raw.organizational_units, *raw.accounts)},
            accounts=tuple(sorted(one.id for one in raw.accounts)),
            names=roots | {one.id: one.name for one in raw.organizational_units},
            limited=any(_limits(root) for root in raw.roots),
        )


def _below(client: Client, parents: list[str]) -> Iterator[tuple[str, str, Answer]]:
    """Yield everything below some parents, with the parent and the name of the list it stands in."""
    waiting = list(parents)
    for parent in waiting:
        units = listed_by_token(
            client.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=parent
        )
        waiting += [field(unit, "Id") for unit in units]
        yield from ((parent, "OrganizationalUnits", unit) for unit in units)
        accounts = listed_by_token(client.list_accounts_for_parent, "Accounts", ParentId=parent)
        yield from ((parent, "Accounts", one) for one in accounts)


def _limits(root: RawRoot) -> bool:
    return any(one.type == SCP and one.status == "ENABLED" for one in root.policy_types)
