"""Puts the parts of a plan together, and sees that it does not change too much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam_audit import __version__
from iam_audit.errors import SettingsError
from iam_audit.remediate.account_part import Part
from iam_audit.remediate.actions import configure
from iam_audit.remediate.actions.delete_access_key import DeleteAccessKey
from iam_audit.remediate.base import Action
from iam_audit.remediate.caps import NOTICES, exceeded
from iam_audit.remediate.ladder import DEACTIVATE, DELETE, WARN_OWNER
from iam_audit.remediate.nouns import Plan, Refusal, Rule, Step
from iam_audit.remediate.rules import Rules
from iam_audit.settings import RemediateSettings, one_of

ON_THE_LADDER = (WARN_OWNER, DEACTIVATE, DELETE)
"""Actions that only the ladder plans: nobody can ask for them past its warnings."""
INSTEAD = {
    (DEACTIVATE, "idle_days"): "idle_days",
    (DEACTIVATE, "min_age_days"): "min_age_days",
    (DELETE, "quiet_days"): "quarantine_days",
}
"""Options that the ladder gives, and how the settings call them."""


@dataclass(frozen=True, kw_only=True)
class Making:
    """How and when a plan is made, and by whom."""

    id: str
    created_by: str
    scope: str
    now: datetime


def actions_called(
    names: Iterable[str], settings: RemediateSettings, where: str
) -> tuple[tuple[Action, ...], bool]:
    """Return the actions of these names with their options, and whether the ladder is among them.

    Without any name it is the ladder. Who names the deletion of keys gets the ladder, and with it keys that somebody
    else has switched off long ago. Raises SettingsError for wrong options, UsageError for an unknown name.
    """
    for (action_id, option), name in INSTEAD.items():
        if option in settings.actions.get(action_id, {}):
            raise SettingsError(f"{where}: the {option} of {action_id} is set as {name} in [remediate].")
    known = configure(settings.actions, where)
    called = [one_of("--action", name, tuple(known)) for name in dict.fromkeys(names)]
    chosen = [known[name] for name in called if name not in ON_THE_LADDER]
    if DELETE in called:
        chosen.append(DeleteAccessKey(quiet_days=settings.quarantine_days))
    return tuple(chosen), not called or any(name in ON_THE_LADDER for name in called)


def put_together(parts: Iterable[Part], making: Making, rules: Rules, limit: int | None = None) -> Plan:
    """Make one plan of its parts. Where it would change too much it changes nothing: all of it is refused."""
    held = tuple(parts)
    steps, left = limited(sorted((step for part in held for step in part.steps), key=order), limit)
    populations = {name: size for part in held for name, size in part.populations.items()}
    refusals = [*(one for part in held for one in part.refusals), *left]
    if too_much := exceeded(steps, populations, rules.settings):
        why = " ".join(
            (*too_much, "Nothing is changed: use --limit, --accounts or --user, or raise the limit.")
        )
        refusals = [*(_refused(one, why) for one in steps if one.stage not in NOTICES), *refusals]
        steps = [one for one in steps if one.stage in NOTICES]
    return Plan(
        id=making.id,
        created_at=making.now,
        expires_at=making.now + timedelta(hours=rules.settings.plan_hours),
        created_by=making.created_by,
        tool_version=__version__,
        scope=making.scope,
        steps=tuple(steps),
        refusals=tuple(refusals),
        populations=populations,
        rules=rules.digest,
        unread=tuple(one for part in held for one in part.unread),
    )


def limited(steps: Sequence[Step], limit: int | None) -> tuple[list[Step], list[Refusal]]:
    """Keep so many changes, the worst; messages are not counted."""
    kept: list[Step] = []
    left: list[Refusal] = []
    room = len(steps) if limit is None else limit
    for step in steps:
        is_change = step.stage not in NOTICES
        if is_change and not room:
            left.append(_refused(step, f"Left for the next plan: --limit {limit}."))
        else:
            room -= is_change
            kept.append(step)
    return kept, left


def order(step: Step) -> tuple[int, str, str, str, str]:
    """Sort key: worst first, then by account, user and target."""
    target = step.target
    return (step.proof.severity.rank, target.account_id, target.user_name or "", target.key, step.key)


def _refused(step: Step, why: str) -> Refusal:
    return Refusal(action=step.action, target=step.target, rule=Rule.CAPPED, why=why)
