"""Reads one account, or the list of accounts, for those who want no more than that."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from iam_audit import aws as ways
from iam_audit.aws import Aws, as_ours
from iam_audit.collect.account import Ask, collect_account
from iam_audit.collect.base import Client
from iam_audit.collect.organization import ACTIVE, organization_accounts
from iam_audit.errors import NotReadError
from iam_audit.model import Account, Section, Snapshot


def read_account(aws: Aws, now: datetime, ask: Ask | None = None) -> Snapshot:
    """Read the account of the caller. Raises CredentialsError, or AccountError when nothing could be read."""
    identity = aws.identity()
    account = Account(id=identity.account_id, partition=identity.partition)
    return collect_account(aws.client, account, now, ask or Ask()).snapshot


def read_with_client(
    iam_client: Client,
    account: Account,
    now: datetime,
    *,
    live: bool = False,
    include: AbstractSet[Section] = frozenset(),
) -> Snapshot:
    """Read what IAM tells of an account, with a client that somebody else made. Raises AccountError."""

    def client(service: str, _region: str | None = None) -> Client:
        if service != "iam":
            raise NotReadError(f"there is a client for iam alone, and none for {service}")
        return iam_client

    ask = Ask(include=frozenset(include), live=live)
    return collect_account(client, account, now, ask).snapshot


def active_accounts(organizations_client: Client) -> tuple[Account, ...]:
    """Return the active accounts of the organization, ordered by id. Raises one of our errors."""
    try:
        found = organization_accounts(organizations_client)
    except Exception as error:
        raise as_ours(error) from error
    return tuple(one.account for one in found if one.state == ACTIVE)


def explain(error: BaseException) -> str:
    """Return one sentence on any error that AWS or its SDK raised; it never holds a secret."""
    return ways.explain(error)[1]
