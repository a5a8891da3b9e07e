"""What was done is undone, the last first, as long as it is still as it was left."""

from datetime import timedelta

import pytest

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import UsageError
from iam_audit.journal import Doing, InMemoryJournal, State
from iam_audit.remediate import Rule
from iam_audit.remediate.outcomes import Became
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.remediating import LEASE, SURE
from iam_audit.workflows.rolling_back import roll_back
from remediation_builders import FIRST, SECOND, conditions, plan, running, step
from simulated_keys import SimulatedKeys, lost, refused

DAY = timedelta(days=1)


@pytest.fixture
def iam():
    simulated = SimulatedKeys(NOW)
    simulated.add_user("alice")
    simulated.add_key(FIRST, "alice")
    simulated.add_key(SECOND, "alice")
    return simulated


@pytest.fixture
def journal():
    return InMemoryJournal()


def apply(iam, journal, *steps, run_id="run-1"):
    return apply_plan(
        plan(*steps, at=iam.now), (), conditions(), running(iam, journal, run_id), dry_run=False
    )


def back(iam, journal, which="run-1", run_id="back-1", *, dry_run=False):
    return roll_back(which, running(iam, journal, run_id), dry_run=dry_run)


def both(iam):
    return [step(key) for key in iam.keys.values()]


def statuses(iam):
    return [key.status for key in iam.keys.values()]


def became(run):
    return [(one.target.id, one.became) for one in run.outcomes]


def test_a_whole_run_is_undone_the_last_first(iam, journal):
    apply(iam, journal, *both(iam))
    run = back(iam, journal)

    assert became(run) == [(SECOND, Became.DONE), (FIRST, Became.DONE)]
    assert statuses(iam) == ["Active", "Active"]
    assert run.fine
    assert [one.state for one in journal.entries()] == [State.UNDONE, State.UNDONE]


def test_one_step_is_undone_by_its_name(iam, journal):
    done = apply(iam, journal, *both(iam))
    run = back(iam, journal, done.outcomes[0].step)

    assert became(run) == [(FIRST, Became.DONE)]
    assert statuses(iam) == ["Active", "Inactive"]


def test_the_intent_to_undo_is_written_before_aws_is_asked(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    seen = []
    iam.on_change = lambda key, status: seen.append(journal.entries()[0].state)
    back(iam, journal)

    assert seen == [State.UNDOING]
    assert [one.doing for one in journal.events()][2:] == [Doing.UNDO_INTENDED, Doing.UNDONE]


def test_a_dry_run_says_what_would_be_undone(iam, journal):
    apply(iam, journal, *both(iam))
    run = back(iam, journal, dry_run=True)

    assert became(run) == [(SECOND, Became.WOULD), (FIRST, Became.WOULD)]
    assert statuses(iam) == ["Inactive", "Inactive"]
    assert len(list(journal.events())) == 4


def test_doing_it_again_does_nothing_more_and_is_fine(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    back(iam, journal)
    again = back(iam, journal, run_id="back-2")

    assert (again.outcomes[0].rule, again.outcomes[0].why, again.fine) == (
        Rule.DONE,
        "It was undone before.",
        True,
    )


def test_what_its_owner_brought_back_is_left_alone(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.owner_makes(FIRST, "Active")
    run = back(iam, journal)

    assert run.outcomes[0].why == "Somebody has taken it back before."
    assert journal.entries()[0].state is State.REVERSED


def test_what_somebody_has_changed_since_is_left_to_them(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.owner_makes(FIRST, None)
    run = back(iam, journal)

    assert (run.outcomes[0].became, run.outcomes[0].rule) == (Became.REFUSED, Rule.MOVED)
    assert (
        run.outcomes[0].why == "It was left with key_status as Inactive; somebody has made it nothing since."
    )


def test_another_user_of_the_same_name_gets_no_key_back(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.keys[FIRST].created = NOW
    run = back(iam, journal)

    assert run.outcomes[0].rule is Rule.MOVED
    assert statuses(iam)[0] == "Inactive"


def test_a_deleted_key_is_said_to_be_gone_for_good(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.now += 40 * DAY
    apply(iam, journal, step(iam.keys[FIRST], "delete-access-key"), run_id="run-2")
    run = back(iam, journal, "run-2")

    assert (run.outcomes[0].became, run.outcomes[0].rule) == (Became.REFUSED, Rule.UNSUITABLE)
    assert "cannot be brought back" in run.outcomes[0].why
    assert not run.fine


def test_a_warning_cannot_be_taken_back(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST], "warn-owner"))

    assert "cannot be taken back" in back(iam, journal).outcomes[0].why


def test_what_failed_has_nothing_to_undo(iam, journal):
    iam.on_call = lambda operation, answer: denied(operation) if operation == "UpdateAccessKey" else answer()
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.on_call = lambda operation, answer: answer()

    with pytest.raises(UsageError, match="no run and no step 'run-1' that did anything"):
        back(iam, journal)


def denied(operation):
    raise refused("AccessDenied", operation)


def test_an_undoing_that_aws_refuses_leaves_it_done(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    iam.on_call = lambda operation, answer: denied(operation) if operation == "UpdateAccessKey" else answer()
    run = back(iam, journal)

    assert run.outcomes[0].became is Became.FAILED
    assert journal.entries()[0].state is State.DONE


def test_an_undoing_of_which_nobody_knows_is_settled_by_the_next(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))

    def no_answer(operation, answer):
        if operation == "UpdateAccessKey":
            raise lost(operation)
        return answer()

    iam.on_call = no_answer
    first = back(iam, journal)
    assert first.outcomes[0].became is Became.UNCERTAIN
    assert journal.entries()[0].state is State.UNDOING

    iam.on_call = lambda operation, answer: answer()
    at_once = back(iam, journal, run_id="back-2")
    assert [one.became for one in at_once.settled] == [State.UNDOING]
    assert at_once.outcomes[0].became is Became.UNCERTAIN

    iam.now += SURE
    second = back(iam, journal, run_id="back-3")
    assert [one.became for one in second.settled] == [State.DONE]
    assert second.outcomes[0].became is Became.DONE
    assert statuses(iam)[0] == "Active"


def test_an_apply_that_died_is_settled_before_it_is_undone(iam, journal):
    class DiedError(BaseException):
        pass

    def die_after(operation, answer):
        answer()
        raise DiedError

    iam.on_call = lambda operation, answer: (
        die_after(operation, answer) if operation == "UpdateAccessKey" else answer()
    )
    with pytest.raises(DiedError):
        apply(iam, journal, step(iam.keys[FIRST]))
    iam.on_call = lambda operation, answer: answer()
    assert journal.entries()[0].state is State.OPEN

    run = back(iam, journal)
    assert [one.became for one in run.settled] == [State.DONE]
    assert run.outcomes[0].became is Became.DONE
    assert statuses(iam)[0] == "Active"


def test_while_another_run_works_in_the_account_nothing_is_undone(iam, journal):
    apply(iam, journal, step(iam.keys[FIRST]))
    journal.lease(ACCOUNT_ID, "another", iam.now, LEASE)
    run = back(iam, journal)

    assert run.outcomes[0].became is Became.LEFT
    assert not run.complete


def test_a_name_that_the_journal_does_not_know_is_wrong_usage(iam, journal):
    with pytest.raises(UsageError, match="no run and no step 'nonsense'"):
        back(iam, journal, "nonsense")
