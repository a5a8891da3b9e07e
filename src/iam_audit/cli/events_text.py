"""What is shown of CloudTrail's events, in words and as rows."""

from collections.abc import Iterator
from datetime import UTC, datetime

from iam_audit.reports.spreadsheet import Cell, csv_text
from iam_audit.reports.visible import visible
from iam_audit.trail import Closure, Verdict
from iam_audit.workflows.events import EventsReport, ToldEvent

WORDS = {
    Verdict.US: "this program",
    Verdict.OWNER: "the owner",
    Verdict.OTHER: "somebody else",
    Verdict.CAME_BACK: "came back",
    Verdict.NO_RECORD: "no record",
    Verdict.NOT_SEEN_YET: "not seen yet",
}
COLUMNS = (
    "eventTime",
    "eventName",
    "username",
    "account_id",
    "account_name",
    "resources",
    "target_user",
    "access_key_id",
    "status",
    "who",
    "actor",
    "source_ip",
    "event_id",
)


def events_text(report: EventsReport) -> str:
    """Say what happened, and who closed what."""
    return "".join(f"{visible(line)}\n" for line in _lines(report))


def events_csv(report: EventsReport) -> str:
    """Return a row for each event; the first columns are those of the report of an organization."""
    return csv_text(COLUMNS, (_cells(one) for one in report.events))


def _lines(report: EventsReport) -> Iterator[str]:
    period = f"{_moment(report.since)} to {_moment(report.until)}"
    yield f"CloudTrail, {period}: {_several(len(report.events), 'event')}, {report.new} new."
    for one in report.events:
        by = f"by {WORDS[one.who]}: {one.event.actor.label}"
        yield f"  {_moment(one.event.at)}  {one.event.what}  {_target(one)}  {by}"
    if report.closures:
        yield ""
        yield f"Closed: {_counts(report)}."
    for closure in report.closures:
        yield f"  {WORDS[closure.verdict]}: {_closed(closure)}"
    if report.attributed:
        yield f"The history knows now who closed {_several(report.attributed, 'resolved finding')}."


def _closed(closure: Closure) -> str:
    closed = closure.closed
    of = f" of {closed.user_name}" if closed.user_name and closed.user_name != closed.id else ""
    about = f" ({closed.check_id})" if closed.check_id else ""
    return f"{closed.type} {closed.id}{of} in {closed.account_id}{about}: {closure.why}"


def _counts(report: EventsReport) -> str:
    counted = ((one, sum(closure.verdict is one for closure in report.closures)) for one in Verdict)
    return ", ".join(f"{count} {WORDS[verdict]}" for verdict, count in counted if count)


def _target(one: ToldEvent) -> str:
    event = one.event
    return " ".join(part for part in (event.user_name, event.key_id) if part) + f" in {event.account_id}"


def _cells(one: ToldEvent) -> tuple[Cell, ...]:
    event, actor = one.event, one.event.actor
    return (
        event.at.isoformat(),
        event.name,
        actor.name or "N/A",
        event.account_id,
        one.account_name,
        ", ".join(part for part in (event.user_name, event.key_id) if part),
        event.user_name,
        event.key_id,
        event.status,
        one.who.value,
        actor.arn,
        actor.source_ip,
        event.id,
    )


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
