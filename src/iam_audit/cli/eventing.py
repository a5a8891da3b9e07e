"""Asks CloudTrail on the command line, once the flags are understood."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from iam_audit.aws import Aws
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINE, INCOMPLETE
from iam_audit.cli.events_text import events_csv, events_text
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import connection, live_source
from iam_audit.cli.screen import AccountsBar
from iam_audit.cli.streams import put
from iam_audit.cli.talk import complain
from iam_audit.errors import UsageError
from iam_audit.reports.json_text import json_text
from iam_audit.settings import EventSettings
from iam_audit.trail.athena import Athena, table_text
from iam_audit.workflows.events import REMEMBERED, EventsAsk, Memory, read_events
from iam_audit.workflows.histories import history_at
from iam_audit.workflows.journals import journal_at
from iam_audit.workflows.trails import trail_at


@dataclass(frozen=True, kw_only=True)
class How:
    """What the flags say about asking."""

    since: str | None = None
    until: str | None = None
    athena: bool = False
    format: str = "table"
    quiet: bool = False


def run(asked: Asked, how: How, config: Path | None, now: str | None) -> int:
    """Ask, remember, report and return the exit code."""
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    at = moment(now)
    ask = EventsAsk(
        since=moment(how.since, "--since") if how.since else None,
        until=moment(how.until, "--until") if how.until else None,
        settings=settings.events,
        athena=_athena(settings.events) if how.athena else None,
    )
    _refuse_backwards(ask, at)
    source = live_source(asked, settings)
    with _memory(url_of_store(settings)) as memory, AccountsBar(quiet=how.quiet) as bar:
        report = read_events(source, ask, memory, at, bar)
    match how.format:
        case "json":
            put(json_text(msgspec.to_builtins(report)))
        case "csv":
            put(events_csv(report))
        case _:
            put(events_text(report))
    for failure in report.failures:
        complain(failure)
    return INCOMPLETE if report.failures else FINE


def print_table(asked: Asked, location: str, config: Path | None, now: str | None) -> int:
    """Print the statement that makes the table of a trail."""
    settings = flags.settings_in_force(config)
    home = connection(asked, settings).home_region()
    put(table_text(settings.events.athena_table, location, home, moment(now) - 4 * REMEMBERED))
    return FINE


@contextmanager
def _memory(url: str) -> Iterator[Memory]:
    """Open all that is remembered."""
    with ExitStack() as stack:
        history = stack.enter_context(history_at(url))
        journal = stack.enter_context(journal_at(url))
        book = stack.enter_context(trail_at(url))
        yield Memory(book=book, journal=journal, history=history)


def _athena(said: EventSettings) -> Callable[[Aws, str], Athena]:
    """Return what makes the way to the bucket."""

    def make(aws: Aws, home: str) -> Athena:
        return Athena(
            client=aws.client("athena", said.athena_region),
            database=said.athena_database,
            table=said.athena_table,
            workgroup=said.athena_workgroup,
            output=said.athena_output,
            region=home,
        )

    return make


def _refuse_backwards(ask: EventsAsk, at: datetime) -> None:
    until = ask.until or at
    if ask.since and ask.since >= until:
        raise UsageError(f"--since {ask.since.isoformat()} is not before {until.isoformat()}.")
    if ask.since and ask.since < at - REMEMBERED and ask.athena is None:
        raise UsageError(
            "CloudTrail itself remembers 90 days: ask a trail's bucket for what is older, with --athena."
        )
