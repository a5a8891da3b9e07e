"""Compares how things stood after two runs, by what happened between them.

An audit may tell of everything at once, as the first one of many accounts does. So what a single run told is counted by
the database, and no more of it is read than is to be listed; of several runs, all that happened is followed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

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


class Told(NamedTuple):
    """What an event says of a finding."""

    kind: str
    before: str | None
    after: str
    severity: str


TOLD = tuple(EVENT.c[name] for name in Told._fields)


@dataclass(frozen=True, kw_only=True)
class Span:
    """What happened after one run, up to another."""

    start: int
    end: int

    @property
    def one_run(self) -> bool:
        """Whether it is what a single run noticed."""
        return self.end - self.start == 1

    @property
    def events(self) -> ColumnElement[bool]:
        """Say which events these are."""
        return and_(EVENT.c.run > self.start, EVENT.c.run <= self.end)

    @property
    def of_findings(self) -> ColumnElement[bool]:
        """Say which of them are about findings."""
        return and_(self.events, EVENT.c.fingerprint.is_not(None))


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
    span = Span(start=before.number, end=after.number)
    events = _to_follow(connection, span)
    moved = _followed(events)
    alone = _counted_alone(connection, span, [told for _, told in events]) if span.one_run else {}
    counts = _counted(moved.values(), alone)
    moved = _moved_once(connection, span, alone, limit + len(moved)) | moved
    turned = _credential_changes(connection, span, limit)
    return Diff(
        before=before,
        after=after,
        counts=_changes(counts, after),
        findings=_findings(connection, moved, limit),
        credentials=_credentials(connection, dict(islice(turned.items(), limit))),
        truncated=max(counts.total(), len(turned)) > limit,
    )


def _to_follow(connection: Connection, span: Span) -> list[tuple[str, Told]]:
    """Return the events of those findings of which more than one may be told, in the order in which they happened."""
    query = select(EVENT.c.fingerprint, *TOLD).where(span.of_findings)
    if span.one_run:
        # An audit tells two things of one finding only if the first is that it got worse or better.
        severe = select(EVENT.c.fingerprint).where(span.of_findings, EVENT.c.kind == EventKind.SEVERITY.value)
        query = query.where(EVENT.c.fingerprint.in_(severe))
    return [(name, Told(*told)) for name, *told in connection.execute(query.order_by(EVENT.c.id))]


def _followed(events: Iterable[tuple[str, Told]]) -> dict[str, Moved]:
    moved: dict[str, Moved] = {}
    for fingerprint, told in events:
        moved[fingerprint] = _after(moved.get(fingerprint), told)
    return moved


def _counted_alone(connection: Connection, span: Span, others: Iterable[Told]) -> Counter[Told]:
    """Count by what they say the events of a run, without the `others`, whose findings are followed."""
    query = select(*TOLD, func.count()).where(span.of_findings).group_by(*TOLD)
    alone = Counter({Told(*told): count for *told, count in connection.execute(query)})
    alone.subtract(others)
    return +alone


def _moved_once(connection: Connection, span: Span, alone: Iterable[Told], limit: int) -> dict[str, Moved]:
    """Return findings of which one of these things was told: so many, those that are listed first."""
    changed = {told: moved for told in alone if _change(moved := _after(None, told))}
    if not changed:
        return {}
    places = sorted({_place(moved) for moved in changed.values()})
    place = case(*((_says(told), places.index(_place(moved))) for told, moved in changed.items()))
    query = select(EVENT.c.fingerprint, *TOLD).where(span.of_findings, or_(*map(_says, changed)))
    rows = connection.execute(query.order_by(place, EVENT.c.fingerprint).limit(limit))
    return {name: changed[Told(*told)] for name, *told in rows}


def _says(told: Told) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(TOLD, told, strict=True)))


def _place(one: Moved) -> tuple[int, str]:
    """Return where it is listed: the worst first, and what is alike together."""
    return one.severity_after.rank, _change(one) or ""


def _after(so_far: Moved | None, told: Told) -> Moved:
    """Go on by one event. A change of severity is told before what else happened in the run, and of what fails only."""
    severe = told.kind == EventKind.SEVERITY.value
    severity = Severity(told.severity)
    came_back = told.kind == EventKind.REOPENED.value
    if so_far is None:
        stood = FindingState.OPEN if severe else FindingState(told.before) if told.before else None
        return Moved(
            before=stood,
            after=FindingState.OPEN if severe else FindingState(told.after),
            severity_before=Severity(told.before) if severe and told.before else severity if stood else None,
            severity_after=severity,
            came_back=came_back,
        )
    return replace(
        so_far,
        after=so_far.after if severe else FindingState(told.after),
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


def _counted(followed: Iterable[Moved], alone: Mapping[Told, int]) -> Counter[str]:
    """Count the changes by what they are."""
    counts = Counter(change for one in followed if (change := _change(one)))
    for told, count in alone.items():
        if change := _change(_after(None, told)):
            counts[change] += count
    return counts


def _changes(counts: Mapping[str, int], after: RunRecord) -> Changes:
    begun = sum(counts.get(change, 0) for change in ("new", "returned", "unmuted"))
    still = max(0, sum(after.summary.open.values()) - begun)
    return Changes(**counts, still=still)


def _findings(connection: Connection, moved: Mapping[str, Moved], limit: int) -> tuple[FindingChange, ...]:
    changes = {name: change for name, one in moved.items() if (change := _change(one))}
    listed = sorted(changes, key=lambda name: (*_place(moved[name]), name))[:limit]
    found: dict[str, FindingRecord] = {}
    for some in batches(listed):
        rows = connection.execute(reading_findings.JOINED.where(FINDING.c.fingerprint.in_(some))).mappings()
        found |= {row["fingerprint"]: finding_record(row) for row in rows}
    return tuple(
        FindingChange(change=changes[name], severity_before=moved[name].severity_before, finding=found[name])
        for name in listed
        if name in found
    )


def _credential_changes(connection: Connection, span: Span, limit: int) -> dict[Named, Turned]:
    """Return what changed about credentials: all of it, or so much that there is more than `limit`."""
    names = (EVENT.c.credential_id, EVENT.c.kind, EVENT.c.before, EVENT.c.after)
    watched = and_(EVENT.c.credential_id.is_not(None), EVENT.c.kind.in_([one.value for one in WATCHED]))
    query = select(*names).where(span.events, watched).order_by(EVENT.c.id)
    # An audit tells each change once, so nothing that follows is about one of these.
    query = query.limit(limit + 1) if span.one_run else query
    changes: dict[Named, Turned] = {}
    for name, kind, before, after in connection.execute(query):
        changes[name, kind] = (changes[name, kind][0] if (name, kind) in changes else before, after)
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
