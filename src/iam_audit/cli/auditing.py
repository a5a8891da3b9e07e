"""Runs an audit that was asked for on the command line, once its flags are understood."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from iam_audit import workflows
from iam_audit.cli.asked import Asked
from iam_audit.cli.delivery import delivery
from iam_audit.cli.endings import FINDINGS, FINE, INCOMPLETE, UNDELIVERED
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import source
from iam_audit.cli.statistics import refuse_unknown_form, tell_stats
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AuditResult, Severity, WaiverState
from iam_audit.reports.masking import mask_keys
from iam_audit.settings import Settings
from iam_audit.workflows.judging import questions, severities, weighed


def run(asked: Asked, settings: Settings, now: str | None, talk: Talk, send: tuple[str, ...] = ()) -> int:
    """Audit, report, and return the exit code. What can be refused is refused before AWS is asked.

    `send` names the channels that get the report of all users.
    """
    at = moment(now)
    sending = _sending(asked, settings, send, at, now) if send else None
    asking = questions(settings, at)
    given = severities(settings)
    where_to = delivery(settings.report.format, settings.report.output)
    where_to.refuse_unwritable()
    refuse_unknown_form(asked.stats)
    where_from = source(asked, settings, judged_at=at if now else None)
    with progress(asked, talk) as watching:
        result = workflows.audit(where_from, asking, at, watching)
    result = weighed(result, given)
    shown = mask_keys(result) if settings.report.mask_keys else result
    where_to.deliver(shown, talk)
    tell_stats(asked.stats, where_from, {one.account.id: one.status for one in result.accounts}, talk)
    _tell_waivers(result)
    _tell_coverage(result, talk, shown="table" in where_to.shown)
    undelivered = sending is not None and not sending(shown, talk)
    code = exit_code(result, settings.audit.fail_on)
    return UNDELIVERED if undelivered and code != INCOMPLETE else code


def exit_code(result: AuditResult, fail_on: Severity | None) -> int:
    """Return 3 when something could not be read, else 1 when a finding is as bad as `fail_on`, else 0."""
    if not result.complete:
        return INCOMPLETE
    return FINDINGS if fail_on and result.fails_at(fail_on) else FINE


@contextmanager
def progress(asked: Asked, talk: Talk) -> Iterator[workflows.Progress]:
    """Show a bar where several accounts are read and somebody watches."""
    if not asked.many:
        yield workflows.QUIET
        return
    from iam_audit.cli.screen import AccountsBar

    with AccountsBar(quiet=talk.quiet) as bar:
        yield bar


def _sending(
    asked: Asked, settings: Settings, names: tuple[str, ...], at: datetime, now: str | None
) -> Callable[[AuditResult, Talk], bool]:
    """Refuse channels that are not there, and return what sends the report and tells whether all have got it."""
    from iam_audit.audience import places_called
    from iam_audit.cli.alert_channels import alerting_of, ticking
    from iam_audit.cli.alert_text import carried_lines

    alerting = alerting_of(asked, settings, ticking(at, now))
    places_called(alerting, names)

    def send(result: AuditResult, talk: Talk) -> bool:
        carried = workflows.announce(result, alerting, names, at)
        for one, line in zip(carried, carried_lines(carried), strict=True):
            talk.say(line) if one.sent else complain(line)
        return all(one.sent for one in carried)

    return send


def _tell_waivers(result: AuditResult) -> None:
    states = Counter(use.state for use in result.waivers if use.state.needs_attention)
    if states:
        numbers = ", ".join(f"{states[one]} {one.replace('_', ' ')}" for one in WaiverState if states[one])
        complain(f"waivers that somebody should look at: {numbers}. The report tells which, and why.")


def _tell_coverage(result: AuditResult, talk: Talk, *, shown: bool) -> None:
    """The table ends with the coverage; what is missing is said on stderr all the same."""
    if not result.complete:
        complain(f"incomplete: {result.coverage}")
    elif not shown:
        talk.say(result.coverage)
