"""Whatever happens, no key in use is switched off by a guess, and the journal explains what is.

Keys are used and AWS tells of it late; owners switch keys on and off, and tags change; the clock of the program is
wrong; calls are denied, throttled and lost; the program dies between any two calls, is held up, and runs twice at once.
The plans are the worst there are: they want every key switched off, deleted and switched on, at any stage and cycle,
whatever the evidence. What keeps them from it is only what applying asks.

IAM_AUDIT_HISTORIES says how many histories to try; unless it does, they are the same ones each time.
"""

import contextlib
import os
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from builders import ACCOUNT_ID, NOW
from iam_audit.errors import UsageError
from iam_audit.journal import InMemoryJournal, Journal, State, breaks, replayed
from iam_audit.remediate import Rule, Stage
from iam_audit.remediate.outcomes import Became
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.remediating import LEASE
from iam_audit.workflows.rolling_back import roll_back
from remediation_builders import FIRST, IDLE_DAYS, QUIET_DAYS, SECOND, THIRD, conditions, plan, running, step
from simulated_keys import SimulatedKeys, lost, refused

HISTORIES = int(os.environ.get("IAM_AUDIT_HISTORIES", "200"))
DAY = timedelta(days=1)
MOST_LAG = timedelta(hours=20)
"""AWS tells of a use within hours; the margin of a day is more."""
FOURTH, FIFTH = (f"AKIA{number:016d}" for number in (4, 5))
KEYS = (FIRST, SECOND, THIRD, FOURTH, FIFTH)
PROTECTED = {"emergency", "auditor"}
ACTIONS = ("deactivate-access-key", "delete-access-key", "activate-access-key", "warn-owner")
NEXT = {"Active": "deactivate-access-key", "Inactive": "delete-access-key"}
"""What would come next for a key, if nobody asked for evidence."""

ages = st.sampled_from([None, 5, 89.9, 90.3, 90.6, 91.1, 200])
"""Days since keys were used when the history begins; None for never."""
some_keys = st.sampled_from(KEYS)
spans = st.sampled_from([1 / 24, 1 / 24, 0.5, 1, 10, 29, 30, 31, 90.5, 91])
READS = ("GetUser", "ListUserTags", "ListAccessKeys", "GetAccessKeyLastUsed")
WRITES = ("UpdateAccessKey", "DeleteAccessKey")
calls = st.tuples(st.sampled_from(READS) | st.sampled_from(WRITES), st.integers(0, 3))
"""An operation, and the how many-th call of it."""
faults = st.sampled_from(
    [
        "denied",
        "comes true late",
        "throttled",
        "lost before",
        "lost after",
        "dies before",
        "dies after",
        "another run",
        "held up",
    ]
)
trouble = st.just({}) | st.dictionaries(calls, faults, min_size=1, max_size=3)
moments = st.tuples(
    st.sampled_from(["lease", "entries", "intend", "intend", "note", "note"]), st.integers(0, 3)
)
journal_trouble = st.none() | st.none() | st.tuples(moments, st.booleans())


HAPPENED = Counter()
"""What all histories together have seen: a law about what never happens holds too easily."""


class DiedError(BaseException):
    """The program was killed."""


class MortalJournal(Journal):
    """A journal whose program dies at one of its calls, before or after it is written. The dead write nothing."""

    def __init__(self, journal, dies=None):
        self.journal, self.dies, self.counts, self.dead = journal, dies, Counter(), False

    def _do(self, name, *args, **kwargs):
        if self.dead:
            raise DiedError
        here = self.dies is not None and (name, self.counts[name]) == self.dies[0]
        self.counts[name] += 1
        if here and not self.dies[1]:
            self.dead = True
            raise DiedError
        answer = getattr(self.journal, name)(*args, **kwargs)
        if here:
            self.dead = True
            raise DiedError
        return answer

    def lease(self, *args):
        return self._do("lease", *args)

    def release(self, *args):
        return self._do("release", *args)

    def intend(self, *args):
        return self._do("intend", *args)

    def note(self, *args, **kwargs):
        return self._do("note", *args, **kwargs)

    def unsettled(self, *args):
        return self._do("unsettled", *args)

    def entries(self, **kwargs):
        return self._do("entries", **kwargs)

    def entry(self, *args):
        return self._do("entry", *args)

    def events(self, since=0):
        return self.journal.events(since)


