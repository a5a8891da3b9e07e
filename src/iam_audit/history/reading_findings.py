"""Finds findings."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select

from iam_audit.history.paging import BEGINNING, page, wanted
from iam_audit.history.reading_credentials import about_credential
from iam_audit.history.records import event, finding_record
from iam_audit.history.saving_findings import part_of
from iam_audit.history.tables import ACCOUNT, CHECK, CHECK_NAME, DETAIL, EVENT, FINDING
from iam_audit.history.values import (
    CredentialRecord,
    EventKind,
    FindingDetail,
    FindingFilter,
    FindingNews,
    FindingRecord,
    FindingState,
    Page,
)
from iam_audit.model import Finding
from iam_audit.model.wire import decoder

Raw: TypeAlias = Any
"""The value of any column."""
MOMENT = FINDING.c.opened_at.type
SORTS: dict[str, ColumnElement[Raw]] = {
    "severity": FINDING.c.severity_rank,
    "opened": func.coalesce(FINDING.c.opened_at, literal(BEGINNING, MOMENT)),
    "last_seen": func.coalesce(
        FINDING.c.last_seen_at, CHECK.c.last_judged_at, ACCOUNT.c.assessed_at, FINDING.c.first_seen_at
    ),
    "check": FINDING.c.check_id,
    "account": FINDING.c.account_id,
    "resource": FINDING.c.resource_name,
    "resolved": func.coalesce(FINDING.c.resolved_at, literal(BEGINNING, MOMENT)),
}
JOINED = (
    select(
        FINDING,
        ACCOUNT.c.name.label("account_name"),
        ACCOUNT.c.assessed_at,
        CHECK.c.last_judged_at,
        CHECK_NAME.c.title,
    )
    .join(ACCOUNT, ACCOUNT.c.id == FINDING.c.account_id)
    .outerjoin(
        CHECK,
        and_(
            CHECK.c.account_id == FINDING.c.account_id,
            CHECK.c.check_id == FINDING.c.check_id,
            CHECK.c.until_run.is_(None),
        ),
    )
    .outerjoin(CHECK_NAME, CHECK_NAME.c.check_id == FINDING.c.check_id)
)


def find_findings(
    connection: Connection, what: FindingFilter, sort: str, limit: int, cursor: str | None
) -> Page[FindingRecord]:
    """Return a page of the findings that fit."""
    order = wanted(SORTS, FINDING.c.fingerprint, sort, limit, cursor)
    return page(connection, JOINED.where(*conditions(what)), order, finding_record)


def count_findings(connection: Connection, what: FindingFilter) -> int:
    """Return how many fit."""
    return (
        connection.execute(select(func.count()).select_from(FINDING).where(*conditions(what))).scalar() or 0
    )


def one_finding(connection: Connection, fingerprint: str) -> FindingDetail | None:
    """Return all that is known of a finding; None when there is none."""
    row = connection.execute(JOINED.where(FINDING.c.fingerprint == fingerprint)).mappings().first()
    if row is None:
        return None
    happened = select(EVENT).where(EVENT.c.fingerprint == fingerprint).order_by(EVENT.c.id)
    events = tuple(map(event, connection.execute(happened).mappings()))
    record = finding_record(row)
    said = None if record.state is FindingState.RESOLVED else _said(connection, record)
    return FindingDetail(record=record, finding=said, events=events)


def latest(connection: Connection, limit: int) -> tuple[FindingNews, ...]:
    """Return what came and went last: so much of each kind at most, the latest first."""
    found: list[tuple[datetime, EventKind, str]] = []
    for kind in (EventKind.OPENED, EventKind.REOPENED, EventKind.RESOLVED):
        # One kind at a time: so the database takes the first ones of an index.
        query = select(EVENT.c.at, EVENT.c.fingerprint).where(EVENT.c.kind == kind.value)
        rows = connection.execute(query.order_by(EVENT.c.at.desc(), EVENT.c.id.desc()).limit(limit))
        found += [(row.at, kind, row.fingerprint) for row in rows]
    named = JOINED.where(FINDING.c.fingerprint.in_({fingerprint for _, _, fingerprint in found}))
    records = {row["fingerprint"]: finding_record(row) for row in connection.execute(named).mappings()}
    news = (FindingNews(at=at, kind=kind, finding=records[name]) for at, kind, name in found)
    return tuple(sorted(news, key=lambda one: one.at, reverse=True))


def of_credential(
    connection: Connection, one: CredentialRecord, limit: int = 200
) -> tuple[FindingRecord, ...]:
    """Return the findings about a credential and about its user: those that are open first, the worst first."""
    query = JOINED.where(*about_credential(one))
    order = (FINDING.c.state == FindingState.RESOLVED.value, FINDING.c.severity_rank, FINDING.c.fingerprint)
    rows = connection.execute(query.order_by(*order).limit(limit)).mappings()
    return tuple(map(finding_record, rows))


def conditions(what: FindingFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what a finding must be to fit."""
    columns = FINDING.c
    listed: tuple[tuple[ColumnElement[Raw], tuple[str, ...]], ...] = (
        (columns.account_id, what.accounts),
        (columns.check_id, what.checks),
        (columns.severity, what.severities),
        (columns.state, what.states),
        (columns.resource_type, what.resource_types),
    )
    for column, values in listed:
        if values:
            yield column.in_(list(map(str, values)))
    if what.credential is not None:
        yield columns.credential_id == what.credential
    if what.user is not None:
        yield columns.user_name == what.user
    if what.opened_before is not None:
        yield columns.opened_at < what.opened_before
    if words := what.text.lower().split():
        # Put together first: to make one text small is quicker than four.
        named = (
            columns.resource_name
            + " "
            + columns.resource_id
            + " "
            + columns.check_id
            + " "
            + columns.account_id
        )
        yield from (func.lower(named).contains(word, autoescape=True) for word in words)


def _said(connection: Connection, record: FindingRecord) -> Finding | None:
    """Return what the last audit that looked said."""
    here = (DETAIL.c.account_id == record.account_id, DETAIL.c.check_id == record.check_id)
    parts = connection.execute(select(DETAIL.c.parts).where(*here).limit(1)).scalar()
    if not parts:
        return None
    place = DETAIL.c.part == part_of(record.fingerprint, parts)
    body = connection.execute(select(DETAIL.c.body).where(*here, place)).scalar()
    held = decoder(tuple[Finding, ...]).decode(zlib.decompress(body)) if body else ()
    return next((one for one in held if one.fingerprint == record.fingerprint), None)
