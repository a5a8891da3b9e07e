"""What speaks against a plan, and against a step right before it is done.

Pure: the step, what is true of its target at this moment, and what the journal remembers. Where something that matters
is not known, the step is refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from iam_audit.journal import Entry, State
from iam_audit.remediate.base import Action
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.nouns import Facts, Plan, Refusal, Rule, Stage, Step

UNSETTLED = (State.OPEN, State.UNDOING)
CLOCKS_APART = timedelta(minutes=5)
"""How far the clocks of two machines may be apart: AWS refuses requests from those that are more off."""


def expired(plan: Plan, now: datetime) -> str | None:
    """Return why a plan is not to be applied now, by its dates; None where it is."""
    if now >= plan.expires_at:
        return f"The plan expired on {plan.expires_at:%Y-%m-%d %H:%M} UTC: make a new one."
    if plan.created_at > now + CLOCKS_APART:
        return f"The plan was made on {plan.created_at:%Y-%m-%d %H:%M} UTC, which is later than now: look at the clock."
    return None


def repeated(step: Step, plan: Plan, entries: Iterable[Entry]) -> Refusal | None:
    """Refuse what is not settled, and what was done under this plan or since, and taken back."""
    for entry in entries:
        if entry.state in UNSETTLED:
            why = f"What became of it in run {entry.run_id} is not known yet: {entry.error or 'it did not end'}."
            return refusal(step, Rule.WAITING, why)
        if entry.key == step.key and _was_taken_back(entry, plan):
            why = f"It was done in run {entry.run_id} and taken back since: make a new plan if it is to be done again."
            return refusal(step, Rule.MOVED, why)
    return None


def _was_taken_back(entry: Entry, plan: Plan) -> bool:
    """Whether a step was taken back after it was planned. A later plan has seen it so, and may do it again."""
    after = entry.undone_at if entry.state is State.UNDONE else entry.settled_at
    taken_back = entry.state in (State.UNDONE, State.REVERSED)
    return taken_back and after is not None and plan.created_at <= after


def already(step: Step, entries: Iterable[Entry], *, done: bool | None) -> Refusal | None:
    """Refuse what an earlier run has done and still is so."""
    held = next((one for one in entries if one.key == step.key and one.state is State.DONE), None)
    if held is None:
        return None
    if done is None:
        return refusal(
            step, Rule.UNREADABLE, f"Run {held.run_id} has done it; whether it still is cannot be read."
        )
    if done:
        return refusal(step, Rule.DONE, f"Run {held.run_id} has done it.")
    return refusal(step, Rule.MOVED, f"Run {held.run_id} has done it, and somebody has changed it since.")


def moved(step: Step, live: Facts) -> Refusal | None:
    """Refuse when anything that the plan rests on is different now, or cannot be read."""
    for name, expected in step.expects.items():
        if name not in live:
            return refusal(
                step,
                Rule.UNREADABLE,
                f"The plan rests on {name}, which cannot be read{_because(live, name)}.",
            )
        if live[name] != expected:
            why = f"The plan saw {name} as {_shown(expected)}; now it is {_shown(live[name])}."
            return refusal(step, Rule.MOVED, why)
    return None


def too_soon(
    step: Step,
    action: Action,
    entries: Sequence[Entry],
    of_this_run: Iterable[Entry],
    live: Facts,
    now: datetime,
) -> Refusal | None:
    """Refuse what is final when it follows too soon, or when what it follows turned out to be in use."""
    if not action.final:
        return None
    if any(_same_owner(one, step) for one in of_this_run):
        return refusal(
            step, Rule.WAITING, "What cannot be undone is never done in the run that changed its owner."
        )
    before = _before(action, entries)
    if before is None:
        if action.follows and step.stage is Stage.DELETE:
            why = f"The journal does not have it as done by {action.follows}, so nobody knows how long it was quiet."
            return refusal(step, Rule.WAITING, why)
        return None
    return _too_early(step, before, entries, now) or _used_after_all(step, before, live)


def _same_owner(entry: Entry, step: Step) -> bool:
    """Whether an entry changed the target, or something else of the user that it belongs to."""
    held = entry.step.get("target")
    owner = held.get("user_name") if isinstance(held, dict) else None
    changed = entry.state is not State.FAILED and entry.stage not in NOTICES and entry.key != step.key
    same_user = (
        owner is not None and owner == step.target.user_name and entry.account_id == step.target.account_id
    )
    return changed and (entry.target == step.target.key or same_user)


def _before(action: Action, entries: Iterable[Entry]) -> Entry | None:
    """Return the last change that stands, if it is of the action that this one follows."""
    stands = [one for one in entries if one.state is State.DONE and one.stage not in NOTICES]
    return stands[-1] if stands and stands[-1].action == action.follows else None


def _too_early(step: Step, before: Entry, entries: Iterable[Entry], now: datetime) -> Refusal | None:
    days = step.quiet_days if step.quiet_days is not None else step.idle_days or 0
    if before.settled_at is None:
        return refusal(step, Rule.WAITING, f"When run {before.run_id} was done with it is not known.")
    since = max((before.settled_at, *_taken_back_at(entries)))
    due = since + timedelta(days=days)
    if now >= due:
        return None
    why = f"It is as run {before.run_id} left it since {since:%Y-%m-%d}; {days} quiet days follow."
    return refusal(step, Rule.WAITING, why, due)


def _taken_back_at(entries: Iterable[Entry]) -> Iterator[datetime]:
    """Yield when changes of any kind were taken back: until then it was not quiet."""
    return (one.undone_at for one in entries if one.undone_at is not None)


def _used_after_all(step: Step, before: Entry, live: Facts) -> Refusal | None:
    if step.idle_days is None:
        return None
    if _minds_use(before) and not {"last_used_at", "quiet_since"} & live.keys():
        why = f"When it was last used cannot be read{_because(live, 'last_used_at')}."
        return refusal(step, Rule.USE_UNKNOWN, why)
    use = late_use(before, live)
    return refusal(step, Rule.IN_USE, use) if use else None


def late_use(entry: Entry, live: Facts) -> str | None:
    """Return in a sentence that something was used after all; None where nothing shows it.

    AWS tells of a use hours later: one that shows only now, of what was taken for idle, means that somebody needs it.
    """
    used = live.get("last_used_at")
    if not _minds_use(entry) or used is None or used == entry.facts_before.get("last_used_at"):
        return None
    return f"AWS shows a use on {used} that it did not show before {entry.action}: somebody needs it."


def _minds_use(entry: Entry) -> bool:
    return entry.step.get("idle_days") is not None


def not_as_left(step: Step, entry: Entry, live: Facts, *, done: bool | None) -> Refusal | None:
    """Refuse to undo what is not as the step has left it: somebody has changed it since."""
    if done is None:
        return refusal(step, Rule.UNREADABLE, f"How it is now cannot be read{_because(live, *step.expects)}.")
    left = entry.facts_after or {}
    for name in step.expects:
        if name in left and name not in live:
            return refusal(step, Rule.UNREADABLE, f"{name} cannot be read{_because(live, name)}.")
        if name in left and live[name] != left[name]:
            why = f"It was left with {name} as {_shown(left[name])}; somebody has made it {_shown(live[name])} since."
            return refusal(step, Rule.MOVED, why)
    return (
        None
        if done
        else refusal(step, Rule.MOVED, "It is not as it was left: somebody has changed it since.")
    )


def refusal(step: Step, rule: Rule, why: str, until: datetime | None = None) -> Refusal:
    """Say why a step is not done."""
    return Refusal(action=step.action, target=step.target, rule=rule, why=why, until=until)


def _because(live: Facts, *names: str) -> str:
    unread = live.get("unread")
    said = list(_reasons(unread, names)) if isinstance(unread, dict) else []
    return f": {said[0].rstrip('.')}" if said else ""


def _reasons(unread: dict[str, str], names: Iterable[str]) -> Iterator[str]:
    return (unread[name] for name in names if name in unread)


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
