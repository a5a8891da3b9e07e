"""Makes the second key, puts it where its owner will find it, and sees that it works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from iam_audit.errors import AccountError
from iam_audit.journal import Entry
from iam_audit.model import NeverUsed, Used, UseUnknown
from iam_audit.remediate import Facts, Refusal, Step
from iam_audit.remediate.base import Door
from iam_audit.rotation.base import Client, SecretStore
from iam_audit.rotation.hushing import Untold, told
from iam_audit.rotation.live import read_user
from iam_audit.rotation.nouns import Act, Course, LiveKey, LiveUser
from iam_audit.rotation.secret import NewKey, Secret, read_back
from iam_audit.rotation.writing import Whose, Writer, step_of

PATIENCE = 60.0
"""Seconds within which a new key begins to work."""
PAUSES = (1.0, 2.0, 3.0, 4.0)


class RotationError(AccountError):
    """A rotation could not go on; what was begun is settled, or the message says what is left."""


class GuardedError(RotationError):
    """A guard forbids a move."""

    def __init__(self, message: str, until: datetime | None) -> None:
        """Say why, and when to ask again."""
        super().__init__(message)
        self.until = until


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the owner of a key is told of its successor. It holds no secret."""

    account_id: str
    user_name: str
    old_key: str
    new_key: str
    where: str
    how_to_read: str


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a rotation works with."""

    door: Door
    place: SecretStore
    writer: Writer
    value_of: Callable[[NewKey], Secret]
    whose_key: Callable[[str, str], str]
    """Returns the ARN of the user that a key works for. Raises one of our errors while it does not."""
    tell: Callable[[Notice], str]
    """Tells the owner, and returns whom a channel reached. Raises DeliveryError."""
    guard: Callable[[Step, Facts], Refusal | None]
    """Returns why a step may not be made; None where it may."""
    sleep: Callable[[float], None]

    @property
    def iam(self) -> Client:
        """The client of IAM."""
        return self.door("iam")

    def now(self) -> datetime:
        """Return the time."""
        return self.writer.clock()


def make_key(tools: Tools, whose: Whose, user: LiveUser, old: LiveKey) -> Iterator[str]:
    """Prove the place, make the key, store it and try it. Yields what was done; raises RotationError."""
    tools.place.prove(f"{tools.writer.run_id}-{whose.user_name}")
    yield f"{tools.place.place} can be written to"
    key = _created(tools, whose, user, old)
    yield f"key {key.id} was made"
    _store(tools, whose, key)
    yield f"{key.id} was stored in {tools.place.where(key.id)}"
    verify(tools, whose, key.id, key.secret)
    yield f"{key.id} works"


def verify(tools: Tools, whose: Whose, key_id: str, secret: Secret) -> None:
    """Try the key until it works, for a minute at most, then let its readers see it."""
    entry = tools.writer.begin(step_of(Act.VERIFY, whose, tools.now(), key_id=key_id), {})
    why = _why_not(tools, whose, key_id, secret)
    if why is None:
        published = told(lambda: tools.place.publish(key_id))
        why = str(published.error) if isinstance(published, Untold) else None
    if why is not None:
        tools.writer.failed(entry.id, why)
        raise RotationError(
            f"The new key {key_id} of {whose.user_name} is stored but not in service: {why} The old key works as "
            "before; run again to go on."
        )
    tools.writer.done(entry.id, {"key_status": "Active"})


def verify_stored(tools: Tools, whose: Whose, course: Course, new: LiveKey) -> Iterator[str]:
    """Try a key that an earlier run stored.

    One that nobody here can read again works if it was used, by us or by its owner; else it is given up.
    """
    value = told(lambda: tools.place.fetch(new.id))
    if isinstance(value, Untold):
        raise RotationError(f"{new.id} is stored, but cannot be read again to try it: {value.error}")
    held = read_back(value) if value else None
    if held is not None:
        verify(tools, whose, new.id, held[1])
        yield f"{new.id} works"
        return
    match new.use:
        case NeverUsed():
            discard(tools, whose, new.id)
            yield f"{new.id} was deleted again: it was never tried, and nobody here can read {course.place}"
        case Used():
            entry = tools.writer.begin(step_of(Act.VERIFY, whose, tools.now(), key_id=new.id), {})
            tools.writer.done(entry.id, {"key_status": "Active"})
            yield f"{new.id} works: it was used"
        case UseUnknown(why=why):
            raise RotationError(f"{new.id} is stored, and nobody knows whether it works or is used: {why}")
        case never:
            assert_never(never)


def discard(tools: Tools, whose: Whose, key_id: str) -> None:
    """Delete a new key that nobody can ever use; if that fails, switch it off. Raises RotationError then."""
    entry = tools.writer.begin(step_of(Act.DISCARD, whose, tools.now(), key_id=key_id), {})
    deleted = told(lambda: tools.iam.delete_access_key(UserName=whose.user_name, AccessKeyId=key_id))
    if not isinstance(deleted, Untold) or deleted.code == "NoSuchEntity":
        tools.writer.done(entry.id, {"key_status": None})
        return
    off = told(
        lambda: tools.iam.update_access_key(UserName=whose.user_name, AccessKeyId=key_id, Status="Inactive")
    )
    state = f"it is STILL ACTIVE ({off.error})" if isinstance(off, Untold) else "it was deactivated instead"
    tools.writer.failed(entry.id, f"{deleted.error} Now {state}.")
    raise RotationError(
        f"The new key {key_id} of {whose.user_name} is of no use and could not be deleted: {deleted.error} Now "
        f"{state}. Delete it: aws iam delete-access-key --user-name {whose.user_name} --access-key-id {key_id}"
    )


def _created(tools: Tools, whose: Whose, user: LiveUser, old: LiveKey) -> NewKey:
    before: Facts = {
        "replaces": old.id,
        "place": tools.place.place,
        "key_ids": [one.id for one in user.keys],
        "asked_at": user.asked_at.isoformat(),
    }
    entry = tools.writer.begin(step_of(Act.CREATE, whose, tools.now()), before)
    made = told(lambda: _new_key(tools, whose))
    if not isinstance(made, Untold):
        tools.writer.done(entry.id, {"key_id": made.id})
        return made
    if made.lost:
        _clean_up(tools, whose, entry, user)
    else:
        tools.writer.failed(entry.id, str(made.error))
    raise RotationError(f"No new key for {whose.user_name}: {made.error}")


def _new_key(tools: Tools, whose: Whose) -> NewKey:
    made = tools.iam.create_access_key(UserName=whose.user_name)["AccessKey"]
    return NewKey(
        account_id=whose.account_id,
        user_name=whose.user_name,
        id=made["AccessKeyId"],
        secret=Secret(made.pop("SecretAccessKey")),
        made_at=made.get("CreateDate") or tools.now(),
    )


def _clean_up(tools: Tools, whose: Whose, entry: Entry, user: LiveUser) -> None:
    """The answer got lost, and a key with it: delete it at once if AWS shows it, else in the next run."""
    now = read_user(tools.iam, whose.user_name, tools.now())
    known = {one.id for one in user.keys}
    lost = [one for one in now.keys if one.id not in known]
    if lost:
        tools.writer.done(entry.id, {"key_id": lost[0].id})
        discard(tools, whose, lost[0].id)
    else:
        tools.writer.uncertain(entry.id, "The answer of AWS got lost.")


def _store(tools: Tools, whose: Whose, key: NewKey) -> None:
    step = step_of(Act.STORE, whose, tools.now(), key_id=key.id)
    entry = tools.writer.begin(step, {"place": tools.place.place})
    answer = told(lambda: tools.place.store(key, tools.value_of(key)))
    if isinstance(answer, Untold):
        held = told(lambda: tools.place.holds(key.id))
        if held is not True:
            _give_up(
                tools, whose, key, entry, answer, sure=held is False or tools.place.staged or not answer.lost
            )
    tools.writer.done(entry.id, {"where": tools.place.where(key.id)})


def _give_up(tools: Tools, whose: Whose, key: NewKey, entry: Entry, answer: Untold, *, sure: bool) -> None:
    """Delete a key that was not stored; keep one that those who read the place may already see."""
    if not sure:
        tools.writer.uncertain(entry.id, str(answer.error))
        raise RotationError(
            f"Nobody knows whether {tools.place.place} took the new key {key.id} of {whose.user_name}: {answer.error} "
            "Run again soon: it goes on if it was stored, and deletes the key if not."
        )
    tools.writer.failed(entry.id, str(answer.error))
    discard(tools, whose, key.id)
    raise RotationError(
        f"The new key {key.id} of {whose.user_name} could not be stored, so it was deleted at once; the old key works "
        f"as before. {answer.error}"
    )


def _why_not(tools: Tools, whose: Whose, key_id: str, secret: Secret) -> str | None:
    """Return why the key does not work, after a minute; None as soon as it does. AWS needs seconds to know a key."""
    waited, pauses = 0.0, iter(PAUSES)
    while True:
        arn = told(lambda: tools.whose_key(key_id, secret.reveal()))
        if not isinstance(arn, Untold):
            return None if arn == whose.user_arn else f"AWS says that it belongs to {arn}."
        pause = next(pauses, 5.0)
        if waited + pause > PATIENCE:
            return f"{answer_of(arn)} That was after {waited:.0f} seconds."
        tools.sleep(pause)
        waited += pause


def answer_of(untold: Untold) -> str:
    """Return the reason as a sentence."""
    text = str(untold.error)
    return text if text.endswith(".") else f"{text}."
