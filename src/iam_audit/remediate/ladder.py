"""The next step for a key: warning, final warning, switched off, a quiet time, deleted.

Each is clocked from the one before as the journal recorded it done (a warning: when a channel took it), never from
the age of the key. What went wrong in between begins again at the warning.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from iam_audit.journal import Entry, State
from iam_audit.remediate.nouns import Rule, Stage
from iam_audit.remediate.rules import Pace

WARN_OWNER = "warn-owner"
"""The action that tells the owner; it changes nothing in AWS."""
DEACTIVATE = "deactivate-access-key"
DELETE = "delete-access-key"
ACTION_OF = {
    Stage.WARNING: WARN_OWNER,
    Stage.FINAL_WARNING: WARN_OWNER,
    Stage.DEACTIVATE: DEACTIVATE,
    Stage.DELETE: DELETE,
}
RUNGS = frozenset(ACTION_OF)


@dataclass(frozen=True, kw_only=True)
class Key:
    """What the ladder has to know of a key."""

    active: bool
    used_at: datetime | None
    """The last use; None when it was never used."""


@dataclass(frozen=True, kw_only=True)
class Climb:
    """The rung that is due."""

    stage: Stage
    cycle: int
    why: str = ""
    """Why the ladder begins anew, as a sentence; empty where it does not."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """No rung is due."""

    rule: Rule
    why: str
    until: datetime | None = None


Next: TypeAlias = Climb | Wait


@dataclass(frozen=True)
class History:
    """The entries of one key in the journal, the oldest first."""

    entries: Sequence[Entry]

    @property
    def unsettled(self) -> bool:
        """Whether it is not known what became of an earlier step."""
        return any(one.state in (State.OPEN, State.UNDOING) for one in self.entries)

    @property
    def cycle(self) -> int:
        """The latest one; 1 before the first step."""
        return max((one.cycle for one in self.entries), default=1)

    @property
    def broken(self) -> bool:
        """Whether a step of the cycle was taken back, by us or by somebody else."""
        return any(
            one.cycle == self.cycle and one.state in (State.UNDONE, State.REVERSED) for one in self.entries
        )

    def was_active_after(self, at: datetime) -> bool:
        """Whether a later step was meant for an active key: then somebody had switched it on in between."""
        return any(one.intended_at > at and _expected(one) == "Active" for one in self.entries)

    def done(self, stage: Stage, cycle: int | None = None) -> datetime | None:
        """Return when a rung was recorded as done, the last time."""
        times = [
            one.settled_at
            for one in self.entries
            if one.stage == stage
            and one.state is State.DONE
            and one.settled_at
            and cycle in (None, one.cycle)
        ]
        return max(times, default=None)


def _expected(entry: Entry) -> object:
    expects = entry.step.get("expects")
    return expects.get("key_status") if isinstance(expects, dict) else None


def history_of(entries: Iterable[Entry]) -> History:
    """Return the steps of the ladder among the entries of a target."""
    ours = (one for one in entries if one.stage in RUNGS)
    return History(sorted(ours, key=lambda one: one.intended_at))


def climb(history: History, key: Key, pace: Pace, now: datetime) -> Next:
    """Return the rung that is due for a key, or why none is."""
    if history.unsettled:
        return Wait(
            rule=Rule.WAITING, why="An earlier step is not settled: the next `remediate apply` settles it."
        )
    return _of_active(history, key, pace, now) if key.active else _of_inactive(history, key, pace, now)


def _of_active(history: History, key: Key, pace: Pace, now: datetime) -> Next:
    cycle = history.cycle
    reached = [(stage, at) for stage in _rungs(pace) if (at := history.done(stage, cycle))]
    if why := _restart(history, key, reached):
        return _first(pace, cycle + 1, why)
    last, at = _last_in_order(reached, pace)
    if last is None or at is None:
        return _first(pace, cycle) if not reached else _first(pace, cycle + 1, "A warning is missing.")
    due = at + _pause(last, pace)
    if now < due:
        why = f"The {last.replace('_', ' ')} was delivered on {at:%Y-%m-%d}; the next step is due on {due:%Y-%m-%d}."
        return Wait(rule=Rule.WAITING, why=why, until=due)
    if now > due + pace.gap:
        what = f"The step after the {last.replace('_', ' ')} of {at:%Y-%m-%d}"
        why = f"{what} is overdue by more than {pace.gap.days} days."
        return _first(pace, cycle + 1, why)
    return Climb(stage=_after(last, pace), cycle=cycle)


def _restart(history: History, key: Key, reached: list[tuple[Stage, datetime]]) -> str:
    """Return why the ladder begins anew, if it does."""
    began = min((at for _, at in reached), default=None)
    if history.broken:
        return "A step was taken back."
    if history.done(Stage.DEACTIVATE, history.cycle):
        return "It was switched on again."
    if began and key.used_at and key.used_at > began:
        return f"It was used on {key.used_at:%Y-%m-%d}, after the first warning."
    return ""


def _of_inactive(history: History, key: Key, pace: Pace, now: datetime) -> Next:
    off = None if history.broken else history.done(Stage.DEACTIVATE)
    if off is None or history.was_active_after(off):
        why = "It was not switched off by this program, so since when nobody missed it is not recorded."
        return Wait(rule=Rule.UNSUITABLE, why=why)
    if key.used_at and key.used_at > off:
        return Wait(
            rule=Rule.IN_USE, why=f"It was used on {key.used_at:%Y-%m-%d}, after it was switched off."
        )
    due = off + pace.quarantine
    if now < due:
        why = f"It was switched off on {off:%Y-%m-%d}, and is deleted on {due:%Y-%m-%d} at the earliest."
        return Wait(rule=Rule.WAITING, why=why, until=due)
    if now <= due + pace.gap or not pace.announcements:
        return Climb(stage=Stage.DELETE, cycle=history.cycle)
    return _reminded(history, off, pace, now)


def _reminded(history: History, off: datetime, pace: Pace, now: datetime) -> Next:
    """A key that was forgotten for long is announced once more before it is deleted."""
    told = history.done(Stage.FINAL_WARNING, history.cycle)
    if told is None or told <= off or now > told + pace.final_warning + pace.gap:
        why = f"It should have been deleted more than {pace.gap.days} days ago, so this is announced again."
        return Climb(stage=Stage.FINAL_WARNING, cycle=history.cycle + 1, why=why)
    due = told + pace.final_warning
    if now < due:
        why = f"It was announced again on {told:%Y-%m-%d}, and is deleted on {due:%Y-%m-%d} at the earliest."
        return Wait(rule=Rule.WAITING, why=why, until=due)
    return Climb(stage=Stage.DELETE, cycle=history.cycle)


def _rungs(pace: Pace) -> tuple[Stage, ...]:
    return tuple(Stage(one.value) for one in pace.announcements)


def _first(pace: Pace, cycle: int, why: str = "") -> Climb:
    return Climb(stage=(*_rungs(pace), Stage.DEACTIVATE)[0], cycle=cycle, why=why)


def _after(stage: Stage, pace: Pace) -> Stage:
    rungs = (*_rungs(pace), Stage.DEACTIVATE)
    return rungs[rungs.index(stage) + 1]


def _pause(stage: Stage, pace: Pace) -> timedelta:
    return pace.warning if stage is Stage.WARNING else pace.final_warning


def _last_in_order(
    reached: list[tuple[Stage, datetime]], pace: Pace
) -> tuple[Stage, datetime] | tuple[None, None]:
    """Return the last rung reached; none where one before it was left out or came later."""
    wanted = _rungs(pace)[: len(reached)]
    times = [at for _, at in reached]
    in_order = tuple(stage for stage, _ in reached) == wanted and times == sorted(times)
    return reached[-1] if reached and in_order else (None, None)
