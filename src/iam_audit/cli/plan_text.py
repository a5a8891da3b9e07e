"""What is shown of a plan: in tables for people, and as values for programs."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from iam_audit.model import Severity, Tier, whole_days
from iam_audit.remediate import Blast, Plan, Refusal, Rule, Stage, Step
from iam_audit.remediate.use import LEAKED
from iam_audit.reports.drawing.terminal import SEVERITY_STYLE
from iam_audit.reports.visible import visible

WIDTH = 140
"""Of the plain text; a terminal uses its own."""
PREVIEW = "preview"
STAGES = {
    Stage.WARNING: "warn the owner",
    Stage.FINAL_WARNING: "warn the owner for the last time",
    Stage.DEACTIVATE: "switch the key off",
    Stage.DELETE: "delete the key",
}
REFUSALS = 200
"""How many refusals are shown; all of them are in the file."""


def plan_data(plan: Plan, notes: Iterable[str] = ()) -> dict[str, Any]:
    """Return a plan for programs, with its hash and the short names of its steps."""
    values: dict[str, Any] = msgspec.to_builtins(plan)
    for step, made in zip(plan.steps, values["steps"], strict=True):
        made["id"] = step.id
    return {"hash": plan.hash, "notes": list(notes), **values}


def plan_text(plan: Plan, armed: Iterable[str], now: datetime, notes: Iterable[str] = ()) -> str:
    """Return a plan as this stdout should show it: coloured and as wide as the terminal, or plain text."""
    terminal = Console()
    is_plain = not terminal.is_terminal
    console = Console(
        file=io.StringIO(),
        width=WIDTH if is_plain else terminal.width,
        color_system=None if is_plain else "auto",
        force_terminal=not is_plain,
        force_jupyter=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for part in _parts(plan, frozenset(armed), now, notes):
            console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().removesuffix("\n").split("\n"))


def _parts(
    plan: Plan, armed: frozenset[str], now: datetime, notes: Iterable[str]
) -> Iterator[RenderableType]:
    yield Text(f"Plan {plan.id} for {visible(plan.scope)}")
    yield Text(
        f"made {plan.created_at:%Y-%m-%d %H:%M} UTC by {visible(plan.created_by)}; {_expiry(plan, now)}"
    )
    yield from (Text(line) for line in _read_at(plan))
    yield Text(f"hash {plan.hash}")
    yield Text()
    if plan.steps:
        yield _steps(plan.steps, armed, now)
    yield Text(_summary(plan))
    yield from (Text(line) for line in _permissions(plan))
    if plan.refusals:
        yield Text()
        yield from _refusals(plan.refusals)
    if plan.unread:
        yield Text()
        yield Text("Not read, so nobody knows what would have to be done there:")
        yield from (Text(f"  {visible(one)}") for one in plan.unread)
    for note in (*_armed(plan, armed), *notes):
        yield Text()
        yield Text(visible(note))


def _read_at(plan: Plan) -> Iterator[str]:
    """Yield as of when the evidence is, the oldest where accounts were read at different times."""
    if moments := [step.proof.at for step in plan.steps]:
        when = f"{min(moments):%Y-%m-%d %H:%M} UTC"
        yield f"on evidence of {when} or later; each target is looked at again before a change"


def _permissions(plan: Plan) -> Iterator[str]:
    """Yield what whoever applies the plan must be allowed to do."""
    if needed := sorted({one for step in plan.steps for one in step.permissions}):
        yield f"Applying it takes {', '.join(needed)}."


def _expiry(plan: Plan, now: datetime) -> str:
    when = f"{plan.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"expired {when}" if now >= plan.expires_at else f"valid until {when}"


def _steps(steps: Iterable[Step], armed: frozenset[str], now: datetime) -> Table:
    table = Table(box=box.HEAVY, show_lines=True)
    for heading in ("Step", "Account and user", "Target", "What", "Why", "At stake, and undo"):
        table.add_column(heading, overflow="fold")
    for step in steps:
        account = step.target.account_id
        table.add_row(
            step.id,
            _lines(account if account in armed else f"{account} ({PREVIEW})", step.target.user_name or ""),
            _lines(*_target(step)),
            Text(_what(step), style=SEVERITY_STYLE.get(step.proof.severity, "")),
            visible(step.proof.message),
            _lines(_stake(step.blast, now), _undo(step)),
        )
    return table


def _lines(*lines: str) -> str:
    return "\n".join(visible(line) for line in lines if line)


def _undo(step: Step) -> str:
    if step.stage in (Stage.WARNING, Stage.FINAL_WARNING):
        return ""
    return f"Undo: {step.undo}" if step.undo else "IT CANNOT BE UNDONE."


def _target(step: Step) -> tuple[str, ...]:
    return (step.target.id, *(f"{name} {value}" for name, value in sorted(step.target.details.items())))


def _what(step: Step) -> str:
    what = STAGES.get(step.stage, step.action.replace("-", " "))
    again = f" (round {step.cycle})" if step.cycle > 1 else ""
    leaked = " AT ONCE: AWS has seen a key of this user in public" if step.proof.check_id == LEAKED else ""
    return f"{what}{again}{leaked}"


def _stake(blast: Blast | None, now: datetime) -> str:
    if blast is None:
        return "not known"
    power = _power(blast)
    used = "no use on record"
    if blast.last_used_at:
        where = " ".join(one for one in (blast.last_service, blast.last_region) if one)
        used = f"last used {whole_days(blast.last_used_at, now)} days ago{f' for {where}' if where else ''}"
    lately = f"; its user used {', '.join(blast.services)}" if blast.services else ""
    return f"{power}; {used}{lately}"


def _power(blast: Blast) -> str:
    if blast.lower is blast.upper:
        return f"can {blast.lower}" if blast.lower is not Tier.NONE else "can do nothing"
    return f"{blast.lower} for certain, {blast.upper} at most"


def _summary(plan: Plan) -> str:
    changes = sum(step.stage not in (Stage.WARNING, Stage.FINAL_WARNING) for step in plan.steps)
    messages = len(plan.steps) - changes
    urgent = sum(step.proof.severity is Severity.CRITICAL for step in plan.steps)
    line = f"{_several(changes, 'change')}, {_several(messages, 'message')}, {len(plan.refusals)} left alone."
    return f"{line} {urgent} of them urgent." if urgent else line


def _refusals(refusals: Iterable[Refusal]) -> Iterator[RenderableType]:
    """Group what is left alone by the rule that says so, the most telling rules first."""
    by_rule = sorted(refusals, key=lambda one: list(Rule).index(one.rule))
    table = Table(title="Left alone", box=box.SIMPLE, title_justify="left")
    for heading in ("Rule", "Account", "User", "Target", "Why", "Ask again"):
        table.add_column(heading, overflow="fold")
    shown = by_rule[:REFUSALS]
    for rule, group in groupby(shown, key=lambda one: one.rule):
        for one in group:
            again = f"{one.until:%Y-%m-%d}" if one.until else ""
            target = one.target
            row = (target.account_id, target.user_name or "", target.id, one.why, again)
            table.add_row(rule.replace("_", " "), *map(visible, row))
    yield table
    if len(by_rule) > REFUSALS:
        yield Text(f"... and {len(by_rule) - REFUSALS} more; --format json lists all of them.")


def _armed(plan: Plan, armed: frozenset[str]) -> Iterator[str]:
    there = sorted({step.target.account_id for step in plan.steps} - armed)
    if there:
        names = ", ".join(there)
        yield f"Not armed: {names}. This is a preview there: nothing is applied until `armed` in [remediate] names it."


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
