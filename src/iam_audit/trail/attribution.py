"""Says of everything that was closed who closed it, from CloudTrail's events and our own journal. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

import msgspec

from iam_audit.journal import Entry
from iam_audit.trail.records import TrailEvent

RUN = re.compile(r"\biam-audit/\S+ run/([0-9A-Za-z-]+)")
EARLY, LATE = timedelta(minutes=5), timedelta(minutes=15)
"""How far the clocks of AWS and of this machine, and what was tried again, may lie apart."""
INACTIVE, ACTIVE = "Inactive", "Active"


class Verdict(StrEnum):
    """Who closed something."""

    US = "us"
    OWNER = "owner"
    OTHER = "other"
    CAME_BACK = "came_back"
    """It was closed, and then made or switched on again."""
    NO_RECORD = "no_record"
    """It is gone, and CloudTrail knows nothing of it."""
    NOT_SEEN_YET = "not_seen_yet"
    """It is gone, and CloudTrail may still be late."""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was there, and is not any more."""

    account_id: str
    type: str
    """`access-key`, `password`, or what else findings are about."""
    id: str
    user_name: str = ""
    closed_at: datetime
    """When an audit noticed, or CloudTrail says."""
    owner: str = ""
    """A mail address or a name; empty where nobody is known."""
    fingerprint: str = ""
    check_id: str = ""


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it, as far as is known."""

    closed: Closed
    verdict: Verdict
    by: str = ""
    """Who closed it: an ARN or a name; empty where nobody knows."""
    event: TrailEvent | None = None
    """What closed it."""
    again: TrailEvent | None = None
    """What brought it back."""
    why: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that there is to go by."""

    events: Sequence[TrailEvent]
    entries: Sequence[Entry] = ()
    seen_until: Mapping[str, datetime]
    """Until when CloudTrail was asked, by account."""
    delay: timedelta
    """How late CloudTrail may be."""

    def events_about(self, closed: Closed) -> list[TrailEvent]:
        """Return what happened to it and to its user, the oldest first."""
        names = {closed.id, closed.user_name} - {""}
        found = {one.id: one for name in names for one in self._events.get((closed.account_id, name), ())}
        return sorted(found.values(), key=lambda one: (one.at, one.id))

    def steps_about(self, event: TrailEvent) -> list[Entry]:
        """Return the steps of the journal about the credential or the user of an event."""
        names = {event.key_id, event.user_name} - {""}
        found = {one.id: one for name in names for one in self._steps.get((event.account_id, name), ())}
        return list(found.values())

    @cached_property
    def _events(self) -> Mapping[tuple[str, str], list[TrailEvent]]:
        by_name = defaultdict(list)
        for one in self.events:
            for name in {one.key_id, one.user_name}:
                by_name[one.account_id, name].append(one)
        return by_name

    @cached_property
    def _steps(self) -> Mapping[tuple[str, str], list[Entry]]:
        by_name = defaultdict(list)
        for one in self.entries:
            for name in _names(one):
                by_name[one.account_id, name].append(one)
        return by_name


def attribute(closed: Closed, known: Known) -> Closure:
    """Return who closed it."""
    here = known.events_about(closed)
    ended = [one for one in here if _ends(one, closed) and one.at <= closed.closed_at + LATE]
    if not ended:
        return _without(closed, known)
    event = ended[-1]
    verdict, why = who_did(event, known.steps_about(event), closed.owner)
    again = next((one for one in here if one.at > event.at and _brings_back(one, closed)), None)
    if again is not None:
        _, more = who_did(again, known.steps_about(again), closed.owner)
        why = f"{why}; came back by {again.what} on {_day(again.at)}, {more}"
        verdict = Verdict.CAME_BACK
    return Closure(
        closed=closed,
        verdict=verdict,
        by=event.actor.label,
        event=event,
        again=again,
        why=f"{event.what}, {why}",
    )


def who_did(event: TrailEvent, entries: Iterable[Entry], owner: str = "") -> tuple[Verdict, str]:
    """Return whether we did something, the owner, or somebody else; and how that is known."""
    run = run_of(event)
    for entry in entries:
        if _is_step(entry, event) and (_same_run(entry.run_id, run) or entry.by == event.actor.arn):
            return Verdict.US, f"step {entry.action} of run {entry.run_id}"
    if run:
        return Verdict.US, f"run {run} of iam-audit by what it says of itself; this journal does not know it"
    if _is_owner(event, owner):
        return Verdict.OWNER, f"by {event.actor.label}, whose it is"
    return Verdict.OTHER, f"by {event.actor.label}"


