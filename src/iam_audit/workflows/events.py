"""Asks CloudTrail what happened to users and credentials, remembers it, and says who did it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from iam_audit.aws import Aws
from iam_audit.collect.lifecycle_events import Pace, happened, look_up
from iam_audit.journal import Journal
from iam_audit.model import Account
from iam_audit.settings import EventSettings
from iam_audit.trail import (
    NAMES,
    Closed,
    Closure,
    Known,
    TrailEvent,
    Verdict,
    attribute,
    ended_credentials,
    who_did,
)
from iam_audit.trail.parsing import from_entry
from iam_audit.workflows.parallel import QUIET, Lost, Progress, in_each
from iam_audit.workflows.sources import OneAccount, Organization
from iam_audit.workflows.visits import visits_of

if TYPE_CHECKING:
    from iam_audit.history.history import History
    from iam_audit.history.values import FindingRecord
    from iam_audit.trail.athena import Athena
    from iam_audit.trail.book import TrailBook

REMEMBERED = timedelta(days=90)
"""How long CloudTrail keeps its event history."""
BEFORE = timedelta(days=1)
"""How long before an audit noticed it something may have been closed, beside the time between two audits."""
PAGE = 1000
"""Rows of the history that are read at a time."""


@dataclass(frozen=True, kw_only=True)
class EventsAsk:
    """What to ask CloudTrail."""

    since: datetime | None = None
    """None: where the last look ended, and some hours before that; the first time 90 days ago."""
    until: datetime | None = None
    settings: EventSettings = field(default_factory=EventSettings)
    athena: "Callable[[Aws, str], Athena] | None" = None
    """Makes the way to the trail's bucket, where that is asked in place of LookupEvents."""
    pace: Callable[[], Pace] | None = None
    """Makes the pace of one account; None: as the settings say."""


class ToldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event, and who did it."""

    event: TrailEvent
    account_name: str = ""
    who: Verdict
    why: str


class EventsReport(msgspec.Struct, frozen=True, kw_only=True):
    """What CloudTrail told, and what it says of everything that was closed."""

    at: datetime
    since: datetime
    until: datetime
    events: tuple[ToldEvent, ...]
    closures: tuple[Closure, ...]
    new: int = 0
    """How many events were not known before."""
    attributed: int = 0
    """How many resolved findings of the history got a name."""
    failures: tuple[str, ...] = ()
    """The accounts that could not be asked, and why."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Where things are remembered."""

    book: "TrailBook"
    journal: Journal
    history: "History | None" = None


