"""Compares how things stood after two runs, by what happened between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from sqlalchemy import Connection, RowMapping, and_, select

from iam_audit.history import reading_credentials, reading_findings
from iam_audit.history.records import credential_record, finding_record
from iam_audit.history.tables import CREDENTIAL, EVENT, FINDING
from iam_audit.history.values import (
    Changes,
    CredentialChange,
    CredentialRecord,
    Diff,
    EventKind,
    FindingChange,
    FindingRecord,
    FindingState,
    RunRecord,
)
from iam_audit.history.writing import batches
from iam_audit.model import Severity

Named: TypeAlias = tuple[str, str]
"""The id of a credential, and what kind of change it is."""
Turned: TypeAlias = tuple[str | None, str | None]
"""What it was, and what it is."""
LISTED = 5000
"""How many changes are listed at most; the counts count all."""
WATCHED = (EventKind.APPEARED, EventKind.GONE, EventKind.RISK, EventKind.TIER, EventKind.SWITCHED)
FAILING = (FindingState.OPEN, FindingState.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What became of one finding between two runs."""

    before: FindingState | None
    after: FindingState
    severity_before: Severity | None
    severity_after: Severity
    came_back: bool


def compare(connection: Connection, before: RunRecord, after: RunRecord, limit: int = LISTED) -> Diff:
    """Return what is other after one run than it was after an earlier one."""
    moved = _moved(connection, before.number, after.number)
    changes = {name: change for name, one in moved.items() if (change := _change(one))}
    listed = sorted(changes, key=lambda name: (moved[name].severity_after.rank, changes[name], name))
    findings = _findings(connection, listed[:limit], changes, moved)
    turned = _credential_changes(connection, before.number, after.number)
    credentials = _credentials(connection, dict(islice(turned.items(), limit)))
    return Diff(
        before=before,
        after=after,
        counts=_counted(changes, after, moved),
        findings=findings,
        credentials=credentials,
        truncated=max(len(listed), len(turned)) > limit,
    )


def _moved(connection: Connection, start: int, end: int) -> dict[str, Moved]:
    between = and_(EVENT.c.run > start, EVENT.c.run <= end, EVENT.c.fingerprint.is_not(None))
    names = (EVENT.c.fingerprint, EVENT.c.kind, EVENT.c.before, EVENT.c.after, EVENT.c.severity)
    moved: dict[str, Moved] = {}
    for row in connection.execute(select(*names).where(between).order_by(EVENT.c.id)).mappings():
        moved[row["fingerprint"]] = _after(moved.get(row["fingerprint"]), row)
    return moved


def _after(so_far: Moved | None, row: RowMapping) -> Moved:
    """Go on by one event. A change of severity is told before what else happened in the run, and of what fails only."""
    severe = row["kind"] == EventKind.SEVERITY.value
    severity = Severity(row["severity"])
    came_back = row["kind"] == EventKind.REOPENED.value
    if so_far is None:
        stood = FindingState.OPEN if severe else FindingState(row["before"]) if row["before"] else None
        return Moved(
            before=stood,
            after=FindingState.OPEN if severe else FindingState(row["after"]),
            severity_before=Severity(row["before"]) if severe else severity if stood else None,
            severity_after=severity,
            came_back=came_back,
        )
    return replace(
        so_far,
        after=so_far.after if severe else FindingState(row["after"]),
        severity_after=severity,
        came_back=so_far.came_back or came_back,
    )


def _change(one: Moved) -> str | None:
    stood, stands = one.before in FAILING, one.after in FAILING
    if not stood and stands:
        if one.before is FindingState.MUTED:
            return "unmuted"
        return "returned" if one.came_back or one.before is FindingState.RESOLVED else "new"
    if one.after is FindingState.MUTED and one.before is not FindingState.MUTED:
        return "muted"
    if one.after is FindingState.RESOLVED:
        return "fixed" if one.before in (*FAILING, FindingState.MUTED) else None
    if stood and stands and one.severity_before and one.severity_before is not one.severity_after:
        return "worse" if one.severity_after.rank < one.severity_before.rank else "better"
    return None


def _counted(changes: Mapping[str, str], after: RunRecord, moved: Mapping[str, Moved]) -> Changes:
    counts = dict.fromkeys(Changes.__struct_fields__, 0)
    for change in changes.values():
        counts[change] += 1
    begun = sum(
        changes[name] in ("new", "returned", "unmuted") for name in changes if moved[name].after in FAILING
    )
    counts["still"] = max(0, sum(after.summary.open.values()) - begun)
    return Changes(**counts)


def _findings(
    connection: Connection, listed: Iterable[str], changes: Mapping[str, str], moved: Mapping[str, Moved]
) -> tuple[FindingChange, ...]:
    order = list(listed)
    found: dict[str, FindingRecord] = {}
    for some in batches(order):
        rows = connection.execute(reading_findings.JOINED.where(FINDING.c.fingerprint.in_(some))).mappings()
        found |= {row["fingerprint"]: finding_record(row) for row in rows}
    return tuple(
        FindingChange(change=changes[name], severity_before=moved[name].severity_before, finding=found[name])
        for name in order
        if name in found
    )


def _credential_changes(connection: Connection, start: int, end: int) -> dict[Named, Turned]:
    between = and_(EVENT.c.run > start, EVENT.c.run <= end, EVENT.c.credential_id.is_not(None))
    names = (EVENT.c.credential_id, EVENT.c.kind, EVENT.c.before, EVENT.c.after)
    changes: dict[Named, Turned] = {}
    for row in connection.execute(select(*names).where(between).order_by(EVENT.c.id)):
        if row.kind in WATCHED:
            key = (row.credential_id, row.kind)
            changes[key] = (changes[key][0] if key in changes else row.before, row.after)
    lasting = (EventKind.APPEARED.value, EventKind.GONE.value)
    return {key: turned for key, turned in changes.items() if turned[0] != turned[1] or key[1] in lasting}


def _credentials(connection: Connection, listed: Mapping[Named, Turned]) -> tuple[CredentialChange, ...]:
    found: dict[str, CredentialRecord] = {}
    for some in batches({name for name, _ in listed}):
        rows = connection.execute(reading_credentials.JOINED.where(CREDENTIAL.c.id.in_(some))).mappings()
        found |= {row["id"]: credential_record(row) for row in rows}
    return tuple(
        CredentialChange(change=kind, before=old, after=new, credential=found[name])
        for (name, kind), (old, new) in listed.items()
        if name in found
    )
