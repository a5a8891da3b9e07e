"""Runs an audit that was asked for on the command line, once its flags are understood."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from iam_audit import workflows
from iam_audit.cli.asked import Asked
from iam_audit.cli.delivery import Delivery, delivery
from iam_audit.cli.endings import FINDINGS, FINE, INCOMPLETE, UNDELIVERED
from iam_audit.cli.reach import source
from iam_audit.cli.statistics import refuse_unknown_form, tell_stats
from iam_audit.cli.talk import Talk, complain
from iam_audit.model import AuditResult, Severity, Waiver, WaiverState
from iam_audit.reports.base import Past
from iam_audit.reports.masking import mask_keys
from iam_audit.settings import Settings
from iam_audit.workflows import Keeping, Questions, Source
from iam_audit.workflows.judging import questions


@dataclass(frozen=True, kw_only=True)
class Job:
    """An audit as it is to be done."""

    asked: Asked
    settings: Settings
    at: datetime
    """The moment to judge as of."""
    named: bool = False
    """Whether somebody named that moment."""
    waived: tuple[Waiver, ...] | None = None
    """The waivers of a run that is resumed."""
    mark: str | None = None
    """What AWS is told of the run."""
    save: bool = False
    """Whether to keep the result in the history."""
    send: tuple[str, ...] = ()
    """The channels that get the report of all users."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A job of which all that can be refused was looked at."""

    job: Job
    asking: Questions
    where_from: Source
    where_to: Delivery
    sending: Callable[[AuditResult, Talk], bool] | None = None
    """Sends the report of all users, and tells whether all channels took it; None where nobody is to get it."""
    saving: Callable[[AuditResult, Talk], Past | None] | None = None
    """Keeps the result in the history, and tells how things moved; None where it is not kept."""


def ready(job: Job) -> Ready:
    """Refuse what can be refused before AWS is asked and anything is written."""
    settings = job.settings
    stored = _stored_waivers(job) if job.save else ()
    asking = questions(settings, job.at, job.waived, stored)
    where_to = delivery(settings.report.format, settings.report.output)
    where_to.refuse_unwritable()
    refuse_unknown_form(job.asked.stats)
    where_from = source(job.asked, settings, job.at if job.named else None, job.mark)
    return Ready(
        job=job,
        asking=asking,
        where_from=where_from,
        where_to=where_to,
        sending=_sending(job) if job.send else None,
        saving=_saving(job, where_to) if job.save else None,
    )


def run(ready: Ready, keeping: Keeping | None, talk: Talk) -> int:
    """Audit, report, and return the exit code."""
    job, settings = ready.job, ready.job.settings
    with progress(job.asked, talk) as watching:
        result = workflows.audit(ready.where_from, ready.asking, job.at, watching, keeping)
    shown = mask_keys(result) if settings.report.mask_keys else result
    past = None
    try:  # saved first, so that a report can look back
        past = ready.saving(result, talk) if ready.saving else None
    finally:  # and written whatever became of that
        ready.where_to.deliver(shown, talk, past)
        ended = {one.account.id: one.status for one in result.accounts}
        tell_stats(job.asked.stats, ready.where_from, ended, talk)
    _tell_waivers(result)
    _tell_coverage(result, talk, shown="table" in ready.where_to.shown)
    if keeping and keeping.lacks(result):
        complain(f"to read what is missing: {keeping.how}")
    undelivered = ready.sending is not None and not ready.sending(shown, talk)
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


def _stored_waivers(job: Job) -> tuple[Waiver, ...]:
    from iam_audit.cli.alert_channels import url_of_store

    return workflows.waivers_in_store(url_of_store(job.settings), job.at)


def _sending(job: Job) -> Callable[[AuditResult, Talk], bool]:
    """Refuse channels that are not there, and return what sends the report and tells whether all have got it."""
    from iam_audit.audience import places_called
    from iam_audit.cli.alert_channels import alerting_of, ticking
    from iam_audit.cli.alert_text import carried_lines

    alerting = alerting_of(job.asked, job.settings, ticking(job.at, named=job.named))
    places_called(alerting, job.send)

    def send(result: AuditResult, talk: Talk) -> bool:
        carried = workflows.announce(result, alerting, job.send, job.at)
        for one, line in zip(carried, carried_lines(carried), strict=True):
            talk.say(line) if one.sent else complain(line)
        return all(one.sent for one in carried)

    return send


def _saving(job: Job, where_to: Delivery) -> Callable[[AuditResult, Talk], Past | None]:
    """Refuse a store that cannot be used, and return what keeps the result in it."""
    from iam_audit.cli.saving import saving_in

    return saving_in(job.asked, job.settings, looks_back=where_to.looks_back)


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
