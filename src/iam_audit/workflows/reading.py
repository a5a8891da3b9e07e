"""Reads one account, or the list of accounts, for those who want no more than that."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from iam_audit.aws import Aws
from iam_audit.collect.account import Ask
from iam_audit.model import Account, Section, Snapshot


def read_account(aws: Aws, now: datetime, ask: Ask | None = None) -> Snapshot:
    """Read the account of the caller. Raises CredentialsError, and AccountError when nothing could be read."""
    raise NotImplementedError


def read_with_client(
    iam_client: Any,
    account: Account,
    now: datetime,
    *,
    live: bool = False,
    include: AbstractSet[Section] = frozenset(),
) -> Snapshot:
    """Read an account with an IAM client that somebody else made. Raises AccountError."""
    raise NotImplementedError


def active_accounts(organizations_client: Any) -> tuple[Account, ...]:
    """Return the active accounts of the organization, ordered by id."""
    raise NotImplementedError


def explain(error: BaseException) -> str:
    """Return one sentence for a person about any error that AWS or its SDK raised; it never holds a secret."""
    raise NotImplementedError
