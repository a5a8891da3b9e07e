"""Several processes share one journal: only one of them begins a step, and the chain stays whole."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.journal import Doing, breaks, replayed
from iam_audit.journal.sql import SqlJournal
from iam_audit.store import open_store
from journal_builders import HOUR, entry

RUNS = 4
STEPS = range(8)


@pytest.fixture(params=["sqlite", "postgresql"])
def journals(request, tmp_path):
    """As many programs as there are runs, each with a connection of its own."""
    url = f"sqlite:///{tmp_path}/store.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_database")(request.node.originalname[-40:].lower())
    stores = [open_store(url) for _ in range(RUNS)]
    yield [SqlJournal(store) for store in stores]
    for store in stores:
        store.close()


def all_at_once(work, journals):
    begin = threading.Barrier(len(journals))

    def run(numbered):
        begin.wait()
        return work(*numbered)

    with ThreadPoolExecutor(len(journals)) as pool:
        return list(pool.map(run, enumerate(journals)))


def test_one_of_several_runs_gets_the_lease(journals):
    got = all_at_once(lambda number, journal: journal.lease(ACCOUNT_ID, f"run-{number}", NOW, HOUR), journals)

    assert sum(one is not None for one in got) == 1


def test_each_step_is_begun_by_one_of_several_runs_that_all_believe_to_have_the_lease(journals):
    """As where the clock of one is wrong: the key guard must hold even without the lease."""
    lease = journals[0].lease(ACCOUNT_ID, "run-0", NOW, HOUR)

    def work(number, journal):
        begun = 0
        for step in STEPS:
            one = entry(step, id=f"run-{number}-{step}", run_id=f"run-{number}")
            if journal.intend(one, lease, NOW):
                journal.note(one.id, Doing.DONE, NOW)
                begun += 1
        return begun

    assert sum(all_at_once(work, journals)) == len(STEPS)
    assert sorted(one.cycle for one in journals[0].entries()) == list(STEPS)
    events = list(journals[0].events())
    assert len(events) == 2 * len(STEPS)
    assert list(breaks(events)) == []
    assert replayed(events) == {one.id: one for one in journals[0].entries()}
