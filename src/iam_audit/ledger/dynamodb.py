"""The ledger in one table of DynamoDB, for runs in Lambda that have no other store.

DynamoDB writes at most a hundred items at once, so an envelope is *held* while it is filled, part by part; each part is
written with the slots that it takes and only while the envelope is still held. If the program dies in between, the
lease of the envelope ends, and what it has got so far is sent; the rest is due again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from iam_audit.ledger import dynamodb_items as items
from iam_audit.ledger.base import Ledger
from iam_audit.ledger.dynamodb_table import Table, when
from iam_audit.ledger.envelope import SETTLED, Envelope, Patience, State
from iam_audit.ledger.records import Episode, Memory, Notice, Snooze

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ABSENT = "attribute_not_exists(pk)"
UNCHANGED = "#state = :state AND attempts = :attempts"
NEWER = f"{ABSENT} OR #cycle < :cycle OR (#cycle = :cycle AND #number < :number)"
NOT_OLDER = f"{ABSENT} OR #cycle <= :cycle"
NAMES = {"#state": "state", "#cycle": "cycle", "#number": "number"}
PART = 49
"""Notices per transaction: two items each, and the envelope."""


class DynamoDbLedger(Ledger):
    """Keeps the ledger in a table with the keys `pk` and `sk`, whose time to live is `expires`."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        patience: Patience | None = None,
        keep: timedelta = timedelta(days=400),
    ) -> None:
        self.patience = patience or Patience()
        self._table = Table(client, table)
        self._keep = keep

    def recall(self, account_ids: Iterable[str]) -> Memory:
        """Return what is known about the findings of these accounts."""
        rows = [row for one in sorted(set(account_ids)) for row in self._table.query(items.account(one))]
        episodes = tuple(items.episode(row) for row in rows if row["sk"].endswith("#EPISODE"))
        known = {one.fingerprint for one in episodes}
        slots = [row for row in rows if "#HEARD#" in row["sk"] and row["fingerprint"] in known]
        heads = self._heads({row["envelope"] for row in slots})
        snoozes = (items.snooze(row) for row in self._table.query(items.SNOOZES))
        return Memory(
            episodes=episodes,
            heard=tuple(items.heard(row, heads.get(row["envelope"])) for row in slots),
            snoozes=tuple(one for one in snoozes if one.fingerprint in known),
        )

    def accounts(self) -> tuple[str, ...]:
        """Return the ids of all accounts of which a finding is remembered."""
        rows = self._table.scan("begins_with(pk, :m)", items.account(""))
        return tuple(sorted({row["account_id"] for row in rows if row["sk"].endswith("#EPISODE")}))

    def snooze(self, snooze: Snooze) -> None:
        """Say nothing about a finding until a given time."""
        self._table.put(items.snooze_item(snooze))

    def wake(self, fingerprint: str) -> bool:
        """End a snooze."""
        there = {"ConditionExpression": "attribute_exists(pk)"}
        return not self._table.transact([self._table.deleting(items.SNOOZES, fingerprint, there)])

    def open(self) -> tuple[Envelope, ...]:
        """Return all that is neither sent nor given up."""
        found = map(items.envelope, self._table.query(items.OPEN))
        return tuple(sorted(found, key=lambda one: (one.created_at, one.key)))

    def closed(self, since: datetime) -> tuple[Envelope, ...]:
        """Return what was sent or given up at `since` or later."""
        return tuple(map(items.envelope, self._table.query(items.CLOSED, since=items.at(since))))

    def notices(self, key: str) -> tuple[Notice, ...]:
        """Return what an envelope says."""
        return tuple(map(items.notice, self._table.query(items.holder(key), "NOTICE#")))

    def forget(self, before: datetime) -> int:
        """Drop what was settled or resolved before a given time. The table forgets by itself, later."""
        old = [row for row in self._table.query(items.CLOSED) if row["settled_at"] < items.at(before)]
        for row in old:
            parts = self._table.query(items.holder(row["key"]))
            self._table.delete([*((one["pk"], one["sk"]) for one in parts), (row["pk"], row["sk"])])
        for row in list(self._table.scan("resolved_at < :m", items.at(before))):
            parts = self._table.query(row["pk"], f"{row['fingerprint']}#")
            self._table.delete([(one["pk"], one["sk"]) for one in parts])
        return len(old)

    def _heads(self, keys: set[str]) -> Mapping[str, items.Row]:
        """Return envelopes by their keys. Looks at the open ones first: they may close meanwhile, not the reverse."""
        heads: dict[str, items.Row] = {row["key"]: row for row in self._table.query(items.OPEN)}
        missing = sorted(keys - heads.keys())
        closed = self._table.get_all([(items.holder(key), items.HEAD) for key in missing])
        return heads | {row["key"]: row for row in closed}

    def _record(self, episodes: Iterable[Episode], envelopes: Iterable[Envelope]) -> int:
        self._keep_episodes(list(episodes))
        return sum(map(self._post, envelopes))

    def _keep_episodes(self, episodes: list[Episode]) -> None:
        for start in range(0, len(episodes), 100):
            some = episodes[start : start + 100]
            while some:
                refused = set(self._table.transact([self._keeping(one) for one in some]))
                some = [one for index, one in enumerate(some) if refused and index not in refused]

    def _keeping(self, one: Episode) -> dict[str, object]:
        unless_later = _named(when(NOT_OLDER, cycle=one.cycle), "#cycle")
        return self._table.putting(items.episode_item(one, self._keep), unless_later)

    def _post(self, envelope: Envelope) -> int:
        lease = envelope.created_at + self.patience.lease
        held = msgspec.structs.replace(envelope, state=State.HELD, lease_until=lease)
        if not self._table.put(items.open_item(held), when(ABSENT)):
            return 0
        count = self._fill(held)
        if count == 0:
            self._drop(held)
            return 0
        self._swap(held, msgspec.structs.replace(held, state=State.PENDING, lease_until=None))
        return count

    def _fill(self, held: Envelope) -> int:
        count = 0
        for start in range(0, len(held.notices), PART):
            part = list(held.notices[start : start + PART])
            while part:
                refused = self._table.transact(self._filling(held, part, start))
                if 0 in refused:
                    return count  # somebody took it for abandoned: what is missing will be due again
                if not refused:
                    count += len(part)
                    break
                part = [one for index, one in enumerate(part) if 2 * index + 1 not in refused]
        return count

    def _filling(self, held: Envelope, part: list[Notice], start: int) -> list[dict[str, object]]:
        still_held = _named(when(UNCHANGED, state=held.state, attempts=held.attempts), "#state")
        writes = [self._table.checking(items.OPEN, held.key, still_held)]
        for position, one in enumerate(part, start):
            newer = _named(when(NEWER, cycle=one.cycle, number=one.number), "#cycle", "#number")
            writes.append(self._table.putting(items.slot_item(one, held, self._keep), newer))
            writes.append(self._table.putting(items.notice_item(one, held, position, self._keep)))
        return writes

    def _swap(self, before: Envelope, after: Envelope) -> bool:
        unchanged = _named(when(UNCHANGED, state=before.state, attempts=before.attempts), "#state")
        if after.settled_at is None or after.state not in SETTLED:
            return self._table.put(items.open_item(after), unchanged)
        closed = items.closed_items(after, after.settled_at, self._keep)
        gone = self._table.deleting(items.OPEN, before.key, unchanged)
        return not self._table.transact([gone, *map(self._table.putting, closed)])

    def _drop(self, envelope: Envelope) -> None:
        self._table.delete([(items.OPEN, envelope.key)])


def _named(condition: dict[str, object], *names: str) -> dict[str, object]:
    """Say what stands for the attributes whose names are words of DynamoDB."""
    return condition | {"ExpressionAttributeNames": {name: NAMES[name] for name in names}}
