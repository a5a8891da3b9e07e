"""Finds runs and accounts, and tells how things moved from run to run."""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import Connection, RowMapping, and_, case, func, literal, or_, select

from iam_audit.history.records import run_record
from iam_audit.history.tables import (
    ACCOUNT,
    ACCOUNT_STATE,
    CREDENTIAL,
    EVENT,
    FINDING,
    MEMBERS,
    RUN,
)
from iam_audit.history.values import (
    AccountRecord,
    Changes,
    Coverage,
    FindingState,
    FixTime,
    RunRecord,
    TrendPoint,
)
from iam_audit.model import AccountStatus, CredentialType, Severity

Raw: TypeAlias = Any
"""The value of any column."""
RANKED = tuple(Severity)
FAILING = (FindingState.OPEN.value, FindingState.UNKNOWN.value)
DAY = 86400
"""Seconds."""


def find_runs(connection: Connection, limit: int, before: int | None) -> tuple[RunRecord, ...]:
    """Return runs, the last one first; those with smaller numbers than `before`, where that is given."""
    query = select(RUN).order_by(RUN.c.number.desc()).limit(limit)
    query = query.where(RUN.c.number < before) if before else query
    return tuple(map(run_record, connection.execute(query).mappings()))


def one_run(connection: Connection, named: str) -> RunRecord | None:
    """Return the run with this id or number."""
    by_number = named.isascii() and named.isdigit() and len(named) < 10
    here = RUN.c.number == int(named) if by_number else RUN.c.id == named
    row = connection.execute(select(RUN).where(here)).mappings().first()
    return run_record(row) if row else None


def run_at(connection: Connection, moment: datetime) -> RunRecord | None:
    """Return the last run that judged as of this moment or before."""
    query = select(RUN).where(RUN.c.at <= moment).order_by(RUN.c.at.desc(), RUN.c.number.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return run_record(row) if row else None


def accounts_now(connection: Connection) -> tuple[AccountRecord, ...]:
    """Return all accounts as they are known, by id."""
    failing = and_(FINDING.c.state.in_(FAILING), FINDING.c.cycle > 0)
    counted = select(FINDING.c.account_id, FINDING.c.severity_rank, func.count()).where(failing)
    found: dict[str, dict[Severity, int]] = {}
    for account_id, rank, count in connection.execute(
        counted.group_by(FINDING.c.account_id, FINDING.c.severity_rank)
    ):
        found.setdefault(account_id, {})[RANKED[rank]] = count
    there = and_(CREDENTIAL.c.gone_at.is_(None), CREDENTIAL.c.type == CredentialType.ACCESS_KEY.value)
    keys = select(CREDENTIAL.c.account_id, func.count()).where(there).group_by(CREDENTIAL.c.account_id)
    held = {row[0]: row[1] for row in connection.execute(keys)}
    rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id)).mappings()
    return tuple(_account(row, found.get(row["id"], {}), held.get(row["id"], 0)) for row in rows)


def coverage(connection: Connection) -> tuple[Coverage, ...]:
    """Return how the accounts that are there were read, by id."""
    there = select(ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.status).where(ACCOUNT.c.gone_at.is_(None))
    rows = connection.execute(there.order_by(ACCOUNT.c.id))
    return tuple(Coverage(id=row.id, name=row.name, status=AccountStatus(row.status)) for row in rows)


def accounts_at(connection: Connection, run: int) -> tuple[AccountRecord, ...]:
    """Return the accounts that a run was about, with the status they had then, by id."""
    members = select(MEMBERS.c.account_ids).join(RUN, RUN.c.members == MEMBERS.c.id)
    body = connection.execute(members.where(RUN.c.number == run)).scalar()
    ids = frozenset(json.loads(zlib.decompress(body))) if body else frozenset()
    last = select(ACCOUNT_STATE.c.account_id, func.max(ACCOUNT_STATE.c.since_run).label("since_run"))
    last_then = last.where(ACCOUNT_STATE.c.since_run <= run).group_by(ACCOUNT_STATE.c.account_id).subquery()
    query = select(ACCOUNT_STATE, RUN.c.at).join(
        last_then,
        and_(
            ACCOUNT_STATE.c.account_id == last_then.c.account_id,
            ACCOUNT_STATE.c.since_run == last_then.c.since_run,
        ),
    )
    then = {
        row["account_id"]: row
        for row in connection.execute(query.join(RUN, RUN.c.number == ACCOUNT_STATE.c.since_run)).mappings()
    }
    rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id)).mappings()
    return tuple(
        msgspec.structs.replace(
            _account(row, {}, 0),
            status=AccountStatus(then[row["id"]]["status"]),
            reason=then[row["id"]]["reason"],
            name=then[row["id"]]["name"],
            since=then[row["id"]]["at"],
        )
        for row in rows
        if row["id"] in ids and row["id"] in then
    )


