"""Puts the ids of access keys to the slots of the credential report, where that is beyond doubt."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from iam_audit.collect.access_keys import ListedKey
from iam_audit.collect.last_use import key_without_use, latest
from iam_audit.model import AccessKey, NeverUsed

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

Standalone = Callable[[ListedKey], AccessKey]
"""Makes a key of its own from what ListAccessKeys says."""


def join_keys(
    slots: Sequence[AccessKey], listed: Sequence[ListedKey], standalone: Standalone, *, listed_rules: bool
) -> tuple[AccessKey, ...]:
    """Return one user's keys, from the slots of the report and the keys that ListAccessKeys shows.

    A key that was never switched off has its CreateDate as last_rotated: that pair is certain. Of the keys
    left over, one made before the last_rotated of a slot existed when the report was made and must be in
    it, so a single such key belongs to a single slot left. Whatever else is left is not guessed at: slots
    stay without id, and a listed key that can be in no slot is younger than the report and stands for
    itself. With `listed_rules` the list is the truth about which keys there are, as in a live run.
    """
    pairs = _exact_pairs(slots, listed)
    slots_left = [slot for slot in slots if not any(slot is one for one, _ in pairs)]
    keys_left = [key for key in listed if not any(key is one for _, one in pairs)]
    elders = [key for key in keys_left if any(_may_be(key, slot) for slot in slots_left)]
    if len(elders) == len(slots_left) == 1:
        pairs.append((slots_left.pop(), elders[0]))
        keys_left.remove(elders.pop())
    if not listed_rules and len(elders) <= len(slots_left):
        keys_left = [key for key in keys_left if key not in elders]
    else:
        slots_left = []
    joined = [_joined(slot, key) for slot, key in pairs]
    return tuple(sorted([*joined, *slots_left, *map(standalone, keys_left)], key=_order))


def _exact_pairs(
    slots: Iterable[AccessKey], listed: Iterable[ListedKey]
) -> list[tuple[AccessKey, ListedKey]]:
    """Pair what agrees in date and status, unless two of one kind would fit."""
    pairs = [(slot, key) for slot in slots for key in listed if _same(slot, key)]
    return [
        (slot, key)
        for slot, key in pairs
        if sum(slot is one for one, _ in pairs) == 1 and sum(key is one for _, one in pairs) == 1
    ]


def _same(slot: AccessKey, key: ListedKey) -> bool:
    return (
        slot.rotated_at is not None
        and _second(slot.rotated_at) == _second(key.created_at)
        and slot.active == key.active
    )


def _may_be(key: ListedKey, slot: AccessKey) -> bool:
    """Whether the key existed when the slot was last rotated; a slot without that date may hold any key."""
    return _second(key.created_at) <= _second(slot.rotated_at or END_OF_TIME)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _joined(slot: AccessKey, key: ListedKey) -> AccessKey:
    """The list is fresher than the report in status and knows the true age."""
    use = slot.last_used
    if isinstance(use, NeverUsed):
        use = key_without_use(key.created_at)
    return msgspec.structs.replace(
        slot,
        id=key.access_key_id,
        active=key.active,
        created_at=key.created_at,
        last_used=latest(key.use, use) if key.use else use,
    )


def _order(key: AccessKey) -> tuple[int, datetime, str]:
    return (key.slot or 3, key.created_at or END_OF_TIME, key.id or "")
