"""Makes plans that were asked for on the command line, once the flags are understood."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from iam_audit import workflows
from iam_audit.checks import catalogue
from iam_audit.cli.alert_channels import alerting_of, ticking
from iam_audit.cli.alert_desk import user_name
from iam_audit.cli.asked import Asked
from iam_audit.cli.auditing import progress
from iam_audit.cli.endings import FINE, INCOMPLETE
from iam_audit.cli.moment import moment
from iam_audit.cli.plan_text import plan_data, plan_text
from iam_audit.cli.reach import new_mark, source
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, complain
from iam_audit.cli.words import matching
from iam_audit.errors import UsageError
from iam_audit.remediate import Plan, Rule
from iam_audit.remediate.account_part import STAYS_ON, Wanted
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.laddering import CHECKS
from iam_audit.remediate.plan_file import write_plan
from iam_audit.remediate.planning import actions_called
from iam_audit.remediate.use import LEAKED
from iam_audit.remediate.windows import calendar_of
from iam_audit.reports.json_text import json_text
from iam_audit.settings import Settings
from iam_audit.store import store_url
from iam_audit.workflows.judging import questions


@dataclass(frozen=True, kw_only=True)
class How:
    """What the flags say about the plan."""

    actions: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    limit: int | None = None
    force_managed: bool = False
    out: Path | None = None
    store: bool = False
    ask: str | None = None
    by: str | None = None
    as_json: bool = False


def run(asked: Asked, settings: Settings, how: How, now: str | None, talk: Talk) -> int:
    """Make a plan, show it, write it where that was asked for, and return the exit code."""
    at = moment(now)
    calendar = calendar_of(settings.remediate, settings.where)
    wanted = _wanted(settings, how)
    asking = questions(_with_checks(settings, wanted), at)
    where_from = source(asked, settings, judged_at=at if now else None)
    url = store_url(settings.store.url, os.environ, Path.home())
    rules = workflows.rules_of(settings, asking, workflows.waivers_in_store(url, at))
    alerting = alerting_of(asked, settings, ticking(at, named=now is not None)) if how.ask else None
    with workflows.journal_to_look_at(url) as journal, progress(asked, talk) as watching:
        made = workflows.make_plan(
            where_from,
            workflows.Asking(
                questions=asking,
                wanted=wanted,
                rules=rules,
                journal=journal,
                id=f"plan-{at:%Y%m%d}-{new_mark()}",
                created_by=how.by or user_name(),
            ),
            at,
            watching,
        )
    notes = tuple(_notes(made, calendar.opens(at), at))
    put(
        json_text(plan_data(made, notes))
        if how.as_json
        else plan_text(made, settings.remediate.armed, at, notes)
    )
    if how.out:
        write_plan(how.out, made)
        talk.say(
            f"The plan is in {how.out}. Next: iam-audit remediate approve {how.out} --key FILE --reason TEXT"
        )
    if how.store or alerting:
        with workflows.plans_at(url) as plans:
            plans.file(made)
        talk.say(f"{made.id} is in the store, and waits for approvals.")
    if alerting and how.ask:
        talk.say(f"Asked for approval: {workflows.ask_in_slack(made, alerting, how.ask).to}.")
    if made.unread:
        complain(
            f"incomplete: {_several(len(made.unread), 'part')} could not be read, so the plan may lack steps."
        )
    return INCOMPLETE if made.unread else FINE


def _wanted(settings: Settings, how: How) -> Wanted:
    """Refuse actions and checks that do not exist, or do not go together."""
    chosen, ladder = actions_called(how.actions, settings.remediate, settings.where)
    known = [check.id for check in catalogue()]
    checks = matching("--only", how.checks, known) if how.checks else frozenset()
    answered = {one for action in chosen for one in action.answers} | set(
        DeactivateAccessKey.answers if ladder else ()
    )
    if checks and not checks & answered:
        raise UsageError(f"--only: no action that was asked for settles {', '.join(sorted(checks))}.")
    return Wanted(
        actions=chosen,
        ladder=ladder,
        checks=tuple(sorted(checks & answered)),
        users=how.users,
        force_managed=how.force_managed,
        limit=how.limit,
    )


def _with_checks(settings: Settings, wanted: Wanted) -> Settings:
    """Return the settings for an audit that asks what the plan needs to know, and nothing else."""
    asked = {one for action in wanted.actions for one in action.answers}
    asked |= {*CHECKS, LEAKED} if wanted.ladder else set()
    only = tuple(sorted({*(wanted.checks or asked), *({LEAKED} if wanted.ladder else ())}))
    audit = msgspec.structs.replace(settings.audit, only=only, skip=(), framework=None)
    return msgspec.structs.replace(settings, audit=audit)


def _notes(plan: Plan, opens: datetime | None, at: datetime) -> Iterator[str]:
    """Yield what whoever reads the plan should know beside it."""
    leaked = sum(step.proof.check_id == LEAKED for step in plan.steps)
    if leaked:
        keys = _several(leaked, "key")
        yield f"URGENT: {keys} in this plan may be the one of its user that AWS has seen in public. Apply it now."
    if stays := sum(STAYS_ON in one.why for one in plan.refusals):
        yield f"URGENT: {_several(stays, 'key')} of such users left on, for the reasons above. Look at it now."
    if plan.steps and opens is None:
        yield "There is no change window within a year: look at windows and freeze in [remediate]."
    elif plan.steps and opens and opens >= plan.expires_at:
        yield f"The next change window opens on {opens:%Y-%m-%d %H:%M} UTC, when this plan has expired."
    elif plan.steps and opens and opens > at:
        yield f"The next change window opens on {opens:%Y-%m-%d %H:%M} UTC: nothing is applied before."
    unknown = sum(
        one.rule in (Rule.USE_UNKNOWN, Rule.EXEMPTION_UNKNOWN, Rule.UNREADABLE) for one in plan.refusals
    )
    if unknown:
        yield f"{unknown} left alone because something could not be read. That is not the same as being in order."


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
