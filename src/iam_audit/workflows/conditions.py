"""Makes of settings what has to hold when a plan is applied."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.remediate import Approval, Facts, Notifier, Refusal, Step
from iam_audit.remediate.caps import exceeded
from iam_audit.remediate.decisions import Filed
from iam_audit.remediate.guards import not_armed, refusal
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.remediate.windows import calendar_of
from iam_audit.workflows.changing import Conditions
from iam_audit.workflows.plans import lacks

RULES_CHANGED = (
    "The plan was made under other settings of [remediate]: make a new one, so that it is seen what they do."
)


def conditions_of(rules: Rules, caller: Caller, notify: Notifier, where: str = "settings") -> Conditions:
    """Return the guards, the windows and the way to the owners. Raises SettingsError for windows that are none."""
    calendar = calendar_of(rules.settings, where)

    def guard(step: Step, live: Facts, now: datetime) -> Refusal | None:
        return not_armed(step, rules) or refusal(step, live, rules, caller, now)

    return Conditions(guard=guard, closed=calendar.closed, notify=notify)


def objections_to(filed: Filed, signed: Iterable[Approval], rules: Rules) -> tuple[str, ...]:
    """Return in sentences what speaks against a plan as a whole; nothing where it may be applied.

    What the store has on the plan counts as well as the approvals that were `signed` in files.
    """
    return tuple(_objections(filed, tuple(signed), rules))


def _objections(filed: Filed, signed: tuple[Approval, ...], rules: Rules) -> Iterator[str]:
    plan = filed.plan
    if plan.rules != rules.digest:
        yield RULES_CHANGED
    yield from exceeded(plan.steps, plan.populations, rules.settings)
    yield from lacks(filed, rules.settings, signed)
