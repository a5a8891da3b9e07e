"""Finds credentials."""

import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from iam_audit.history.paging import BEGINNING, page, wanted
from iam_audit.history.records import credential_record, event
from iam_audit.history.tables import ACCOUNT, CREDENTIAL, EVENT, FINDING, PRINCIPAL, USE
from iam_audit.history.values import (
    CredentialFilter,
    CredentialRecord,
    Event,
    EventKind,
    FindingState,
    Page,
)
from iam_audit.model import Principal

Raw: TypeAlias = Any
"""The value of any column."""
SORTS: dict[str, ColumnElement[Raw]] = {
    "priority": CREDENTIAL.c.priority,
    "risk": CREDENTIAL.c.risk_rank,
    "tier": CREDENTIAL.c.tier_rank,
    "age": func.coalesce(CREDENTIAL.c.created_at, literal(BEGINNING, CREDENTIAL.c.created_at.type)),
    "last_used": func.coalesce(CREDENTIAL.c.last_used_at, literal(BEGINNING, CREDENTIAL.c.created_at.type)),
    "user": CREDENTIAL.c.user_name,
    "account": CREDENTIAL.c.account_id,
    "name": CREDENTIAL.c.name,
    "first_seen": CREDENTIAL.c.first_seen_at,
}
FAILING = (FindingState.OPEN.value, FindingState.UNKNOWN.value)
JOINED = select(CREDENTIAL, ACCOUNT.c.name.label("account_name"), ACCOUNT.c.assessed_at).join(
    ACCOUNT, ACCOUNT.c.id == CREDENTIAL.c.account_id
)


def find_credentials(
    connection: Connection, what: CredentialFilter, sort: str, limit: int, cursor: str | None
) -> Page[CredentialRecord]:
    """Return a page of the credentials that fit."""
    order = wanted(SORTS, CREDENTIAL.c.id, sort, limit, cursor)
    return page(connection, JOINED.where(*conditions(what)), order, credential_record)


def count_credentials(connection: Connection, what: CredentialFilter) -> int:
    """Return how many fit."""
    return (
        connection.execute(select(func.count()).select_from(CREDENTIAL).where(*conditions(what))).scalar()
        or 0
    )


def one_credential(connection: Connection, named: str) -> CredentialRecord | None:
    """Return the credential with this id, or with this name (such as a key id) if it is the only one."""
    row = connection.execute(JOINED.where(CREDENTIAL.c.id == named)).mappings().first()
    if row is None:
        rows = connection.execute(JOINED.where(CREDENTIAL.c.name == named).limit(2)).mappings().all()
        row = rows[0] if len(rows) == 1 else None
    return credential_record(row) if row else None


def conditions(what: CredentialFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what a credential must be to fit."""
    columns = CREDENTIAL.c
    listed: tuple[tuple[ColumnElement[Raw], tuple[str, ...]], ...] = (
        (columns.account_id, what.accounts),
        (columns.type, what.types),
        (columns.risk_level, what.risks),
        (columns.tier, what.tiers),
        (columns.kind, what.kinds),
        (columns.owner, what.owners),
    )
    for column, values in listed:
        if values:
            yield column.in_(list(map(str, values)))
    if not what.gone:
        yield columns.gone_at.is_(None)
    if what.active is not None:
        yield columns.active.is_(what.active)
    if what.user is not None:
        yield columns.user_name == what.user
    words = [columns.words.contains(word, autoescape=True) for word in what.text.casefold().split()]
    if words:
        # All that is asked of this part is in one small index, so the rows themselves are left alone.
        yield columns.id.in_(select(columns.id).where(*words))
    if what.checks:
        yield _spoken_against(what.checks)


def _spoken_against(checks: tuple[str, ...]) -> ColumnElement[bool]:
    open_now = and_(FINDING.c.check_id.in_(checks), FINDING.c.state.in_(FAILING), FINDING.c.cycle > 0)
    own = select(FINDING.c.credential_id).where(open_now, FINDING.c.credential_id.is_not(None))
    beside = select(literal(1)).where(
        open_now,
        FINDING.c.credential_id.is_(None),
        FINDING.c.account_id == CREDENTIAL.c.account_id,
        FINDING.c.user_name == CREDENTIAL.c.user_name,
    )
    return or_(CREDENTIAL.c.id.in_(own), beside.exists())


def principal_of(connection: Connection, one: CredentialRecord) -> Principal | None:
    """Return the user that a credential belongs to, with what it can do and how."""
    here = (PRINCIPAL.c.account_id == one.account_id, PRINCIPAL.c.arn == one.user_arn)
    body = connection.execute(select(PRINCIPAL.c.body).where(*here)).scalar()
    return msgspec.json.decode(zlib.decompress(body), type=Principal) if body else None


def timeline(connection: Connection, one: CredentialRecord) -> tuple[Event, ...]:
    """Return what happened to a credential, the oldest first."""
    found = [*_happened(connection, one), *_used(connection, one)]
    if one.created_at:
        found.append(
            Event(at=one.created_at, kind=EventKind.CREATED, account_id=one.account_id, credential_id=one.id)
        )
    return tuple(sorted(found, key=lambda each: each.at))


def _happened(connection: Connection, one: CredentialRecord) -> Iterator[Event]:
    # Asked for first: PostgreSQL looks at every event where one of two things may be so and one is a question.
    about = connection.execute(select(FINDING.c.fingerprint).where(*about_credential(one))).scalars().all()
    query = select(EVENT).where(or_(EVENT.c.credential_id == one.id, EVENT.c.fingerprint.in_(about)))
    rows = connection.execute(query.order_by(EVENT.c.id)).mappings()
    yield from map(event, rows)


def about_credential(one: CredentialRecord) -> tuple[ColumnElement[bool], ...]:
    """Say which findings are about a credential, or about its user as a whole."""
    return (
        FINDING.c.account_id == one.account_id,
        FINDING.c.user_name == one.user_name,
        or_(FINDING.c.credential_id.is_(None), FINDING.c.credential_id == one.id),
    )


def _used(connection: Connection, one: CredentialRecord) -> Iterator[Event]:
    rows = connection.execute(select(USE).where(USE.c.credential_id == one.id)).mappings()
    for row in rows:
        where = ", ".join(part for part in (row["service"], row["region"]) if part)
        yield Event(
            at=row["ended_at"],
            kind=EventKind.USED,
            account_id=one.account_id,
            credential_id=one.id,
            before=row["began_at"].isoformat(),
            after=row["ended_at"].isoformat(),
            note=where or None,
        )


def owners(connection: Connection) -> tuple[str, ...]:
    """Return everybody who owns a credential that is there."""
    query: Select[Raw] = select(CREDENTIAL.c.owner).distinct()
    found = query.where(CREDENTIAL.c.owner != "", CREDENTIAL.c.gone_at.is_(None))
    return tuple(connection.execute(found.order_by(CREDENTIAL.c.owner)).scalars())
