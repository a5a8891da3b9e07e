"""What is never done, whatever a plan says. Asked when a plan is made, and again right before each step.

Every guard is a pure function of the step, the facts as they are known, the rules, the caller and the time; and a fact
that could not be read refuses wherever a guard would need it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from iam_audit.model import ROOT_NAME
from iam_audit.remediate import exemptions, use
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step
from iam_audit.remediate.rules import Caller, Rules

Objection: TypeAlias = tuple[Rule, str, datetime | None]
"""The rule, why, and until when, where that is known."""
INTO = "into"
"""The detail of a target that names the account which it leads into, where that is another one."""
Guard: TypeAlias = Callable[[Step, Facts, Rules, Caller, datetime], Iterator[Objection]]


def refusals(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> tuple[Refusal, ...]:
    """Return everything that speaks against a step; nothing where it may be done."""
    said = [one for guard in GUARDS for one in guard(step, facts, rules, caller, now)]
    return tuple(
        Refusal(action=step.action, target=step.target, rule=rule, why=why, until=until)
        for rule, why, until in said
    )


def refusal(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Refusal | None:
    """Return the first thing that speaks against a step; None where it may be done."""
    return next(iter(refusals(step, facts, rules, caller, now)), None)


def not_armed(step: Step, rules: Rules) -> Refusal | None:
    """Return a refusal where the account of a step may not be changed. Plans are made all the same, as previews."""
    touched = (step.target.account_id, step.target.details.get(INTO, step.target.account_id))
    account_id = next((one for one in touched if one not in rules.settings.armed), None)
    if account_id is None:
        return None
    why = f"Account {account_id} is not armed: write it to `armed` in [remediate] when it may be changed."
    return Refusal(action=step.action, target=step.target, rule=Rule.NOT_ARMED, why=why)


def _root(step: Step, facts: Facts, *_: object) -> Iterator[Objection]:
    target = step.target
    is_root = target.type == "root" or ROOT_NAME in (target.user_name, target.id, facts.get("user"))
    if is_root or (target.type != "account" and _ends_in_root(target.arn, facts.get("user_arn"))):
        yield Rule.ROOT, "It belongs to root, which this program never changes.", None


def _ends_in_root(*arns: object) -> bool:
    return any(isinstance(arn, str) and arn.endswith(":root") for arn in arns)


def _caller(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    target = step.target
    if caller.unknown:
        yield Rule.CALLER, f"Who runs this program is not known: {caller.unknown}", None
    if target.id in caller.key_ids:
        yield Rule.CALLER, "It is the key that this program runs with.", None
    arns = {arn for arn in (target.arn, facts.get("user_arn")) if arn}
    if arns & set(caller.arns):
        yield Rule.CALLER, "It belongs to the identity that runs this program.", None
    elif target.user_name and target.user_name.casefold() in caller.names:
        yield (
            Rule.CALLER,
            f"{target.user_name} may be the one behind the session that runs this program.",
            None,
        )
    if target.type == "permission-set" and _is_session_of(caller, step):
        yield Rule.CALLER, "This program may run in a session of that permission set.", None


def _is_session_of(caller: Caller, step: Step) -> bool:
    """Identity Center calls the role of a permission set AWSReservedSSO_NAME_ and a number."""
    names = (step.target.id, *step.target.details.values())
    return any(f"assumed-role/AWSReservedSSO_{name}_" in arn for name in names for arn in caller.arns)


def _readable(step: Step, facts: Facts, *_: object) -> Iterator[Objection]:
    if step.target.user_name and "user" not in facts:
        yield Rule.UNREADABLE, f"Nothing could be read of {step.target.user_name}.", None
    elif step.target.user_name and facts["user"] is None:
        yield Rule.DONE, f"There is no user {step.target.user_name} any more.", None


def _unused(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    days = step.idle_days
    if days is None:
        if use.matters(step):
            yield Rule.USE_UNKNOWN, "The step does not say how long it must have been unused.", None
        return
    yield from use.objections(step, facts, timedelta(days=days), rules.settings, now)


GUARDS: tuple[Guard, ...] = (
    _root,
    _caller,
    _readable,
    exemptions.break_glass,
    exemptions.waived,
    exemptions.exempt,
    exemptions.managed,
    _unused,
)
