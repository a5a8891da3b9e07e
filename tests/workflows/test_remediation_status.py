"""Every credential in the ladder with how it stands, what comes next, and whether AWS shows the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW
from iam_audit.errors import AccountError
from iam_audit.journal import Doing, InMemoryJournal, State
from iam_audit.remediate import Stage
from iam_audit.settings import RemediateSettings
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.remediation_status import remediation_status
from iam_audit.workflows.rolling_back import roll_back
from remediation_builders import FIRST, SECOND, conditions, plan, running, step
from simulated_keys import SimulatedKeys, lost, refused

DAY = timedelta(days=1)
SETTINGS = RemediateSettings()


@pytest.fixture
def iam():
    simulated = SimulatedKeys(NOW)
    simulated.add_user("alice")
    simulated.add_key(FIRST, "alice")
    return simulated


@pytest.fixture
def journal():
    return InMemoryJournal()


def apply(iam, journal, *steps, run_id="run-1"):
    return apply_plan(
        plan(*steps, at=iam.now), (), conditions(), running(iam, journal, run_id), dry_run=False
    )


def status(iam, journal, *, live=False):
    return remediation_status(journal, SETTINGS, iam.now, running(iam, journal, "look") if live else None)


def the_only(found):
    [one] = found.standings
    return one


def test_a_journal_without_entries_has_nothing_to_tell(iam, journal):
    found = status(iam, journal)

    assert (found.standings, found.broken, found.events, found.open) == ((), (), 0, 0)


def test_a_warned_key_says_who_was_told_and_when_the_final_warning_comes(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST], "warn-owner"))
    one = the_only(status(iam, journal))

    assert (one.stage, one.state, one.since) == (Stage.WARNING, State.DONE, NOW)
    assert one.told == ("warning on 2026-03-19: receipt-1",)
    assert one.next_at == NOW + 14 * DAY


def test_when_a_step_is_due_it_says_which(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST], "warn-owner"))
    iam.now += 15 * DAY

    assert the_only(status(iam, journal)).next == "the final warning, when it is planned"


def test_a_key_that_is_switched_off_says_when_it_is_deleted(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    one = the_only(status(iam, journal))

    assert (one.action, one.run_id, one.step) == ("deactivate-access-key", "run-1", step(iam.keys[FIRST]).id)
    assert one.next_at == NOW + 30 * DAY


def test_what_was_taken_back_begins_anew(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    roll_back("run-1", running(iam, journal, "back"), dry_run=False)
    one = the_only(status(iam, journal))

    assert one.state is State.UNDONE
    assert one.next == "a warning, when it is planned"


def test_what_is_not_settled_is_counted(iam, journal):
    iam.on_call = lambda operation, answer: (
        no_answer(operation) if operation == "UpdateAccessKey" else answer()
    )
    apply(iam, journal, step(iam.keys[FIRST]))
    found = status(iam, journal)

    assert found.open == 1
    assert the_only(found).next == "the next run settles it"


def no_answer(operation):
    raise lost(operation)


def test_a_deleted_key_has_nothing_to_come(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.now += 31 * DAY
    apply(iam, journal, step(iam.keys[FIRST], "delete-access-key"), run_id="run-2")
    one = the_only(status(iam, journal, live=True))

    assert (one.next, one.live) == ("", "as it was left")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("Active", "somebody has taken it back"),
        (None, "somebody has changed it"),
        ("Inactive", "as it was left"),
    ],
)
def test_whether_aws_shows_the_same_is_said_of_each(iam, journal, made, words):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.owner_makes(FIRST, made)
    found = status(iam, journal, live=True)

    assert the_only(found).live == words
    assert found.unexplained == (made != "Inactive")


def test_a_use_that_shows_only_after_a_key_was_switched_off_is_told_with_the_way_back(iam, journal):
    iam.use(FIRST, lag=timedelta(hours=5))
    apply(iam, journal, step(iam.keys[FIRST]))
    assert the_only(status(iam, journal, live=True)).explained is True

    iam.now += DAY
    one = the_only(status(iam, journal, live=True))
    assert one.explained is False
    assert "AWS shows a use on 2026-03-19T12:00:00+00:00" in one.live
    assert one.live.endswith(f"iam-audit remediate rollback {one.step} --yes")


def test_what_cannot_be_read_is_not_called_explained(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))

    def denied(operation, answer):
        raise refused("AccessDenied", operation)

    iam.on_call = denied
    one = the_only(status(iam, journal, live=True))
    assert one.explained is None
    assert "denied" in one.live.lower() or "not allowed" in one.live.lower()


def test_an_account_that_cannot_be_entered_is_said_for_each_of_its_targets(iam, journal):
    iam.add_key(SECOND, "alice")
    apply(iam, journal, *(step(key) for key in iam.keys.values()))

    def enter(account_id):
        raise AccountError("the role cannot be assumed")

    looking = replace(running(iam, journal, "look"), enter=enter)
    found = remediation_status(journal, SETTINGS, iam.now, looking)
    assert [one.live for one in found.standings] == ["the role cannot be assumed"] * 2
    assert found.unexplained == 0


def test_looking_changes_nothing(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.owner_makes(FIRST, "Active")
    before = list(journal.events())
    status(iam, journal, live=True)

    assert list(journal.events()) == before


def test_an_entry_that_is_not_what_its_events_tell_shows(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))

    class Tampered(InMemoryJournal):
        def events(self, since=0):
            return (one for one in journal.events(since) if one.doing is not Doing.DONE)

        def entries(self, **asked):
            return journal.entries(**asked)

    [broken] = remediation_status(Tampered(), SETTINGS, iam.now).broken
    assert broken.endswith("is not what its events tell")
