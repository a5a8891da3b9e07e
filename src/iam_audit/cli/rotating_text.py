"""What is shown of rotations, in words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from iam_audit.reports.visible import visible
from iam_audit.rotation import Course, Outcome
from iam_audit.workflows.rotating import RotationRun


def outcome_lines(run: RotationRun) -> Iterator[str]:
    """Yield what was done for each user, or would be, and what comes next."""
    for one in run.outcomes:
        yield from (f"{visible(line)}\n" for line in _outcome(one))
    if not run.outcomes:
        yield f"No rotation is under way in {run.account_id}. Begin one with --user NAME.\n"
    elif not run.applied and any(one.standing == "would" for one in run.outcomes):
        yield "Nothing was changed. Add --apply to do it.\n"


def course_lines(courses: Sequence[Course]) -> Iterator[str]:
    """Yield a line for each rotation."""
    if not courses:
        yield "No key was ever rotated.\n"
    for one in courses:
        yield f"{visible(f'{one.user_name} in {one.account_id}: {_standing(one)}')}\n"


def _outcome(one: Outcome) -> Iterator[str]:
    until = f" until {_day(one.until)}" if one.until else ""
    standing = "" if one.standing == "would" else f" {one.standing}{until}:"
    yield f"{one.user_name} in {one.account_id}:{standing} {one.why}"
    for sentence in one.did:
        yield f"  done: {sentence}"
    for proposal in one.proposals:
        yield f"  proposal: {proposal}"


def _standing(course: Course) -> str:
    """Say how far it has come."""
    keys = f"{course.old_key} → {course.new_key or 'no new key yet'}"
    steps = (
        (course.failed, f"failed: {course.failed}"),
        (course.discarded_at, f"given up on {_day(course.discarded_at)}: the new key was deleted again"),
        (course.deleted_at, f"finished on {_day(course.deleted_at)}: the old key was deleted"),
        (course.deactivated_at, f"the old key is inactive since {_day(course.deactivated_at)}"),
        (course.told_at, f"{course.told_to} was told on {_day(course.told_at)}"),
        (course.verified_at, f"the new key works since {_day(course.verified_at)}; its owner was not told"),
        (course.stored, "the new key is stored, and was not tried yet"),
        (True, "begun, and left in the middle: run again to settle it"),
    )
    where = f", {course.where}" if course.where else ""
    return f"{keys}{where}; {next(words for reached, words in steps if reached)}"


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}" if at else ""
