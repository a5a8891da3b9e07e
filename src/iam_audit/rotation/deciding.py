"""Decides what comes next in a rotation, from the journal and from what AWS says now. Pure."""

from datetime import UTC, datetime, timedelta
from typing import assert_never

from iam_audit.model import LastUse, NeverUsed, Used, UseUnknown
from iam_audit.rotation.nouns import (
    Act,
    Begin,
    Blocked,
    Course,
    Finished,
    LiveKey,
    LiveUser,
    Make,
    Next,
    Terms,
    Wait,
)

MOST_KEYS = 2
STS = "sts"
SETTLED = timedelta(minutes=15)
"""By then AWS lists a key that was made."""


def next_of(course: Course | None, user: LiveUser, terms: Terms, now: datetime, *, anew: bool) -> Next:
    """Return what to do; `anew` says that somebody asked for a rotation, and not only to go on with one."""
    if course is None or course.over or _ended(course, user):
        return _first(user, terms, now) if anew else Finished(why=_ended_why(course, user))
    if course.creating:
        return Wait(
            why="a key may have been made of which AWS does not tell yet", until=course.begun_at + SETTLED
        )
    new = user.key(course.new_key)
    if not course.stored:
        return _lost(course, new)
    if new is None:
        return Blocked(
            why=f"The new key {course.new_key} is gone: somebody deleted it. The old one stays as it is."
        )
    if course.verified_at is None:
        return Make(act=Act.VERIFY, why="it was stored, and not tried yet")
    if course.told_at is None and terms.tell:
        return Make(act=Act.TELL, why="its owner does not know of it yet")
    return _retiring(course, new, user.key(course.old_key), terms, now)


def _lost(course: Course, new: LiveKey | None) -> Next:
    """A key was made, and then the run ended: nobody has its secret, unless somebody else made it."""
    if new is None or isinstance(new.use, NeverUsed):
        return Make(act=Act.DISCARD, why=f"{course.new_key} was made but not stored, so its secret is lost")
    if isinstance(new.use, UseUnknown):
        return Wait(
            why=f"{new.id} was made but not stored, and nobody knows whether it is used: {new.use.why}"
        )
    return Blocked(
        why=f"{new.id} was made but not stored, and yet it {_use(new.use)}: find out who has its secret.",
        proposals=(
            f"aws iam update-access-key --user-name {course.user_name} --access-key-id {new.id} --status Inactive",
        ),
    )


def _ended(course: Course, user: LiveUser) -> bool:
    """Whether somebody else has ended it."""
    if course.new_key is None:
        return False
    old_gone = course.verified_at is not None and user.key(course.old_key) is None
    return old_gone or (course.stored and user.key(course.new_key) is None)


def _ended_why(course: Course | None, user: LiveUser) -> str:
    if course is None:
        return "there was none"
    if course.failed or course.discarded_at:
        return course.failed or "the new key was deleted again, since it could not be handed over"
    if course.deleted_at:
        return f"{course.old_key} was deleted on {_day(course.deleted_at)}"
    if user.key(course.old_key) is None:
        return f"{course.old_key} is gone: somebody else deleted it"
    return f"the new key {course.new_key} is gone: somebody deleted it, and the old one is as it was"


def _first(user: LiveUser, terms: Terms, now: datetime) -> Next:
    if len(user.keys) >= MOST_KEYS:
        return _two_keys(user)
    if not user.keys:
        return Blocked(why=f"{user.name} has no access key: there is nothing to rotate.")
    (old,) = user.keys
    if not old.active:
        why = f"The only key of {user.name}, {old.id}, is inactive: nothing can be using it, so it wants no successor."
        return Blocked(why=why, proposals=(_delete(user, old),))
    if now - old.created_at < terms.min_age:
        why = f"{old.id} was made on {_day(old.created_at)}, and keys are rotated after {terms.min_age.days} days"
        return Wait(why=why, until=old.created_at + terms.min_age)
    return Begin(old=old)