def read_events(
    source: OneAccount | Organization,
    ask: EventsAsk,
    memory: Memory,
    now: datetime,
    progress: Progress = QUIET,
) -> EventsReport:
    """Ask CloudTrail in every account, remember what is new, and attribute what was closed.

    An account that fails says why, and stops no other. Raises CredentialsError, UsageError or AccountError when the
    list of accounts cannot be read.
    """
    visits = visits_of(source)
    until = ask.until or now
    names = {one.id: one.name for one in visits.accounts}
    home = source.aws.home_region()
    starts = {one.id: _start(ask, memory, one.id, until) for one in visits.accounts}
    if ask.athena is not None:
        new = _from_bucket(ask.athena(source.aws, home), starts, until, memory)
        failures: tuple[str, ...] = ()
    else:
        asking = Asking(ask=ask, memory=memory, home=home, starts=starts, until=until)
        outcomes = in_each(
            visits.accounts,
            lambda account: asking.sweep(visits.doors[account](), account),
            at_once=visits.at_once,
            progress=progress,
            stop=visits.aws.stop,
        )
        new = sum(one.value for one in outcomes if not isinstance(one, Lost))
        failures = tuple(f"{one.account.id}: {one.reason}" for one in outcomes if isinstance(one, Lost))
    period = (min(starts.values(), default=until), until)
    report = told(memory, ask.settings, names, period, now)
    return msgspec.structs.replace(report, new=new, failures=failures)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One sweep over many accounts."""

    ask: EventsAsk
    memory: Memory
    home: str
    starts: Mapping[str, datetime]
    until: datetime

    def sweep(self, inside: Aws, account: Account) -> int:
        """Ask one account, and return how many events were new."""
        pace = self.ask.pace() if self.ask.pace else Pace(self.ask.settings.calls_per_second)
        client, start = inside.client("cloudtrail", self.home), self.starts[account.id]
        entries = look_up(client, NAMES, start, self.until, pace)
        found = {one["EventId"]: from_entry(one, account.id) for one in entries if happened(one)}
        return self.memory.book.keep(account.id, found.values(), start, self.until)


def told(
    memory: Memory,
    settings: EventSettings,
    names: Mapping[str, str],
    period: tuple[datetime, datetime],
    now: datetime,
) -> EventsReport:
    """Say of what is remembered of some accounts who did what. CloudTrail is not asked."""
    since, until = period
    ids = tuple(names)
    everything = memory.book.events(ids, min(since, until - REMEMBERED) - BEFORE)
    owners = dict(_owners(memory.history, ids))
    marks = {one: memory.book.mark(one) for one in ids}
    known = Known(
        events=everything,
        entries=memory.journal.entries(account_ids=ids),
        seen_until={one: mark.until for one, mark in marks.items() if mark},
        delay=timedelta(hours=settings.delay_hours),
    )
    closed = [*_resolved(memory.history, ids, owners, until), *_ended(everything, owners, since, until)]
    closures = tuple(attribute(one, known) for one in closed)
    return EventsReport(
        at=now,
        since=since,
        until=until,
        events=tuple(_told(one, known, owners, names) for one in everything if since <= one.at <= until),
        closures=closures,
        attributed=_write_down(memory.history, closures),
    )


def _start(ask: EventsAsk, memory: Memory, account_id: str, until: datetime) -> datetime:
    from iam_audit.trail.book import next_start  # noqa: PLC0415 - the library of the store is an extra

    if ask.since is not None:
        return ask.since
    overlap = timedelta(hours=ask.settings.overlap_hours)
    return next_start(memory.book.mark(account_id), until, overlap, REMEMBERED)


def _from_bucket(athena: "Athena", starts: Mapping[str, datetime], until: datetime, memory: Memory) -> int:
    """Ask for all accounts at once."""
    since = min(starts.values(), default=until)
    found: dict[str, list[TrailEvent]] = {one: [] for one in starts}
    for event in athena.events(starts, since, until):
        found.setdefault(event.account_id, []).append(event)
    return sum(memory.book.keep(account_id, events, since, until) for account_id, events in found.items())


def _told(
    event: TrailEvent,
    known: Known,
    owners: Mapping[tuple[str, str], str],
    names: Mapping[str, str],
) -> ToldEvent:
    who, why = who_did(event, known.steps_about(event), owners.get((event.account_id, event.user_name), ""))
    return ToldEvent(event=event, account_name=names.get(event.account_id, ""), who=who, why=why)


def _ended(
    events: Sequence[TrailEvent], owners: Mapping[tuple[str, str], str], since: datetime, until: datetime
) -> Iterator[Closed]:
    for one in ended_credentials(events, owners):
        if since <= one.closed_at <= until:
            yield one


def _resolved(
    history: "History | None",
    account_ids: Sequence[str],
    owners: Mapping[tuple[str, str], str],
    until: datetime,
) -> Iterator[Closed]:
    """Yield the findings about credentials that were resolved while CloudTrail could know of it."""
    if history is None:
        return
    from iam_audit.history.values import FindingFilter, FindingState  # noqa: PLC0415 - the store is an extra

    what = FindingFilter(states=(FindingState.RESOLVED,), accounts=tuple(account_ids))
    cursor: str | None = None
    while True:
        page = history.findings(what, limit=PAGE, cursor=cursor)
        for one in page.items:
            if one.credential_id and one.resolved_at and one.resolved_at > until - REMEMBERED:
                yield _closed(one, one.resolved_at, owners.get((one.account_id, one.resource_name), ""))
        cursor = page.next
        if cursor is None:
            return


def _closed(found: "FindingRecord", at: datetime, owner: str) -> Closed:
    return Closed(
        account_id=found.account_id,
        type=found.resource_type,
        id=found.resource_id,
        user_name=found.resource_name,
        closed_at=at,
        owner=owner,
        fingerprint=found.fingerprint,
        check_id=found.check_id,
    )


def _owners(history: "History | None", account_ids: Sequence[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield who owns the users of some accounts, as far as the history knows."""
    if history is None:
        return
    from iam_audit.history.values import CredentialFilter  # noqa: PLC0415 - as above

    what = CredentialFilter(accounts=tuple(account_ids))
    cursor: str | None = None
    while True:
        page = history.credentials(what, limit=PAGE, cursor=cursor)
        yield from (((one.account_id, one.user_name), one.owner) for one in page.items if one.owner)
        cursor = page.next
        if cursor is None:
            return


def _write_down(history: "History | None", closures: Sequence[Closure]) -> int:
    """Tell the history who closed what; what is not known yet is left for another time."""
    if history is None:
        return 0
    named = [
        one
        for one in closures
        if one.closed.fingerprint and one.verdict not in (Verdict.NOT_SEEN_YET, Verdict.NO_RECORD)
    ]
    return sum(history.attribute(one.closed.fingerprint, _by(one), one.why) for one in named)


def _by(closure: Closure) -> str:
    """Return who closed it, as the history shows it."""
    kind = {Verdict.US: "iam-audit", Verdict.OWNER: "owner"}.get(closure.verdict, "")
    return f"{kind}: {closure.by}" if kind else closure.by
