"""What happened, in words and with a colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from iam_audit.history.values import Event, EventKind
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
MOVES = frozenset({EventKind.RISK, EventKind.TIER, EventKind.SEVERITY, EventKind.SWITCHED, EventKind.STATUS})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a timeline."""

    at: datetime
    words: str
    tone: str = ""
    by: str = ""
    link: str = ""
    link_words: str = ""


def told(events: Iterable[Event]) -> tuple[Line, ...]:
    """Tell what happened, the latest first."""
    lines = [_line(event) for event in events]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _line(event: Event) -> Line:
    title = titles().get(event.check_id or "", event.check_id or "")
    about = event.fingerprint is not None and bool(title)
    return Line(
        at=event.at,
        words=_words(event) + (":" if about else ""),
        tone=_tone(event),
        by=event.by or "",
        link=f"/findings/{event.fingerprint}" if about else "",
        link_words=title if about else "",
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