class Histories(RuleBasedStateMachine):
    """One account through a life of accidents."""

    @initialize(delay=st.sampled_from([0, 0, 2, 5]), used=st.tuples(ages, ages, ages))
    def begin(self, delay, used):
        self.iam = SimulatedKeys(NOW, delay=timedelta(seconds=delay))
        for name in ("alice", "bob", "emergency", "auditor"):
            self.iam.add_user(name)
        for key, user, days in zip(KEYS, ("alice", "alice", "bob"), used, strict=False):
            self.iam.add_key(key, user, used_days_ago=days)
        self.iam.add_key(FOURTH, "emergency", used_days_ago=300)
        self.iam.add_key(FIFTH, "auditor", used_days_ago=300)
        self.iam.on_change = self.judge
        self.journal = InMemoryJournal()
        self.plans = []
        self.runs = 0
        self.running = {}
        """The run that is on."""
        self.wrong = []
        self.seen_active = []
        """By key, when a run that came to its end had looked at it while it was active."""

    # What people do

    @rule(days=spans)
    def time_passes(self, days):
        self.iam.now += days * DAY

    @rule(key=some_keys, lag=st.sampled_from([timedelta(0), timedelta(hours=4), MOST_LAG]))
    def a_key_is_used(self, key, lag):
        self.iam.use(key, lag)

    @rule(key=some_keys, status=st.sampled_from(["Active", "Inactive"]))
    def its_owner_switches_a_key(self, key, status):
        self.iam.owner_makes(key, status)
        self.iam.now += self.iam.delay  # before that nobody can see it

    @rule(name=st.sampled_from(["alice", "bob"]), keep=st.booleans())
    def tags_change(self, name, keep):
        self.iam.users[name].tags = {"keep": "yes"} if keep else {}

    @rule(hours=st.sampled_from([0, 0, 0, 0, 0, 0.05, -0.05, 3, -24 * 40]))
    def the_clock_of_the_program_is_set(self, hours):
        self.iam.skew = timedelta(hours=hours)

    # What the program does

    @rule(
        action=st.sampled_from(ACTIONS) | st.just("whatever is next"),
        keys=st.just(KEYS) | st.permutations(KEYS).map(lambda keys: keys[:2]),
        cycle=st.sampled_from([1, 1, 2]),
        once=st.booleans(),
        later=spans,
        faults=trouble,
        dies=journal_trouble,
    )
    def somebody_plans_and_applies(self, action, keys, cycle, once, later, faults, dies):
        self.iam.now += later * DAY
        steps = [self.wanted(key, action, cycle, once=once) for key in keys]
        self.plans.append(plan(*steps, at=self.iam.clock(), number=len(self.plans)))
        self.applied(self.plans[-1], faults, dies)

    @precondition(lambda self: self.plans)
    @rule(number=st.integers(0, 3), faults=trouble, dies=journal_trouble)
    def an_earlier_plan_is_applied_again(self, number, faults, dies):
        self.applied(self.plans[-1 - number % len(self.plans)], faults, dies)

    def applied(self, made, faults, dies):
        active = {key.id for key in self.iam.keys.values() if key.status == "Active"}
        ended = self.act(faults, dies, lambda run: apply_plan(made, (), conditions(), run, dry_run=False))
        HAPPENED["settled"] += len(ended.settled) if ended else 0
        for one in ended.outcomes if ended else ():
            key = self.iam.keys[one.target.id]
            looked = one.rule is not Rule.EXPIRED and not one.unknown
            switched_on = one.action == "activate-access-key" and one.became is Became.DONE
            if key.status == "Active" and (switched_on or (looked and key.id in active)):
                self.seen_active.append((key.id, self.iam.now))

    @precondition(lambda self: self.runs)
    @rule(number=st.integers(0, 3), later=spans, faults=trouble, dies=journal_trouble)
    def a_run_is_rolled_back(self, number, later, faults, dies):
        self.iam.now += later * DAY
        which = f"run-{max(1, self.runs - number)}"
        self.act(faults, dies, lambda run: self.rolled_back(which, run))

    # What must hold

    def judge(self, key, status):
        """Look at each change that the program makes, right before AWS makes it.

        Where an account fails, the program goes on with the others; so what is wrong is kept for the test.
        """
        try:
            self.judged(key, status)
        except AssertionError as error:
            self.wrong.append(error)

    def judged(self, key, status):
        HAPPENED[f"{status}, undone" if self.undoing(key.id) else str(status)] += 1
        now, looked = self.iam.now, self.iam.looked.get(key.id)
        assert self.intended(key.id), "it is written down before it is done"
        if self.undoing(key.id):
            return  # that brings back what was, used or not
        assert key.user not in PROTECTED
        assert self.iam.tags_seen[key.user].get("keep") != "yes"
        if status != "Active":
            assert looked is not None
            assert now - looked <= LEASE, "it looked long ago"
            told = max((at for at, told in key.uses if told <= looked), default=key.created)
            assert now - told >= IDLE_DAYS * DAY, "AWS had told of a use within the period"
            silent = [at for at, _ in key.uses if now - (IDLE_DAYS + 1) * DAY < at < looked - MOST_LAG]
            assert not silent, "it was used within the period, lag included"
        if status is None:
            self.judge_deletion(key, now, looked)

    def judge_deletion(self, key, now, looked):
        assert key.status == "Inactive"
        assert self.running["id"] not in {one.run_id for one in self.deactivations(key.id)}, (
            "it was switched off in this very run"
        )
        known = [one for one in self.deactivations(key.id) if one.state is State.DONE]
        quiet_since = now - QUIET_DAYS * DAY
        if known:
            assert known[-1].settled_at - timedelta(minutes=6) <= quiet_since
        for at in self.seen_active_since(key.id, quiet_since):
            assert not known, f"a run has seen it active at {at}"
        assert not [at for at, told in key.uses if told <= looked and at > quiet_since]

    def seen_active_since(self, key_id, since):
        return [at for one, at in self.seen_active if one == key_id and at > since]

    def deactivations(self, key_id):
        entries = self.journal.entries(target=f"{ACCOUNT_ID}|access-key|{key_id}")
        return [one for one in entries if one.action == "deactivate-access-key"]

    def undoing(self, key_id):
        return State.UNDOING in self.open_states(key_id)

    def intended(self, key_id):
        return bool(self.open_states(key_id))

    def open_states(self, key_id):
        target = f"{ACCOUNT_ID}|access-key|{key_id}"
        return {one.state for one in self.journal.unsettled(ACCOUNT_ID) if one.target == target}

    def teardown(self):
        if not hasattr(self, "journal"):
            return
        self.all_is_well_again()
        HAPPENED["reversed"] += sum(one.state is State.REVERSED for one in self.journal.entries())
        self.the_next_run_settles_everything()
        self.the_journal_explains_what_is()
        self.rollback_restores_it()
        self.the_chain_is_whole_and_tells_the_entries()

    def all_is_well_again(self):
        self.iam.on_call = lambda operation, answer: answer()
        self.iam.skew = timedelta(0)
        self.iam.now += DAY  # also past the lease of a run that died while its clock was ahead

    def the_next_run_settles_everything(self):
        nothing = plan(self.wanted(FIFTH, "deactivate-access-key", 9, once=True), at=self.iam.clock())
        self.act({}, None, lambda run: apply_plan(nothing, (), conditions(), run, dry_run=False))
        assert self.journal.unsettled(ACCOUNT_ID) == ()

    def the_journal_explains_what_is(self):
        for key in self.iam.keys.values():
            entries = self.journal.entries(target=f"{ACCOUNT_ID}|access-key|{key.id}")
            changes = [one for one in entries if one.action != "warn-owner" and one.state is not State.FAILED]
            if key.changed_by == "program":
                assert self.explained(changes, key.status), (key, changes)

    def explained(self, changes, status):
        """Whether the journal has something that made it so."""
        made = {
            ("deactivate-access-key", State.DONE): "Inactive",
            ("activate-access-key", State.DONE): "Active",
            ("deactivate-access-key", State.UNDONE): "Active",
            ("activate-access-key", State.UNDONE): "Inactive",
            ("delete-access-key", State.DONE): None,
        }
        return any(made.get((one.action, one.state), "unknown") == status for one in changes)

    def the_chain_is_whole_and_tells_the_entries(self):
        events = list(self.journal.events())
        assert list(breaks(events)) == []
        assert replayed(events) == {one.id: one for one in self.journal.entries()}

    def rollback_restores_it(self):
        """What the program has changed last, and nobody since, is as it was before it."""
        before = {}
        for one in self.journal.entries():
            if one.state is State.DONE and one.action != "warn-owner":
                before.setdefault(one.target, one)
        for number in range(self.runs, 0, -1):
            self.act({}, None, lambda run, which=f"run-{number}": self.rolled_back(which, run))
        for target, first in before.items():
            key = self.iam.keys[target.rpartition("|")[2]]
            touched = [by for at, _, by in key.statuses if at >= first.intended_at]
            if key.status is not None and "owner" not in touched:
                assert key.status == first.facts_before["key_status"]

    # How

    def wanted(self, key_id, action, cycle, *, once):
        key = self.iam.keys[key_id]
        action = action if action in ACTIONS else NEXT.get(key.status, "delete-access-key")
        stage = {"stage": Stage.ONCE} if once and action != "warn-owner" else {}
        return step(key, action, cycle=cycle, **stage)

    def rolled_back(self, which, run):
        with contextlib.suppress(UsageError):  # that run did nothing
            roll_back(which, run, dry_run=False)

    def act(self, faults, dies, work):
        """Run something, with what goes wrong at which of its calls."""
        self.runs += 1
        HAPPENED["runs"] += 1
        mine = f"run-{self.runs}"
        self.running["id"] = mine
        journal = MortalJournal(self.journal, dies)
        left = dict(faults)
        counts = Counter()

        def on_call(operation, answer):
            if journal.dead:
                raise DiedError
            self.running["id"] = mine
            fault = left.pop((operation, counts[operation]), None)
            counts[operation] += 1
            return self.strike(fault, operation, answer, journal)

        self.iam.on_call = on_call
        try:
            return work(running(self.iam, journal, mine))
        except DiedError:
            HAPPENED["deaths"] += 1
            return None
        finally:
            self.iam.on_call = lambda operation, answer: answer()
            for error in self.wrong:
                raise error

    def strike(self, fault, operation, answer, journal):
        match fault:
            case "denied":
                raise refused("AccessDenied", operation)
            case "throttled":
                raise refused("Throttling", operation)
            case "lost before":
                raise lost(operation)
            case "lost after":
                answer()
                raise lost(operation)
            case "comes true late":
                self.iam.pending.append((self.iam.now + timedelta(seconds=40), self.as_seen_now(answer)))
                raise lost(operation)
            case "dies before":
                journal.dead = True
                raise DiedError
            case "dies after":
                answer()
                journal.dead = True
                raise DiedError
            case "another run":
                self.another_run()
            case "held up" if not operation.startswith(("Update", "Delete")):
                self.iam.now += 2 * LEASE
                self.another_run()
        return answer()

    def as_seen_now(self, answer):
        """What a request may do is judged by what its program had seen when it was sent."""
        seen = dict(self.iam.tags_seen), dict(self.iam.looked)

        def later():
            present = self.iam.tags_seen, self.iam.looked
            self.iam.tags_seen, self.iam.looked = seen
            try:
                return answer()
            finally:
                self.iam.tags_seen, self.iam.looked = present

        return later

    def another_run(self):
        """Let another program apply the last plan while this one waits for an answer."""
        if not self.plans:
            return
        before = self.iam.on_call
        self.act({}, None, lambda run: apply_plan(self.plans[-1], (), conditions(), run, dry_run=False))
        self.iam.on_call = before


def test_any_history():
    few = settings(
        max_examples=HISTORIES,
        derandomize="IAM_AUDIT_HISTORIES" not in os.environ,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histories, settings=few)
    assert all(
        HAPPENED[one] for one in ("Inactive", "Active, undone", "None", "deaths", "settled", "reversed")
    ), HAPPENED