def _two_keys(user: LiveUser) -> Blocked:
    """A key in use is never taken away to make room; which one goes is for a person to say."""
    keys = "; ".join(f"{one.id} is {_standing(one)}" for one in user.keys)
    idle = [one for one in user.keys if not one.active]
    never = [one for one in user.keys if one.active and isinstance(one.use, NeverUsed)]
    proposals: tuple[str, ...] = ()
    if idle:
        proposals = tuple(_delete(user, one) for one in idle)
    elif never:
        proposals = tuple(_switch_off(user, one) for one in never)
    else:
        proposals = ("See which of the two is still needed, move its users to the other, and deactivate it.",)
    return Blocked(why=f"{user.name} has two keys, and AWS allows no third: {keys}.", proposals=proposals)


def _standing(key: LiveKey) -> str:
    return f"{'active' if key.active else 'inactive'} and {_use(key.use)}"


def _use(use: LastUse) -> str:
    match use:
        case Used(at=at, service=service):
            return f"was last used on {_day(at)}{f' in {service}' if service else ''}"
        case NeverUsed():
            return "was never used"
        case UseUnknown(why=why):
            return f"nobody knows when it was last used ({why.rstrip('.')})"
        case never:
            assert_never(never)


def _delete(user: LiveUser, key: LiveKey) -> str:
    return f"Make room: aws iam delete-access-key --user-name {user.name} --access-key-id {key.id}"


def _switch_off(user: LiveUser, key: LiveKey) -> str:
    command = "aws iam update-access-key --status Inactive"
    return f"Nobody has used it: {command} --user-name {user.name} --access-key-id {key.id}; delete it later."


def _retiring(course: Course, new: LiveKey, old: LiveKey | None, terms: Terms, now: datetime) -> Next:
    if old is None:
        return Finished(why=f"{course.old_key} is gone: somebody else deleted it")
    if course.deactivated_at and not old.active:
        return _deleting(course.deactivated_at, old, terms, now)
    if not old.active:
        return Make(act=Act.DEACTIVATE, why="somebody switched it off already")
    return _in_use(course, new, terms) or _silent(course, old, terms, now)


def _in_use(course: Course, new: LiveKey, terms: Terms) -> Wait | None:
    """Return why the new key cannot be taken for one that its owner uses; None where it can."""
    if not new.active:
        return Wait(why=f"the new key {new.id} is inactive: somebody switched it off")
    if isinstance(new.use, UseUnknown):
        return Wait(why=f"nobody knows whether the new key is in use: {new.use.why}")
    tried = course.verified_at
    theirs = (
        isinstance(new.use, Used)
        and tried is not None
        and (new.use.service != STS or new.use.at > tried + terms.trial)
        and new.use.at >= new.created_at
    )
    return None if theirs else Wait(why=f"the new key {new.id} was not seen in use yet")


def _silent(course: Course, old: LiveKey, terms: Terms, now: datetime) -> Next:
    known_since = course.told_at or course.verified_at or course.begun_at
    match old.use:
        case UseUnknown(why=why):
            return Wait(why=f"nobody knows whether the old key is still in use: {why}")
        case Used(at=at, service=service, region=region) if at > known_since:
            since = at
            place = "/".join(one for one in (service, region) if one)
            told = f"the old key {old.id} was last used on {_day(at)}{f' in {place}' if place else ''}"
        case _:
            since = known_since
            told = f"the old key {old.id} has been silent since {_day(since)}"
    until = since + terms.quiet + terms.margin
    if now < until:
        return Wait(why=told, until=until)
    return Make(act=Act.DEACTIVATE, why=told)


def _deleting(off_since: datetime, old: LiveKey, terms: Terms, now: datetime) -> Next:
    if terms.keep is None:
        return Finished(why=f"{old.id} is inactive, and is kept as the settings say")
    if isinstance(old.use, UseUnknown):
        return Wait(why=f"nobody knows when {old.id} was last used: {old.use.why}")
    until = off_since + terms.keep
    if isinstance(old.use, Used) and old.use.at > off_since:
        until = max(until, old.use.at + terms.keep)
    if now < until:
        return Wait(why=f"{old.id} has been inactive since {_day(off_since)}", until=until)
    return Make(act=Act.DELETE, why=f"it has been inactive since {_day(off_since)}, and nobody missed it")


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"