def run_of(event: TrailEvent) -> str:
    """Return the id of the run of this program that did it, by its own words; empty for others."""
    match = RUN.search(event.actor.user_agent)
    if match:
        return match[1]
    name = event.actor.name
    return name.removeprefix("iam-audit-") if name.startswith("iam-audit-") else ""


def ended_credentials(events: Iterable[TrailEvent], owners: Mapping[tuple[str, str], str]) -> list[Closed]:
    """Return every credential that the events say was switched off or deleted, each once, with its last end."""
    found: dict[tuple[str, str, str], Closed] = {}
    for event in sorted(events, key=lambda one: (one.at, one.id)):
        kind = _kind_ended(event)
        if kind:
            name = event.key_id if kind == "access-key" else event.user_name
            found[event.account_id, kind, name] = Closed(
                account_id=event.account_id,
                type=kind,
                id=name,
                user_name=event.user_name,
                closed_at=event.at,
                owner=owners.get((event.account_id, event.user_name), ""),
            )
    return list(found.values())


def _kind_ended(event: TrailEvent) -> str:
    if event.name == "DeleteAccessKey" or (event.name == "UpdateAccessKey" and event.status == INACTIVE):
        return "access-key" if event.key_id else ""
    kinds = {"DeleteLoginProfile": "password", "DeleteUser": "user"}
    return kinds.get(event.name, "") if event.user_name else ""


def _without(closed: Closed, known: Known) -> Closure:
    until = known.seen_until.get(closed.account_id)
    if until is None or closed.closed_at + known.delay > until:
        why = "CloudTrail was not asked about that time yet, or may be late"
        return Closure(closed=closed, verdict=Verdict.NOT_SEEN_YET, why=why)
    return Closure(
        closed=closed, verdict=Verdict.NO_RECORD, why="CloudTrail has no event that would explain it"
    )


def _ends(event: TrailEvent, closed: Closed) -> bool:
    if event.name == "DeleteUser":
        return bool(closed.user_name) and event.user_name == closed.user_name
    match closed.type:
        case "access-key":
            off = event.name == "DeleteAccessKey" or event.status == INACTIVE
            return off and event.key_id == closed.id
        case "password":
            named = event.name in ("DeleteLoginProfile", "UpdateLoginProfile")
            return named and event.user_name == closed.user_name
        case "user":
            ends = _kind_ended(event) or event.name == "UpdateLoginProfile"
            return bool(ends) and event.user_name == closed.user_name
    return False


def _brings_back(event: TrailEvent, closed: Closed) -> bool:
    if event.name == "CreateUser":
        return event.user_name == closed.user_name
    match closed.type:
        case "access-key":
            on = event.name == "UpdateAccessKey" and event.status == ACTIVE and event.key_id == closed.id
            return on or (event.name == "CreateAccessKey" and _same_user(event, closed))
        case "password":
            return event.name == "CreateLoginProfile" and _same_user(event, closed)
    return False


def _same_user(event: TrailEvent, closed: Closed) -> bool:
    return bool(closed.user_name) and event.user_name == closed.user_name


def _is_step(entry: Entry, event: TrailEvent) -> bool:
    """Whether a step of the journal is about the same credential, at the same time."""
    last = max(one for one in (entry.intended_at, entry.settled_at, entry.undone_at) if one)
    begun = entry.intended_at - EARLY
    return (
        entry.account_id == event.account_id
        and bool(_names(entry) & {event.key_id, event.user_name})
        and (begun <= event.at <= last + LATE)
    )


def _names(entry: Entry) -> set[str]:
    """Return what a step is about: the id of its target, and the user."""
    target = entry.step.get("target")
    named = target if isinstance(target, dict) else {}
    return {str(named[name]) for name in ("id", "user_name") if named.get(name)}


def _same_run(run_id: str, run: str) -> bool:
    return bool(run) and (run_id == run or run_id.endswith(f"-{run}"))


def _is_owner(event: TrailEvent, owner: str) -> bool:
    """Whether users acted on themselves, or somebody in a session of the owner's name did."""
    actor = event.actor
    if actor.type == "IAMUser" and actor.name and actor.name == event.user_name:
        return True
    return bool(owner) and actor.name.casefold() == owner.casefold()


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
