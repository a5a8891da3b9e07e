"""Which accounts a live source has, and how each is entered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from iam_audit.aws import Aws, Identity, as_ours, is_access_denied, role_account, role_arn
from iam_audit.collect import organization as units
from iam_audit.collect.account import Ask, Collected, collect_account, read_shared
from iam_audit.collect.base import Answers, Client
from iam_audit.collect.organization import OrgAccount, Selection
from iam_audit.errors import AccountError, UsageError
from iam_audit.model import Account
from iam_audit.surroundings import View
from iam_audit.workflows.parallel import INTERRUPTED
from iam_audit.workflows.sources import Entry, OneAccount, Organization
from iam_audit.workflows.telemetry import account_span
from iam_audit.workflows.views import view_of

THREADS = 32
"""How many calls may be under way in all accounts together; more of them only fight for the processor."""


@dataclass(frozen=True, kw_only=True)
class Visits:
    """The accounts to read, and how."""

    scope: str
    aws: Aws
    ask: Ask
    at_once: int
    doors: Mapping[Account, Callable[[], Aws]]
    """How to enter each account; calling it raises AccountError where there is no way in."""
    views: tuple[View, ...] = ()
    """What is known of the organization before any account is read; nothing where one account is read alone."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All of them."""
        return tuple(self.doors)

    def read(self, account: Account, now: datetime) -> Collected:
        """Read one account. Raises AccountError when it cannot be entered or read, or after `aws.stop()`."""
        with account_span(account.id):
            inside = self.doors[account]()
            collected = collect_account(inside.client, account, now, self.ask)
        if self.aws.stopped:
            raise AccountError(INTERRUPTED)
        return collected


def visits_of(source: OneAccount | Organization) -> Visits:
    """Find out who we are and which accounts there are.

    Raises CredentialsError, UsageError or AccountError.
    """
    identity = source.aws.identity()
    if isinstance(source, OneAccount):
        return _one(source, identity)
    return visits_to(source, *due(source), read_shared(source.aws.client))


def enter(aws: Aws, entry: Entry, arn: str) -> Aws:
    """Assume a role as an entry says. Raises AccountError."""
    return aws.assume(
        arn, session_name=entry.session_name, external_id=entry.external_id, duration=entry.duration
    )


def listed(aws: Aws, selection: Selection) -> tuple[str, tuple[OrgAccount, ...]]:
    """Return what was asked for in words, and its accounts.

    Accounts that are named by id need no organization: where it cannot be asked they are taken as they are.
    """
    client = aws.client("organizations")
    try:
        organization = _describe(client)
        accounts = units.organization_accounts(client, selection, organization)
    except Exception as error:
        if not selection.accounts or selection.ous:
            raise as_ours(error) from error
        partition = aws.identity().partition
        return _scope(selection, None), units.accounts_by_id(selection, partition)
    if not accounts:
        raise UsageError("No account is left to read: look at --accounts, --ou and --exclude.")
    return _scope(selection, organization), accounts


def _describe(client: Client) -> units.Organization | None:
    try:
        return units.describe_organization(client)
    except Exception as error:
        if is_access_denied(error):
            return None
        raise


def _one(source: OneAccount, identity: Identity) -> Visits:
    account_id, entry = identity.account_id, source.entry
    door = _here(source.aws)
    if entry:
        account_id = role_account(entry.role) or account_id
        door = _through(source.aws, entry, role_arn(identity.partition, account_id, entry.role))
    account = Account(id=account_id, partition=identity.partition)
    return Visits(
        scope=f"account {account_id}", aws=source.aws, ask=source.ask, at_once=1, doors={account: door}
    )


def due(source: Organization) -> tuple[str, tuple[OrgAccount, ...]]:
    """Return what was asked for in words, and the accounts to read; raises as `visits_of`."""
    scope, accounts = listed(source.aws, source.selection)
    closed = [one for one in accounts if not _is_due(one, source.selection)]
    return f"{scope}{_without(closed)}", tuple(one for one in accounts if one not in closed)


def visits_to(
    source: Organization,
    scope: str,
    accounts: Sequence[OrgAccount],
    shared: Answers,
    listed: Sequence[OrgAccount] = (),
) -> Visits:
    """Return how to read accounts that are known, with what holds for all of them; raises CredentialsError.

    `listed` are all accounts of the audit, where others are read elsewhere.
    """
    identity = source.aws.identity()
    doors = {one.account: _door(source, one, identity) for one in accounts}
    at_once = max(1, min(source.at_once, len(doors)))
    workers = max(1, min(source.ask.workers, THREADS // at_once))
    ask = msgspec.structs.replace(source.ask, workers=workers, shared=shared)
    views = (view_of(shared, listed or accounts),)
    return Visits(scope=scope, aws=source.aws, ask=ask, at_once=at_once, doors=doors, views=views)


def _is_due(one: OrgAccount, selection: Selection) -> bool:
    """Nobody can enter a closed account, so it is missed only where somebody asked for it by its id."""
    return one.worth_trying or one.account.id in selection.accounts


def _without(closed: Sequence[OrgAccount]) -> str:
    if not closed:
        return ""
    named = [f"{one.account.id} is {one.state}" for one in closed[:5]]
    more = [f"and {len(closed) - 5} more"] if len(closed) > 5 else []
    return f", without accounts that nobody can enter: {', '.join([*named, *more])}"


def _door(source: Organization, one: OrgAccount, identity: Identity) -> Callable[[], Aws]:
    if not one.worth_trying:
        return _closed(f"its state in the organization is {one.state}, so nobody can enter it.")
    if one.account.id == identity.account_id:
        return _here(source.aws)
    arn = role_arn(one.account.partition, one.account.id, source.entry.role)
    if one.state == units.NOT_LISTED:
        return _through(source.aws, source.entry, arn, " The organization does not list this account.")
    return _through(source.aws, source.entry, arn)


def _here(aws: Aws) -> Callable[[], Aws]:
    return aws.visit


def _through(aws: Aws, entry: Entry, arn: str, remark: str = "") -> Callable[[], Aws]:
    def go() -> Aws:
        try:
            return enter(aws, entry, arn)
        except AccountError as error:
            raise AccountError(f"{error}{remark}") from error

    return go


def _closed(reason: str) -> Callable[[], Aws]:
    def stay_out() -> Aws:
        raise AccountError(reason)

    return stay_out


def _scope(selection: Selection, organization: units.Organization | None) -> str:
    whole = f"organization {organization.id}" if organization else "organization"
    parts = [*(f"account {one}" for one in selection.accounts), *(f"unit {one}" for one in selection.ous)]
    scope = f"{', '.join(parts)} of {whole}" if parts else whole
    return f"{scope} without {', '.join(selection.exclude)}" if selection.exclude else scope
