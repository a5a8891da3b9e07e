"""What is shown of a run that applied or took back changes, and of where everything stands."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from iam_audit.remediate import Stage, Target
from iam_audit.remediate.outcomes import Became, Outcome, Run, Settlement
from iam_audit.reports.visible import visible
from iam_audit.workflows.remediation_status import RemediationStatus, Standing

ORDER = (Became.DONE, Became.WOULD, Became.REFUSED, Became.FAILED, Became.UNCERTAIN, Became.LEFT)


def run_data(run: Run) -> dict[str, Any]:
    """Return a run for programs."""
    values: dict[str, Any] = msgspec.to_builtins(run)
    return {**values, "complete": run.complete, "counts": _counts(run)}


def run_text(run: Run, *, verb: str) -> str:
    """Return a run for people; the last line says what it came to."""
    return "".join(f"{line}\n" for line in _run_lines(run, verb))


def _run_lines(run: Run, verb: str) -> Iterator[str]:
    for objection in run.objections:
        yield f"Not to be applied: {visible(objection)}"
    for settled in run.settled:
        yield _settled(settled)
    for outcome in run.outcomes:
        yield _outcome(outcome)
    yield _summary(run, verb)


def _settled(one: Settlement) -> str:
    what = "still not known" if one.unknown else one.became
    return f"left open by run {one.run_id}: {one.action} {_target(one.target)} is {what}. {visible(one.why)}"


def _outcome(one: Outcome) -> str:
    why = f": {visible(one.why)}" if one.why else ""
    stage = "" if one.stage is Stage.ONCE else f" ({one.stage.replace('_', ' ')})"
    return f"{one.became:<13} {one.step} {one.action}{stage} {_target(one.target)}{why}"


def _target(target: Target) -> str:
    owner = f" of {visible(target.user_name)}" if target.user_name and target.user_name != target.id else ""
    more = "".join(f", {name} {visible(value)}" for name, value in sorted(target.details.items()))
    return f"{visible(target.id)}{owner} in {target.account_id}{more}"


def _summary(run: Run, verb: str) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in _counts(run).items()) or "nothing to do"
    if run.dry_run:
        return f"Dry run: {counts}. Nothing was changed; to {verb}, add --yes."
    return f"Run {run.run_id}: {counts}."


def _counts(run: Run) -> dict[str, int]:
    counts = Counter(one.became for one in run.outcomes)
    return {name.value: counts[name] for name in ORDER if counts[name]}


def status_data(status: RemediationStatus) -> dict[str, Any]:
    """Return where everything stands, for programs."""
    values: dict[str, Any] = msgspec.to_builtins(status)
    return {**values, "open": status.open, "unexplained": status.unexplained}


def status_text(status: RemediationStatus) -> str:
    """Return where everything stands, for people."""
    return "".join(f"{line}\n" for line in _status_lines(status))


def _status_lines(status: RemediationStatus) -> Iterator[str]:
    for broken in status.broken:
        yield f"THE JOURNAL WAS CHANGED: {broken}."
    for one in status.standings:
        yield from _standing(one)
    things = len(status.standings)
    chain = "the chain is broken" if status.broken else "the chain is whole"
    yield f"{things} target{'s' * (things != 1)}, {status.events} events; {chain}."


def _standing(one: Standing) -> Iterator[str]:
    yield f"{_target(one.target)}"
    stage = "" if one.stage is Stage.ONCE else f" ({one.stage.replace('_', ' ')}, cycle {one.cycle})"
    yield f"  {one.state}: {one.action}{stage} since {one.since:%Y-%m-%d %H:%M} UTC, run {one.run_id}, step {one.step}"
    if one.error:
        yield f"  {visible(one.error)}"
    yield from (f"  told: {visible(told)}" for told in one.told)
    if one.trail:
        yield f"  CloudTrail: {visible(one.trail)}"
    if one.next:
        when = f" (from {one.next_at:%Y-%m-%d %H:%M} UTC)" if one.next_at else ""
        yield f"  next: {one.next}{when}"
    if one.live:
        yield f"  AWS: {visible(one.live)}"
