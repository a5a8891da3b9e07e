"""Applies plans and takes changes back, once the flags are understood."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from iam_audit import workflows
from iam_audit.aws import Aws
from iam_audit.cli.alert_channels import alerting_of, ticking, url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINDINGS, FINE, INCOMPLETE
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import connection, new_mark
from iam_audit.cli.remediate_approve import filed_plan
from iam_audit.cli.run_text import run_data, run_text
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, complain
from iam_audit.errors import DeliveryError, UsageError
from iam_audit.journal import Journal
from iam_audit.remediate import Facts, Notifier, Step
from iam_audit.remediate.actions import configure
from iam_audit.remediate.outcomes import Became, Run
from iam_audit.remediate.plan_file import approval_file, read_approvals
from iam_audit.reports.json_text import json_text
from iam_audit.settings import Settings
from iam_audit.workflows import Entry
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.conditions import conditions_of, objections_to
from iam_audit.workflows.entering import way_into
from iam_audit.workflows.judging import questions
from iam_audit.workflows.remediating import Remediating
from iam_audit.workflows.rolling_back import roll_back

ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IAM")


@dataclass(frozen=True, kw_only=True)
class How:
    """What the flags say, beside where the accounts are."""

    yes: bool
    as_json: bool
    now: str | None


def apply(asked: Asked, settings: Settings, how: How, plan: Path, approval: Path | None, talk: Talk) -> int:
    """Apply a plan, or show what would be done; return the exit code."""
    refuse_another_time(asked, how)
    filed = filed_plan(plan, settings)
    beside = approval or approval_file(plan)
    approvals = read_approvals(beside) if approval or beside.exists() else ()
    at = moment(how.now)
    stored = workflows.waivers_in_store(url_of_store(settings), at)
    rules = workflows.rules_of(settings, questions(settings, at), stored)
    aws = connection(asked, settings, new_mark())
    caller = workflows.caller_of(aws)
    ticks = ticking(at, named=how.now is not None)
    conditions = conditions_of(rules, caller, _notifier(asked, settings, ticks), settings.where)
    with _journal(settings, how) as journal:
        run = _run(aws, asked, settings, journal, ticks)
        against = objections_to(filed, approvals, rules)
        came = apply_plan(filed.plan, against, conditions, run, dry_run=not how.yes)
    return _told(came, how, "apply the plan", talk)


def rollback(asked: Asked, settings: Settings, how: How, which: str, talk: Talk) -> int:
    """Take back what a run or a step has done, or show what would be; return the exit code."""
    refuse_another_time(asked, how)
    at = moment(how.now)
    ticks = ticking(at, named=how.now is not None)
    aws = connection(asked, settings, new_mark())
    with _journal(settings, how) as journal:
        came = roll_back(which, _run(aws, asked, settings, journal, ticks), dry_run=not how.yes)
    return _told(came, how, "take it back", talk)


def refuse_another_time(asked: Asked, how: How) -> None:
    """Raise UsageError where somebody wants AWS changed as of another moment: periods are not to be talked away."""
    simulated = asked.endpoint_url or any(os.environ.get(name) for name in ENDPOINTS)
    if how.yes and how.now and not simulated:
        raise UsageError(
            "--now is for dry runs, and for a simulated AWS behind --endpoint-url: with --yes the time is the time."
        )


def entry_of(asked: Asked, settings: Settings) -> Entry | None:
    """Return how accounts that are not the caller's own are entered."""
    organization, role = settings.organization, asked.role or settings.organization.role
    if not role:
        return None
    return Entry(
        role=role,
        external_id=organization.external_id,
        session_name=organization.session_name,
        duration=organization.session_duration,
    )


def _run(
    aws: Aws, asked: Asked, settings: Settings, journal: Journal, ticks: Callable[[], datetime]
) -> Remediating:
    return Remediating(
        run_id=aws.run_id,
        by=aws.identity().arn,
        journal=journal,
        actions=configure(settings.remediate.actions, settings.where),
        enter=way_into(aws, entry_of(asked, settings)),
        ticks=ticks,
        at_once=settings.organization.concurrency,
    )


@contextmanager
def _journal(settings: Settings, how: How) -> Iterator[Journal]:
    """Open the journal; a dry run makes none."""
    url = url_of_store(settings)
    with workflows.journal_at(url) if how.yes else workflows.journal_to_look_at(url) as journal:
        yield journal


def _notifier(asked: Asked, settings: Settings, ticks: Callable[[], datetime]) -> Notifier:
    """Return what warns owners; the channels are made when the first warning is due."""

    @cache
    def warnings() -> Notifier:
        from iam_audit.audience.warning import Warnings  # most plans warn nobody

        return Warnings(
            alerting=alerting_of(asked, settings, ticks), settings=settings.remediate, ticks=ticks
        )

    def notify(step: Step, live: Facts) -> str:
        try:
            return warnings()(step, live)
        except UsageError as error:
            raise DeliveryError(str(error)) from error

    return notify


def _told(run: Run, how: How, verb: str, talk: Talk) -> int:
    put(json_text(run_data(run)) if how.as_json else run_text(run, verb=verb))
    if how.yes and any(one.became is Became.DONE for one in run.outcomes) and run.plan_id:
        talk.say(f"To take it back: iam-audit remediate rollback {run.run_id} --yes")
    if not run.complete:
        complain(
            f"incomplete: what became of {run.unknown} could not be found out, or was not reached. Run it again."
        )
        return INCOMPLETE
    if run.objections and how.yes:
        complain("nothing was done: the plan is not to be applied as it is.")
    return FINE if run.fine else FINDINGS
