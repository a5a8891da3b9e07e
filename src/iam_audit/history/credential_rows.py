"""Turns the credentials of a result into the columns of the history. Pure."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias, assert_never

from iam_audit.history.writing import Row
from iam_audit.model import (
    AccountResult,
    Bounds,
    CredentialType,
    KeyRow,
    LastUse,
    NeverUsed,
    OtherCredential,
    RiskLevel,
    Used,
    UseUnknown,
)

Owners: TypeAlias = Callable[[str, str], str]
"""Tells who owns the user of an account: a mail address or a name; empty where nobody knows."""
WORDS = 1000
"""Letters to search in: names are shorter, but for those that somebody wrote into a bundle by hand."""
NOT_RATED = 9
"""The rank of a credential that has no tier of idleness: after all others."""


def credential_rows(result: AccountResult, owners: Owners) -> Iterator[Row]:
    """Yield what is known of every credential of an account."""
    account = result.account
    for row in (*map(_of_key, result.keys), *map(_of_other, result.others)):
        owner = owners(account.id, row["user_name"])
        words = " ".join((row["name"], row["user_name"], account.id, account.name, owner)).casefold()[:WORDS]
        yield {**row, "account_id": account.id, "owner": owner, "words": words}


def made_id(account_id: str, kind: str, name: str) -> str:
    """Return what the history calls a credential that it sees for the first time."""
    return hashlib.sha256(f"{account_id}\0{kind}\0{name}".encode()).hexdigest()[:32]


def _of_key(row: KeyRow) -> Row:
    key = row.key
    return {
        "type": CredentialType.ACCESS_KEY.value,
        "name": key.resource.id,
        "identified": key.id is not None,
        "slot": key.slot,
        "user_name": key.user_name,
        "user_arn": key.user_arn,
        "active": key.active,
        "created_at": key.created_at,
        "kind": row.kind.value,
        "priority": row.priority.score if row.priority else -1,
        **_use(key.last_used),
        **_rated(row.risk_level),
        **_bounded(row.privilege),
    }


def _of_other(one: OtherCredential) -> Row:
    return {
        "type": one.type.value,
        "name": one.id,
        "identified": True,
        "slot": None,
        "user_name": one.user_name,
        "user_arn": one.user_arn,
        "active": one.active,
        "created_at": one.created_at,
        "kind": one.kind.value,
        "priority": -1,
        **_use(one.last_used),
        **_rated(one.risk_level),
        **_bounded(one.privilege),
    }


def _use(last: LastUse | None) -> Row:
    match last:
        case Used(at=at, service=service, region=region):
            return _used("used", at, service, region)
        case NeverUsed():
            return _used("never")
        case UseUnknown() | None:
            return _used("unknown")
        case _:
            assert_never(last)


def _used(use: str, at: datetime | None = None, service: str | None = None, region: str | None = None) -> Row:
    return {"use": use, "last_used_at": at, "last_used_service": service, "last_used_region": region}


def _rated(level: RiskLevel | None) -> Row:
    return {"risk_level": level.value if level else None, "risk_rank": level.rank if level else NOT_RATED}


def _bounded(bounds: Bounds | None) -> Row:
    if bounds is None:
        return {"tier": None, "tier_lower": None, "tier_rank": -1}
    return {"tier": bounds.upper.value, "tier_lower": bounds.lower.value, "tier_rank": bounds.upper.rank}
