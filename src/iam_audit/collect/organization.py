"""Which accounts an organization has, and which of them to read."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from iam_audit.aws import partition_of
from iam_audit.collect.base import Client
from iam_audit.errors import UsageError
from iam_audit.model import Account

logger = logging.getLogger(__name__)

PERMISSIONS = (
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
)

ACTIVE = "ACTIVE"
NOT_LISTED = "NOT LISTED"
"""Our word for an account that was asked for by id and that the organization's list does not show."""
UNKNOWN = "UNKNOWN"
"""Our word for an account that was asked for by id where the organization's list could not be read."""

ACCOUNT_ID = re.compile(r"\d{12}", re.ASCII)
PARENT_ID = re.compile(r"(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})")


class OrgAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account, and what the organization says of it."""

    account: Account
    state: str = ACTIVE
    """AWS's word: `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED`, ...; or NOT_LISTED or UNKNOWN."""

    @property
    def worth_trying(self) -> bool:
        """Whether the account may be entered: AWS lets nobody into one that is suspended or closed."""
        return self.state in (ACTIVE, NOT_LISTED, UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which accounts to read: all of them, unless it names some. Raises UsageError when it names nonsense."""

    accounts: tuple[str, ...] = ()
    """Account ids."""
    ous: tuple[str, ...] = ()
    """Ids of organizational units, or of the root; everything below them counts."""
    exclude: tuple[str, ...] = ()
    """Account ids, or patterns for account names such as `sandbox-*`."""

    def __post_init__(self) -> None:
        for account_id in self.accounts:
            if not ACCOUNT_ID.fullmatch(account_id):
                raise UsageError(f"'{account_id}' is no account id: it must have twelve digits.")
        for parent_id in self.ous:
            if not PARENT_ID.fullmatch(parent_id):
                raise UsageError(f"'{parent_id}' is no organizational unit: it reads like ou-abcd-1a2b3c4d.")

    def excludes(self, account: Account) -> bool:
        """Whether the account is to be left out."""
        return any(account.id == one or fnmatchcase(account.name, one) for one in self.exclude)


EVERYTHING = Selection()


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization, as far as an audit needs to know it."""

    id: str
    management_account_id: str
    partition: str


def organization_accounts(
    client: Client, selection: Selection = EVERYTHING, organization: Organization | None = None
) -> tuple[OrgAccount, ...]:
    """Return the accounts of the selection ordered by id, those that are not active included.

    Accounts asked for by id that the organization does not list are there too, as NOT_LISTED. Without
    `organization` nobody can say which is the management account. Raises whatever the SDK raises.
    """
    manager = organization.management_account_id if organization else None
    partition = organization.partition if organization else "aws"
    named = {one.account.id: one for one in accounts_by_id(selection, partition, NOT_LISTED)}
    found: dict[str, OrgAccount] = {}
    if named or not selection.ous:
        found = {raw["Id"]: _parse(raw, manager) for raw in _pages(client, "list_accounts", "Accounts")}
    if named:
        found = {account_id: found.get(account_id, stranger) for account_id, stranger in named.items()}
    below = (raw for parent_id in selection.ous for raw in _below(client, parent_id))
    found |= {raw["Id"]: _parse(raw, manager) for raw in below}
    _warn_of_idle(selection, found.values())
    chosen = (one for one in found.values() if not selection.excludes(one.account))
    return tuple(sorted(chosen, key=lambda one: one.account.id))


def accounts_by_id(selection: Selection, partition: str, state: str = UNKNOWN) -> tuple[OrgAccount, ...]:
    """Return the accounts that the selection names, without asking the organization."""
    accounts = (Account(id=account_id, partition=partition) for account_id in sorted(set(selection.accounts)))
    return tuple(OrgAccount(account=one, state=state) for one in accounts if not selection.excludes(one))


def describe_organization(client: Client) -> Organization:
    """Ask which organization the caller is in and which account manages it."""
    raw = client.describe_organization()["Organization"]
    return Organization(
        id=raw["Id"], management_account_id=raw["MasterAccountId"], partition=partition_of(raw["Arn"])
    )


def _warn_of_idle(selection: Selection, found: Iterable[OrgAccount]) -> None:
    """Say which exclusions leave nothing out: a typo there reads accounts that somebody wanted left alone."""
    for one in selection.exclude:
        alone = Selection(exclude=(one,))
        if not any(alone.excludes(each.account) for each in found):
            logger.warning("--exclude %s fits no account here: it takes ids, and names with *.", one)


def _below(client: Client, parent_id: str) -> Iterator[Mapping[str, Any]]:
    """The accounts of a unit and of all units in it. AWS nests them five deep at most."""
    yield from _pages(client, "list_accounts_for_parent", "Accounts", ParentId=parent_id)
    units = list(
        _pages(client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent_id)
    )
    for unit in units:
        yield from _below(client, unit["Id"])


def _pages(client: Client, operation: str, key: str, **request: str) -> Iterator[Mapping[str, Any]]:
    for page in client.get_paginator(operation).paginate(**request):
        yield from page[key]


def _parse(raw: Mapping[str, Any], manager: str | None) -> OrgAccount:
    """Shape an account. AWS retired `Status` for `State` in September 2026; emulators may lag behind."""
    account = Account(
        id=raw["Id"],
        name=raw.get("Name", ""),
        partition=partition_of(raw["Arn"]),
        management=raw["Id"] == manager if manager else None,
    )
    return OrgAccount(account=account, state=raw.get("State") or raw.get("Status") or UNKNOWN)