def trend(connection: Connection, since: datetime | None, until: datetime | None) -> tuple[TrendPoint, ...]:
    """Return how things stood at the end of each day on which there was a run, the oldest first."""
    query = select(RUN).order_by(RUN.c.at, RUN.c.number)
    query = query.where(RUN.c.at >= since) if since else query
    query = query.where(RUN.c.at <= until) if until else query
    days: dict[str, TrendPoint] = {}
    for row in connection.execute(query).mappings():
        run = run_record(row)
        day = f"{run.at:%Y-%m-%d}"
        so_far = days[day].changes if day in days else Changes()
        days[day] = TrendPoint(
            day=day, run=run.number, summary=run.summary, changes=_together(so_far, run.changes)
        )
    return tuple(days.values())


def fix_times(
    connection: Connection, deadlines: Mapping[Severity, int | None], now: datetime, since: datetime | None
) -> tuple[FixTime, ...]:
    """Return for each severity how long fixing took, and how many findings kept their deadline or did not."""
    last = select(RUN).order_by(RUN.c.number.desc()).limit(1)
    row = connection.execute(last).mappings().first()
    open_now = run_record(row).summary.open if row else {}
    fixed = _fixed(connection, deadlines, since)
    overdue = _overdue(connection, deadlines, now)
    return tuple(
        FixTime(
            severity=one,
            fixed=fixed[one].findings,
            mean_days=fixed[one].seconds / fixed[one].findings / DAY if fixed[one].findings else None,
            deadline_days=deadlines.get(one),
            fixed_late=fixed[one].late,
            open=open_now.get(one, 0),
            overdue=overdue.get(one, 0),
        )
        for one in Severity
    )


class _Fixed(NamedTuple):
    """Findings of one severity that were fixed."""

    findings: int = 0
    seconds: int = 0
    """How long that took, all together."""
    late: int = 0


def _fixed(
    connection: Connection, deadlines: Mapping[Severity, int | None], since: datetime | None
) -> Mapping[Severity, _Fixed]:
    late = [
        and_(EVENT.c.severity == one.value, EVENT.c.seconds > days * DAY)
        for one, days in deadlines.items()
        if days is not None
    ]
    sums = (func.count(), func.sum(EVENT.c.seconds), func.sum(case((or_(literal(False), *late), 1), else_=0)))
    # Only what was resolved took time, and these events have a small index of their own.
    query = select(EVENT.c.severity, *sums).where(EVENT.c.seconds.is_not(None))
    query = query.where(EVENT.c.at >= since) if since else query
    rows = connection.execute(query.group_by(EVENT.c.severity))
    found = {Severity(severity): _Fixed(*map(int, sums)) for severity, *sums in rows}
    return {one: found.get(one, _Fixed()) for one in Severity}


def _overdue(
    connection: Connection, deadlines: Mapping[Severity, int | None], now: datetime
) -> Mapping[Severity, int]:
    """Return for each severity how many findings fail for longer than they may."""
    limited = {one: now - timedelta(days=days) for one, days in deadlines.items() if days is not None}
    failing = select(func.count()).where(FINDING.c.state.in_(FAILING), FINDING.c.cycle > 0)
    counts = [
        failing.where(FINDING.c.severity_rank == one.rank, FINDING.c.opened_at < limit).scalar_subquery()
        for one, limit in limited.items()
    ]
    return dict(zip(limited, connection.execute(select(*counts)).one(), strict=True)) if counts else {}


def _together(one: Changes, other: Changes) -> Changes:
    added = {name: getattr(one, name) + getattr(other, name) for name in Changes.__struct_fields__}
    return Changes(**(added | {"still": other.still}))


def _account(row: RowMapping, found: dict[Severity, int], keys: int) -> AccountRecord:
    values = {str(name): value for name, value in row.items() if name != "organization"}
    return msgspec.convert(
        values | {"open": {one: found.get(one, 0) for one in Severity}, "keys": keys}, AccountRecord
    )
