"""Several processes use one ledger at the same time, and one that is killed loses nothing that it has reported."""

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.ledger import Delivered, Route, State, deliver
from iam_audit.ledger.sql import SqlLedger
from iam_audit.store import open_store
from ledger_builders import audit, decide, saw, subject

SENDERS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    name = "".join(part for part in request.node.originalname if part.isalnum())[-40:]
    return request.getfixturevalue("new_database")(name.lower())


@pytest.fixture
def ledgers(url):
    """As many programs as there are senders, each with a connection of its own."""
    stores = [open_store(url) for _ in range(SENDERS)]
    yield [SqlLedger(store) for store in stores]
    for store in stores:
        store.close()


def all_at_once(work, ledgers):
    """Let every ledger begin at the same moment, and return what they did."""
    begin = threading.Barrier(len(ledgers))

    def run(ledger):
        begin.wait()
        return work(ledger)

    with ThreadPoolExecutor(len(ledgers)) as pool:
        return list(pool.map(run, ledgers))


def recipients(count):
    return [Route(channel="mail", recipient=f"{number}@example.com") for number in range(count)]


def test_several_senders_send_every_message_once(ledgers):
    audit(ledgers[0], saw(subject(1, *recipients(40))))
    sent = []

    rounds = all_at_once(
        lambda ledger: deliver(ledger, lambda one: sent.append(one.key) or Delivered(), lambda: NOW), ledgers
    )

    assert set(Counter(sent).values()) == {1}
    assert len(sent) == sum(one.delivered for one in rounds) == 40
    assert {one.state for one in ledgers[0].closed(NOW)} == {State.SENT}


def test_several_audits_that_decide_the_same_say_it_once(ledgers):
    findings = [subject(number, *recipients(5)) for number in range(1, 21)]
    decisions = decide(ledgers[0], saw(*findings))

    counts = all_at_once(lambda ledger: ledger.enqueue(decisions, NOW), ledgers)

    assert sum(counts) == 100
    said = [one.key for envelope in ledgers[0].open() for one in ledgers[0].notices(envelope.key)]
    assert len(said) == len(set(said)) == 100
    assert len(ledgers[0].recall([ACCOUNT_ID]).episodes) == 20


SENDER = """
import sys
from datetime import datetime
from iam_audit.ledger import Delivered
from iam_audit.ledger.sql import SqlLedger
from iam_audit.store import open_store

ledger, now = SqlLedger(open_store(sys.argv[1])), datetime.fromisoformat(sys.argv[2])
for envelope in ledger.deliverable(now):
    mine = ledger.claim(envelope, now)
    print("sent", mine.key, flush=True)
    ledger.settle(mine, Delivered(), now)
    print("settled", mine.key, flush=True)
"""


def test_a_sender_that_is_killed_loses_nothing_that_it_has_reported(url):
    with open_store(url) as store:
        audit(SqlLedger(store), saw(subject(1, *recipients(60))))
        sender = subprocess.Popen(
            [sys.executable, "-c", SENDER, url, NOW.isoformat()], stdout=subprocess.PIPE, text=True
        )
        lines = [sender.stdout.readline().split() for _ in range(9)]
        sender.kill()
        lines += [line.split() for line in sender.communicate()[0].splitlines()]

        settled = {key for word, key in lines if word == "settled"}
        closed = {one.key for one in SqlLedger(store).closed(NOW)}
        left = {one.state for one in SqlLedger(store).open()}

    assert 4 <= len(settled) <= len(closed) <= len(settled) + 1
    assert settled <= closed
    assert left <= {State.PENDING, State.SENDING}
