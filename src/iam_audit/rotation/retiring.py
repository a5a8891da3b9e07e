"""Switches the old key off, and deletes it later: by the same actions, guards and journal as all remediation."""

from collections.abc import Iterator

from iam_audit.aws import explain
from iam_audit.errors import ChangeError, NotReadError
from iam_audit.remediate import Facts, Step
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.actions.delete_access_key import DeleteAccessKey
from iam_audit.remediate.base import Action
from iam_audit.rotation.live import READS
from iam_audit.rotation.making import GuardedError, RotationError, Tools
from iam_audit.rotation.nouns import Act, Course, LiveKey, Terms
from iam_audit.rotation.writing import WRITES, Whose, step_of

ACTIONS: dict[Act, Action] = {Act.DEACTIVATE: DeactivateAccessKey(), Act.DELETE: DeleteAccessKey()}
IAM_PERMISSIONS = tuple(
    sorted(
        {
            *READS,
            *(one for act in WRITES.values() for one in act),
            *(one for action in ACTIONS.values() for one in action.reads),
        }
    )
)
"""What making and retiring keys takes; what the places for secrets take is theirs."""
DID = {Act.DEACTIVATE: "was deactivated", Act.DELETE: "was deleted"}
LOOKS = 5
"""How often to look until IAM shows a change: it is not known everywhere at once."""


def retiring_step(tools: Tools, whose: Whose, course: Course, act: Act, terms: Terms) -> Step:
    """Return the step that switches the old key off, or deletes it."""
    wait = terms.quiet if act is Act.DEACTIVATE else terms.keep or terms.quiet
    return step_of(act, whose, tools.now(), key_id=course.old_key, idle_days=wait.days)


def look_at(tools: Tools, step: Step) -> Facts:
    """Look at the target of such a step. Raises NotReadError."""
    return ACTIONS[Act(step.action)].observe(step.target, tools.door)


def retire(tools: Tools, whose: Whose, course: Course, act: Act, terms: Terms) -> Iterator[str]:
    """Switch the old key off, or delete it. Raises RotationError when a guard or AWS refuses."""
    step = retiring_step(tools, whose, course, act, terms)
    facts = look_at(tools, step)
    if refused := tools.guard(step, facts):
        raise GuardedError(
            f"{course.old_key} of {whose.user_name} is left alone: {refused.why}", refused.until
        )
    entry = tools.writer.begin(step, facts)
    error = _acted(tools, step)
    after = _looked(tools, step, hoping=error is None)
    done = ACTIONS[act].done(step, after) if after is not None else None
    if done:
        tools.writer.done(entry.id, after or {})
        yield f"{course.old_key} {DID[act]}"
    elif done is False and error:
        tools.writer.failed(entry.id, error)
        raise RotationError(f"{course.old_key} of {whose.user_name} is as it was: {error}")
    else:
        why = error or "AWS does not show the change yet."
        tools.writer.uncertain(entry.id, why)
        raise RotationError(
            f"Nobody knows whether {course.old_key} {DID[act]}: {why} The next run finds out."
        )


def bring_up_to_date(tools: Tools, course: Course, old: LiveKey | None) -> str | None:
    """Write down that somebody switched the old key on again, and return that as a sentence."""
    if course.deactivation is None or old is None or not old.active:
        return None
    tools.writer.reversed(course.deactivation, "Somebody switched the key on again.")
    return f"{old.id} was switched on again by somebody, so it is waited for anew"


def _acted(tools: Tools, step: Step) -> str | None:
    try:
        ACTIONS[Act(step.action)].act(step, tools.door)
    except (ChangeError, NotReadError) as error:
        return explain(error)[1]
    return None


def _looked(tools: Tools, step: Step, *, hoping: bool) -> Facts | None:
    """Read back, a few times where the change should show."""
    action = ACTIONS[Act(step.action)]
    facts: Facts | None = None
    for pause in range(LOOKS if hoping else 1):
        if pause:
            tools.sleep(float(pause))
        try:
            facts = action.observe(step.target, tools.door)
        except NotReadError:
            continue
        if action.done(step, facts):
            return facts
    return facts
