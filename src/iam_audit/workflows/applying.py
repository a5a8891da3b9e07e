"""Applies an approved plan: exactly what is in it, account by account, to what is still as it was planned."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Event as Flag

import msgspec

from iam_audit.model import Account
from iam_audit.remediate import Plan
from iam_audit.remediate.applying import expired
from iam_audit.remediate.outcomes import Run
from iam_audit.workflows.changing import Changes, Conditions
from iam_audit.workflows.parallel import Lost, in_each
from iam_audit.workflows.remediating import Remediating, unsettled_in


def apply_plan(
    plan: Plan,
    objections: Sequence[str],
    conditions: Conditions,
    run: Remediating,
    *,
    dry_run: bool = True,
) -> Run:
    """Do what is in a plan, and only that. A dry run looks at everything and changes nothing.

    `objections` are what speaks against the plan as a whole; with one of them nothing is done. What earlier runs have
    left open, in whichever account, is settled first in any case. An account that cannot be entered, or a Ctrl-C,
    spoils no other: what was not reached is left for another run of the same plan.
    """
    began = run.ticks()
    late = expired(plan, began)
    against = (*objections, *([late] if late else []))
    done = Run(
        run_id=run.run_id,
        plan_id=plan.id,
        plan_hash=plan.hash,
        dry_run=dry_run,
        at=began,
        by=run.by,
        objections=against,
    )
    stopped = Flag()
    run = replace(run, go_on=_unless(stopped, run.go_on))
    steps = () if against and not dry_run else plan.steps
    changes = Changes(
        plan=plan, plan_hash=plan.hash, steps=steps, conditions=conditions, run=run, dry_run=dry_run
    )
    ids = dict.fromkeys(
        (*(step.target.account_id for step in steps), *(() if dry_run else unsettled_in(run)))
    )
    accounts = tuple(Account(id=one) for one in ids)
    came = in_each(accounts, changes.in_account, at_once=run.at_once, progress=run.progress, stop=stopped.set)
    parts = [changes.left(one.account, one.reason) if isinstance(one, Lost) else one.value for one in came]
    return msgspec.structs.replace(
        done,
        settled=tuple(one for part in parts for one in part.settled),
        outcomes=tuple(one for part in parts for one in part.outcomes),
    )


def _unless(stopped: Flag, go_on: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: not stopped.is_set() and go_on()
