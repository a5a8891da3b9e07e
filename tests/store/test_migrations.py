"""The tables of a store, up and down, with data in them, in both databases."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from builders import ACCOUNT_ID, NOW
from history_builders import access_key, judged, result, save
from iam_audit.access import Role, Way, Who
from iam_audit.access.changes import Changes
from iam_audit.access.sessions import Sessions
from iam_audit.access.tokens import Tokens
from iam_audit.history.history import History
from iam_audit.journal.sql import SqlJournal
from iam_audit.ledger import Delivered, Snooze, deliver
from iam_audit.ledger.sql import SqlLedger
from iam_audit.model import Severity, Waiver
from iam_audit.remediate import Approval
from iam_audit.remediate.sql_plans import SqlPlans
from iam_audit.store import open_store
from iam_audit.store.columns import METADATA
from iam_audit.store.opening import connect
from iam_audit.store.schema import VERSION_TABLE, downgrade, latest, upgrade, version
from iam_audit.trail import TrailEvent
from iam_audit.trail.book import TrailBook
from iam_audit.waivers.sql import SqlWaivers
from journal_builders import HOUR, entry
from ledger_builders import after, audit, fingerprint, saw, subject
from remediate.planned import plan


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.sqlite"
    name = "".join(part for part in request.node.originalname if part.isalnum())[-40:]
    return request.getfixturevalue("new_database")(name.lower())


@pytest.fixture
def store(url):
    with connect(url) as store:
        yield store


def tables(store):
    with store.reading() as connection:
        return set(inspect(connection).get_table_names()) - {VERSION_TABLE}


def count(store, table):
    with store.reading() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()


def fill(store):
    ledger = SqlLedger(store)
    audit(ledger, saw(subject(1), subject(2)))
    deliver(ledger, lambda _: Delivered(), lambda: NOW)
    audit(ledger, saw(subject(1), subject(2), subject(3)), after(days=1))
    ledger.snooze(Snooze(fingerprint=fingerprint(1), until=after(days=3), reason="r", by="b", made_at=NOW))
    journal = SqlJournal(store)
    journal.intend(entry(), journal.lease(ACCOUNT_ID, "run-1", NOW, HOUR), NOW)
    let_somebody_in(store)
    remember_an_audit(store)
    TrailBook(store).keep(
        ACCOUNT_ID, [TrailEvent(id="e", name="DeleteUser", at=NOW, account_id="1")], NOW, NOW
    )
    SqlPlans(store).file(plan())
    SqlPlans(store).approve(Approval(plan_hash=plan().hash, by="ann", at=NOW, reason="r", how="api"))
    return ledger


def remember_an_audit(store):
    save(History(store), result(judged(access_keys=(access_key(age_days=400),))))


def let_somebody_in(store):
    ann = Who(name="ann", role=Role.ADMIN, way=Way.LOCAL)
    made = Tokens(store).create("ci", Role.VIEWER, (ACCOUNT_ID,), after(days=1), by="ann", now=NOW)
    Sessions(store, idle=HOUR, longest=HOUR).start(ann, NOW, made.token.id)
    waiver = Waiver(
        check="access-key-age",
        account=ACCOUNT_ID,
        resource="*",
        reason="r",
        approver="ann",
        expires=NOW.date(),
        source="",
    )
    SqlWaivers(store).create(waiver, NOW)
    Changes(store).note(ann, "token.create", made.token.id, NOW, role="viewer")


def test_an_empty_database_gets_every_table(store):
    upgrade(store)

    assert tables(store) == {table.name for table in METADATA.tables.values()}
    assert version(store) == latest()


def test_the_steps_make_what_the_program_expects(store):
    upgrade(store)

    with store.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_taking_the_steps_again_changes_nothing(store):
    upgrade(store)
    before = fill(store).recall([ACCOUNT_ID])
    upgrade(store)

    assert SqlLedger(store).recall([ACCOUNT_ID]) == before


def test_every_step_can_be_taken_back_with_data_in_the_tables_and_taken_again(store):
    upgrade(store)
    fill(store)
    downgrade(store, "base")
    gone = tables(store)
    upgrade(store)

    assert gone == set()
    assert version(store) == latest()
    assert [count(store, table.name) for table in METADATA.tables.values()] == [0] * len(METADATA.tables)
    assert len(fill(store).recall([ACCOUNT_ID]).episodes) == 3


def test_what_was_saved_before_the_indexes_of_the_first_page_is_told_all_the_same(store):
    upgrade(store)
    fill(store)
    save(History(store), result(judged(after(days=1), access_keys=()), at=after(days=1)))
    told = first_page(store)
    downgrade(store, "0008")
    upgrade(store)

    assert first_page(store) == told
    assert [one.kind for one in told[0]].count("resolved") == 1


def first_page(store):
    history = History(store)
    return history.latest(), history.fix_times({Severity.MEDIUM: 30}, after(days=90)), history.accounts()


def test_two_programs_that_start_at_once_take_the_steps_once(url):
    trouble = []

    def start():
        try:
            open_store(url).close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is trouble
            trouble.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert trouble == []


def test_what_belongs_to_a_row_goes_with_it(store):
    upgrade(store)
    ledger = fill(store)
    ledger.forget(after(hours=1))
    assert (count(store, "ledger_envelope"), count(store, "ledger_notice")) == (1, 1)

    audit(ledger, saw(), after(days=2))
    ledger.forget(after(days=3))
    assert (count(store, "ledger_episode"), count(store, "ledger_heard")) == (0, 0)
