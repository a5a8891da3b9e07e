"""Tells how the controls of a framework stood."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select

from iam_audit.history.tables import ACCOUNT, ACCOUNT_STATE, CHECK, CHECK_NAME, FINDING
from iam_audit.history.values import ControlRecord, FindingState
from iam_audit.model import AccountStatus, CheckCount, Control, ControlStatus, Framework

Raw: TypeAlias = Any
"""The value of any column."""
SUMMED = ("examined", "failed", "passed", "muted", "not_evaluated")


def controls(connection: Connection, framework: Framework, run: int | None) -> tuple[ControlRecord, ...]:
    """Return every control of a framework: how it stands, or how it stood right after a run."""
    counts = _counts(connection, run)
    unread = _unread(connection, run)
    left = select(FINDING.c.check_id).where(FINDING.c.state == FindingState.MANUAL.value).distinct()
    by_hand = frozenset(connection.execute(left).scalars())
    return tuple(_judged(control, counts, by_hand, unread=unread) for control in framework.controls)


def _counts(connection: Connection, run: int | None) -> Mapping[str, CheckCount]:
    then: ColumnElement[bool] = CHECK.c.until_run.is_(None)
    if run is not None:
        then = and_(CHECK.c.since_run <= run, or_(CHECK.c.until_run.is_(None), CHECK.c.until_run > run))
    sums = [func.sum(CHECK.c[name]).label(name) for name in SUMMED]
    query = (
        select(CHECK.c.check_id, func.max(CHECK_NAME.c.examines).label("examines"), *sums)
        .outerjoin(CHECK_NAME, CHECK_NAME.c.check_id == CHECK.c.check_id)
        .join(ACCOUNT, ACCOUNT.c.id == CHECK.c.account_id)
        .where(then)
        .group_by(CHECK.c.check_id)
    )
    if run is None:
        query = query.where(ACCOUNT.c.gone_at.is_(None))
    return {row["check_id"]: _count(row) for row in connection.execute(query).mappings()}


def _count(row: RowMapping) -> CheckCount:
    numbers = {name: int(row[name]) for name in SUMMED}
    return CheckCount(check_id=row["check_id"], examines=row["examines"] or "", **numbers)


def _unread(connection: Connection, run: int | None) -> bool:
    """Whether there is an account of which nothing was known."""
    status = AccountStatus.NOT_ASSESSED.value
    if run is None:
        query = select(ACCOUNT.c.id).where(ACCOUNT.c.status == status, ACCOUNT.c.gone_at.is_(None))
        return connection.execute(query.limit(1)).first() is not None
    last = select(ACCOUNT_STATE.c.account_id, func.max(ACCOUNT_STATE.c.since_run).label("since_run"))
    then = last.where(ACCOUNT_STATE.c.since_run <= run).group_by(ACCOUNT_STATE.c.account_id).subquery()
    same = and_(
        ACCOUNT_STATE.c.account_id == then.c.account_id, ACCOUNT_STATE.c.since_run == then.c.since_run
    )
    query = select(ACCOUNT_STATE.c.account_id).join(then, same).where(ACCOUNT_STATE.c.status == status)
    return connection.execute(query.limit(1)).first() is not None


def _judged(
    control: Control, counts: Mapping[str, CheckCount], by_hand: frozenset[str], *, unread: bool
) -> ControlRecord:
    run = [counts[check] for check in control.checks if check in counts]
    doubtful = bool(run and unread) or not by_hand.isdisjoint(one.check_id for one in run)
    return ControlRecord(
        id=control.id,
        status=next(_statuses(run, doubtful=doubtful)),
        checks=control.checks,
        not_run=tuple(check for check in control.checks if check not in counts),
        counts=tuple(run),
    )


def _statuses(run: list[CheckCount], *, doubtful: bool) -> Iterator[ControlStatus]:
    """Yield what holds, the worst first: what could not be judged never lets a control pass."""
    if any(one.failed for one in run):
        yield ControlStatus.FAILED
    if doubtful or any(one.not_evaluated for one in run):
        yield ControlStatus.NOT_EVALUATED
    if not run:
        yield ControlStatus.NOT_COVERED
    if any(one.muted for one in run):
        yield ControlStatus.MUTED
    yield ControlStatus.PASSED if any(one.examined for one in run) else ControlStatus.NOT_APPLICABLE
