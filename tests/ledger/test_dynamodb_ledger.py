"""What is peculiar to a ledger in DynamoDB: parts, time to live, and writes that meet."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import StoreError
from iam_audit.ledger import Decisions, Delivered, Snooze, State, deliver
from iam_audit.ledger.dynamodb import PART, DynamoDbLedger
from iam_audit.ledger.dynamodb_table import ACTIONS, Table
from ledger_builders import after, audit, decide, fingerprint, saw, subject

KEEP = timedelta(days=400)


@pytest.fixture
def ledger(dynamodb, dynamodb_table):
    return DynamoDbLedger(dynamodb, dynamodb_table)


@pytest.fixture
def items(dynamodb, dynamodb_table):
    """All items of the table, by their keys."""

    def scan():
        found = dynamodb.scan(TableName=dynamodb_table, ConsistentRead=True)["Items"]
        return {(one["pk"]["S"], one["sk"]["S"]): one for one in found}

    return scan


def expiry(items, pk, part):
    found = {
        int(one["expires"]["N"]) if "expires" in one else None
        for (held, sk), one in items.items()
        if held.startswith(pk) and part in sk
    }
    (moment,) = found
    return moment and datetime.fromtimestamp(moment, UTC)


class Client:
    """The client of DynamoDB, with something that happens before or instead of some transactions."""

    def __init__(self, client, accident):
        self._client = client
        self._accident = accident
        self.count = 0

    def __getattr__(self, name):
        return getattr(self._client, name)

    def transact_write_items(self, **request):
        self.count += 1
        self._accident(self.count)
        return self._client.transact_write_items(**request)


def cancelled(*codes):
    reasons = [{"Code": code} for code in codes]
    return {
        "Error": {"Code": "TransactionCanceledException", "Message": "m"},
        "CancellationReasons": reasons,
    }


# Time to live


def test_what_is_over_is_forgotten_by_the_table_some_time(ledger, items):
    audit(ledger, saw(subject()))
    began = items()
    deliver(ledger, lambda _: Delivered(), lambda: after(days=1))
    audit(ledger, saw(), after(days=2))
    ended = items()

    assert expiry(began, "ACCOUNT#", "EPISODE") is None
    assert expiry(began, "OPEN", "") is None
    assert expiry(began, "ACCOUNT#", "HEARD") == expiry(began, "ENVELOPE#", "NOTICE#") == NOW + KEEP
    assert expiry(ended, "CLOSED", "") == expiry(ended, "ENVELOPE#", "ENVELOPE") == after(days=1) + KEEP
    assert expiry(ended, "ACCOUNT#", "EPISODE") == after(days=2) + KEEP


def test_a_snooze_is_forgotten_by_the_table_when_it_is_over(ledger, items):
    ledger.snooze(Snooze(fingerprint=fingerprint(), until=after(days=3), reason="r", by="b", made_at=NOW))

    assert expiry(items(), "SNOOZE", "") == after(days=4)


# In parts


def test_an_envelope_that_was_being_filled_when_the_program_died_is_sent_as_far_as_it_got(
    dynamodb, dynamodb_table, ledger
):
    def dies_at_the_second_part(count):
        if count == 4:  # the episodes, the envelope, the first part
            raise KeyboardInterrupt

    findings = [subject(number) for number in range(1, PART + 12)]
    dying = DynamoDbLedger(Client(dynamodb, dies_at_the_second_part), dynamodb_table)
    with pytest.raises(KeyboardInterrupt):
        audit(dying, saw(*findings))

    assert [one.state for one in ledger.open()] == [State.HELD]
    assert ledger.deliverable(after(minutes=9)) == ledger.undelivered(NOW) == ()
    sizes = []
    for now in (after(minutes=10), after(minutes=11)):
        audit(ledger, saw(*findings), now)
        deliver(ledger, lambda one: sizes.append(len(one.notices)) or Delivered(), lambda now=now: now)
    assert sorted(sizes) == [11, PART]


def test_an_envelope_that_died_empty_is_thrown_away(dynamodb, dynamodb_table, ledger):
    def dies_at_the_first_part(count):
        if count == 3:
            raise KeyboardInterrupt

    dying = DynamoDbLedger(Client(dynamodb, dies_at_the_first_part), dynamodb_table)
    with pytest.raises(KeyboardInterrupt):
        audit(dying, saw(subject()))

    (held,) = ledger.deliverable(after(minutes=10))
    assert ledger.claim(held, after(minutes=10)) is None
    assert ledger.open() == ()


def test_who_fills_an_envelope_too_slowly_stops_when_it_is_sent_without_the_rest(
    dynamodb, dynamodb_table, ledger
):
    sent = []

    def sends_it_before_the_second_part(count):
        if count == 4:
            deliver(ledger, lambda one: sent.append(one) or Delivered(), lambda: after(minutes=10))

    findings = [subject(number) for number in range(1, PART + 12)]
    slow = DynamoDbLedger(Client(dynamodb, sends_it_before_the_second_part), dynamodb_table)

    assert audit(slow, saw(*findings)) == PART
    assert len(sent[0].notices) == PART
    assert len(decide(ledger, saw(*findings), after(minutes=11)).notices) == 11


def test_many_episodes_are_kept_although_one_of_them_has_gone_on(ledger):
    decisions = decide(ledger, saw(*(subject(number) for number in range(1, 111))))
    ahead = msgspec.structs.replace(decisions.episodes[3], cycle=2)
    ledger.enqueue(Decisions(episodes=(ahead,)), NOW)
    ledger.enqueue(Decisions(episodes=decisions.episodes), NOW)

    known = {one.fingerprint: one.cycle for one in ledger.recall([ACCOUNT_ID]).episodes}
    assert (len(known), known.pop(ahead.fingerprint), set(known.values())) == (110, 2, {1})


# Trouble


@pytest.fixture
def no_waiting(monkeypatch):
    waits = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


def test_a_write_that_meets_another_is_tried_again(dynamodb, dynamodb_table, ledger, no_waiting):
    def meets_another(count):
        if count < 3:
            raise dynamodb.exceptions.TransactionCanceledException(
                cancelled("None", "TransactionConflict"), "TransactWriteItems"
            )

    table = Table(Client(dynamodb, meets_another), dynamodb_table)

    assert table.put({"pk": "a", "sk": "b"})
    assert no_waiting == [0.05, 0.1]


def test_a_table_that_is_always_busy_is_told(dynamodb, dynamodb_table, no_waiting):
    def meets_another(_):
        raise dynamodb.exceptions.TransactionCanceledException(
            cancelled("TransactionConflict"), "TransactWriteItems"
        )

    with pytest.raises(StoreError, match="was busy with other writes 6 times in a row"):
        Table(Client(dynamodb, meets_another), dynamodb_table).put({"pk": "a", "sk": "b"})


def test_a_transaction_that_fails_for_another_reason_is_told(dynamodb, dynamodb_table):
    def too_large(_):
        raise dynamodb.exceptions.TransactionCanceledException(
            cancelled("ValidationError"), "TransactWriteItems"
        )

    with pytest.raises(StoreError, match="does not work: AWS refused TransactWriteItems"):
        Table(Client(dynamodb, too_large), dynamodb_table).put({"pk": "a", "sk": "b"})


def test_a_table_that_is_not_there_is_told(dynamodb):
    ledger = DynamoDbLedger(dynamodb, "nowhere")

    for use in (ledger.open, lambda: ledger.recall([ACCOUNT_ID]), lambda: ledger.wake("f")):
        with pytest.raises(
            StoreError, match=r"The table nowhere of DynamoDB does not work: .*(not found|NotFound)"
        ):
            use()


def test_keys_that_dynamodb_had_no_time_for_are_asked_for_again(dynamodb, dynamodb_table):
    class Slow(Client):
        def batch_get_item(self, **request):
            self.count += 1
            keys = request["RequestItems"][dynamodb_table]["Keys"]
            some = {dynamodb_table: {"Keys": keys[:1], "ConsistentRead": True}}
            rest = {dynamodb_table: {"Keys": keys[1:]}} if keys[1:] else {}
            return self._client.batch_get_item(RequestItems=some) | {"UnprocessedKeys": rest}

    table = Table(Slow(dynamodb, lambda _: None), dynamodb_table)
    for number in range(3):
        table.put({"pk": "a", "sk": str(number), "number": number})

    assert [one["number"] for one in table.get_all([("a", "0"), ("a", "1"), ("a", "2"), ("a", "3")])] == [
        0,
        1,
        2,
    ]


def test_the_actions_are_those_that_the_ledger_needs():
    """A transaction needs no permission of its own, only those for the writes in it."""
    assert {action.partition(":")[0] for action in ACTIONS} == {"dynamodb"}
    assert set(ACTIONS) >= {
        f"dynamodb:{name}Item" for name in ("Put", "Delete", "ConditionCheck", "BatchGet")
    }
