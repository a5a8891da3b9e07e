"""What happened, in words and with a colour."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from iam_audit.history.values import Event, EventKind
from iam_audit.journal import Entry, State
from iam_audit.ledger.records import Fate, Heard
from iam_audit.remediate import Stage
from iam_audit.web.pages.choices import spoken, titles

WORDS = MappingProxyType(
    {
        EventKind.OPENED: "A check began to fail",
        EventKind.REOPENED: "A finding came back",
        EventKind.RESOLVED: "A finding was resolved",
        EventKind.MUTED: "A finding was muted",
        EventKind.UNMUTED: "A finding counts again",
        EventKind.UNCERTAIN: "A finding could not be judged any more",
        EventKind.CERTAIN: "A finding can be judged again",
        EventKind.APPEARED: "First seen by an audit",
        EventKind.GONE: "Not there any more",
        EventKind.CREATED: "Made",
        EventKind.ALERTED: "Somebody was told",
        EventKind.REMEDIATED: "A remediation step",
        EventKind.STATUS: "The account could be read differently",
    }
)
TONES = MappingProxyType(
    {
        EventKind.RESOLVED: "good",
        EventKind.CERTAIN: "good",
        EventKind.USED: "low",
        EventKind.ALERTED: "medium",
        EventKind.REMEDIATED: "low",
        EventKind.MUTED: "unknown",
        EventKind.UNCERTAIN: "unknown",
        EventKind.GONE: "unknown",
    }
)
STAGES: Mapping[str, str] = MappingProxyType(
    {
        Stage.WARNING: "The owner was warned",
        Stage.FINAL_WARNING: "The owner was warned for the last time",
        Stage.DEACTIVATE: "Switched off by the remediation",
        Stage.DELETE: "Deleted by the remediation",
    }
)
MOVES = frozenset({EventKind.RISK, EventKind.TIER, EventKind.SEVERITY, EventKind.SWITCHED, EventKind.STATUS})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a timeline."""

    at: datetime
    words: str
    tone: str = ""
    by: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """The findings that it is about: addresses and titles."""


def told(events: Iterable[Event], more: Iterable[Line] = ()) -> tuple[Line, ...]:
    """Tell what happened, the latest first; `more` is what other rooms know."""
    together = {(line.at, line.words, line.by): line for line in more}
    for event in events:
        line = _line(event)
        known = together.get((line.at, line.words, line.by))
        together[line.at, line.words, line.by] = _with(known, line) if known else line
    return tuple(sorted(together.values(), key=lambda line: line.at, reverse=True))


def _with(one: Line, other: Line) -> Line:
    """Tell two things that happened at once, and alike, as one."""
    return replace(one, links=(*one.links, *other.links))


def steps(entries: Iterable[Entry]) -> Iterator[Line]:
    """Tell what was done, from the journal."""
    for one in entries:
        words = STAGES.get(one.stage, spoken(one.action))
        ended = "" if one.state is State.DONE else f" ({one.state.value})"
        tone = "medium" if one.stage in {Stage.WARNING, Stage.FINAL_WARNING} else "low"
        by = one.by.rpartition("/")[2]
        yield Line(at=one.settled_at or one.intended_at, words=f"{words}{ended}", tone=tone, by=by)


def alerts(heard: Iterable[Heard], titles_by_fingerprint: Mapping[str, str]) -> Iterator[Line]:
    """Tell who was told, from the ledger."""
    for one in heard:
        title = titles_by_fingerprint.get(one.fingerprint)
        if title and one.fate is Fate.DELIVERED:
            whom = f"{one.recipient} " if one.recipient else ""
            yield Line(
                at=one.at,
                words=f"Told {whom}over {one.channel}, {one.stage.value}",
                tone="medium",
                links=((f"/findings/{one.fingerprint}", title),),
            )


def _line(event: Event) -> Line:
    title = titles().get(event.check_id or "", event.check_id or "")
    about = event.fingerprint is not None and bool(title)
    return Line(
        at=event.at,
        words=_words(event),
        tone=_tone(event),
        by=event.by or "",
        links=((f"/findings/{event.fingerprint}", title),) if about else (),
    )


def _words(event: Event) -> str:
    if event.kind is EventKind.USED:
        return _use(event)
    if event.kind in MOVES:
        moved = f" from {_shown(event.before)}" if event.before else ""
        return f"{_what(event.kind)}{moved} to {_shown(event.after)}"
    words = WORDS.get(event.kind, spoken(event.kind.value))
    return f"{words}: {event.note}" if event.note else words


def _use(event: Event) -> str:
    began, ended = (event.before or "")[:10], (event.after or "")[:10]
    where = f", {event.note}" if event.note else ""
    return f"Used between {began} and {ended}{where}" if began != ended else f"Used{where}"


def _what(kind: EventKind) -> str:
    names = {
        EventKind.RISK: "Its risk moved",
        EventKind.TIER: "What it can do moved",
        EventKind.SEVERITY: "The severity moved",
        EventKind.SWITCHED: "Switched",
        EventKind.STATUS: "The account went",
    }
    return names[kind]


def _shown(value: str | None) -> str:
    return (value or "not known").replace("_", " ").lower()


def _tone(event: Event) -> str:
    if event.kind in {EventKind.OPENED, EventKind.REOPENED}:
        return event.severity.value if event.severity else "medium"
    if event.kind is EventKind.RISK:
        return (event.after or "").lower()
    return TONES.get(event.kind, "")
