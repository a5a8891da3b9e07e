"""Adds up how things stand after a run, and what the run changed."""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, func, literal_column, select

from iam_audit.history.tables import ACCOUNT, CREDENTIAL, EVENT, FINDING
from iam_audit.history.values import Changes, EventKind, FindingState, Summary
from iam_audit.model import AccountStatus, CredentialType, RiskLevel, Severity, Tier

E = TypeVar("E", bound=StrEnum)
RANKED = tuple(Severity)
COUNTED = {
    EventKind.OPENED: "new",
    EventKind.REOPENED: "returned",
    EventKind.RESOLVED: "fixed",
    EventKind.MUTED: "muted",
    EventKind.UNMUTED: "unmuted",
}


def summary_of(connection: Connection) -> Summary:
    """Count all that is known and there."""
    there = CREDENTIAL.c.gone_at.is_(None)
    grouped = select(CREDENTIAL.c.type, CREDENTIAL.c.risk_level, CREDENTIAL.c.tier, func.count())
    credentials = connection.execute(
        grouped.where(there).group_by(CREDENTIAL.c.type, CREDENTIAL.c.risk_level, CREDENTIAL.c.tier)
    ).all()
    accounts = select(ACCOUNT.c.status, func.count()).where(ACCOUNT.c.gone_at.is_(None))
    failed = FINDING.c.cycle > literal_column("0")
    found = select(FINDING.c.state, FINDING.c.severity_rank, failed, func.count())
    findings = connection.execute(
        found.where(FINDING.c.state != FindingState.RESOLVED.value).group_by(
            FINDING.c.state, FINDING.c.severity_rank, failed
        )
    ).all()
    types: Counter[str] = Counter()
    risks: Counter[str | None] = Counter()
    tiers: Counter[str | None] = Counter()
    for kind, risk, tier, count in credentials:
        types[kind] += count
        if kind == CredentialType.ACCESS_KEY.value:
            risks[risk] += count
            tiers[tier] += count
    states: Counter[str] = Counter()
    opened: Counter[str] = Counter()
    for state, rank, has_failed, count in findings:
        states[state] += count
        if state == FindingState.OPEN.value or (state == FindingState.UNKNOWN.value and has_failed):
            opened[RANKED[rank]] += count
    rows = connection.execute(accounts.group_by(ACCOUNT.c.status)).all()
    return Summary(
        accounts=_named(AccountStatus, {row[0]: row[1] for row in rows}),
        keys=_named(RiskLevel, risks),
        tiers=_named(Tier, tiers),
        credentials=_named(CredentialType, types),
        open=_named(Severity, opened),
        states=_named(FindingState, states),
    )


def changes_of(connection: Connection, run: int) -> Changes:
    """Count what a run changed."""
    counted = select(EVENT.c.kind, EVENT.c.before, EVENT.c.after, func.count()).where(
        EVENT.c.run == run, EVENT.c.fingerprint.is_not(None)
    )
    numbers: Counter[str] = Counter()
    for kind, before, after, count in connection.execute(
        counted.group_by(EVENT.c.kind, EVENT.c.before, EVENT.c.after)
    ):
        name = COUNTED.get(EventKind(kind)) or _direction(kind, before, after)
        if name:
            numbers[name] += count
    still = select(func.count()).where(FINDING.c.state == FindingState.OPEN.value)
    begun = numbers["new"] + numbers["returned"] + numbers["unmuted"]
    numbers["still"] = max(0, (connection.execute(still).scalar() or 0) - begun)
    return Changes(**numbers)


def _direction(kind: str, before: str | None, after: str | None) -> str | None:
    if kind != EventKind.SEVERITY.value or before is None or after is None:
        return None
    return "worse" if Severity(after).rank < Severity(before).rank else "better"


def _named(kind: type[E], counts: Mapping[str, int] | Mapping[str | None, int]) -> dict[E, int]:
    return {one: counts.get(one.value, 0) for one in kind}
