"""Whatever happens between audits, nobody hears of a finding twice within the delay, and all that is due arrives.

Audits see any findings, the clock goes on and is set back, channels break and are mended, senders die before or after
they have sent, two audits decide at the same time, the program is started anew. The recipients tell messages apart by
their keys, as the channels are told to: one that is sent again after a crash is the same message.
"""

import shutil
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from builders import ACCOUNT_ID, NOW
from iam_audit.ledger import (
    Delivered,
    InMemoryLedger,
    Patience,
    Policy,
    Refused,
    Route,
    Sighting,
    Snooze,
    deliver,
    due,
)
from iam_audit.ledger.sql import SqlLedger
from iam_audit.model import Severity
from iam_audit.store import open_store
from ledger_builders import CHECK, fingerprint, subject

NUMBERS = range(1, 5)
ROUTES = (Route(channel="shared"), Route(channel="mail", recipient="a@example.com"))
POLICY = Policy(delay=timedelta(days=7))
PATIENCE = Patience(attempts=10_000)
some_findings = st.sets(st.sampled_from(NUMBERS))
minutes = st.sampled_from([1, 5, 11, 60, 60 * 6, 60 * 24, 60 * 24 * 3, 60 * 24 * 7, 60 * 24 * 15])


class CrashError(Exception):
    """The sender died."""


class Histories(RuleBasedStateMachine):
    """One ledger through a life of accidents, and what its recipients have seen of it."""

    def open_ledger(self):
        raise NotImplementedError

    @initialize()
    def begin(self):
        self.ledger = self.open_ledger()
        self.now = self.latest = NOW
        self.working = {route.channel: True for route in ROUTES}
        self.enqueued = set()
        self.inbox = {}
        """Every message that arrived, by its key: when it did first, and what it said."""

    # What happens

    @rule(failing=some_findings, held=some_findings, looked=st.booleans())
    def audit(self, failing, held, looked):
        self.remember(self.decide(failing, held - failing, looked))

    @rule(failing=some_findings, days=st.integers(-9, 9))
    def run_some_days_later_or_earlier(self, failing, days):
        self.now += timedelta(days=days)
        self.latest = max(self.latest, self.now)
        self.remember(self.decide(failing))
        self.deliver()

    @rule(failing=some_findings, other=some_findings)
    def two_audits_at_once(self, failing, other):
        first, second = self.decide(failing), self.decide(other)
        self.remember(first)
        self.remember(second)
        self.remember(first)

    @rule(failing=some_findings)
    def audit_that_dies_before_it_remembers(self, failing):
        self.decide(failing)

    @rule(by=minutes)
    def time_passes(self, by):
        self.now += timedelta(minutes=by)
        self.latest = max(self.latest, self.now)

    @rule(by=minutes)
    def clock_is_set_back(self, by):
        self.now -= timedelta(minutes=by)

    @rule(channel=st.sampled_from([route.channel for route in ROUTES]))
    def channel_breaks_or_is_mended(self, channel):
        self.working[channel] = not self.working[channel]

    @rule()
    def deliver(self):
        deliver(self.ledger, self.send, lambda: self.now)

    @rule(arrived=st.booleans())
    def deliver_and_die(self, arrived):
        def send(envelope):
            if arrived:
                self.send(envelope)
            raise CrashError

        try:
            deliver(self.ledger, send, lambda: self.now)
        except CrashError:
            self.start_anew()

    @rule(number=st.sampled_from(NUMBERS), by=minutes)
    def snooze(self, number, by):
        until = self.now + timedelta(minutes=by)
        self.ledger.snooze(
            Snooze(fingerprint=fingerprint(number), until=until, reason="r", by="b", made_at=self.now)
        )

    @rule()
    def start_anew(self):
        """A ledger in memory has nothing to start anew."""

    # What must hold

    @invariant()
    def nobody_hears_of_a_finding_at_a_stage_twice_within_the_delay(self):
        heard = defaultdict(list)
        for at, envelope in self.inbox.values():
            for notice in envelope.notices:
                heard[*notice.thread, notice.stage].append((envelope.created_at, at))
        for times in heard.values():  # in the order in which they arrived, whatever the clock said
            for (_, delivered), (decided, _) in pairwise(times):
                assert decided - delivered >= POLICY.delay

    @invariant()
    def no_notice_is_in_two_messages(self):
        keys = [notice.key for _, envelope in self.inbox.values() for notice in envelope.notices]
        assert len(keys) == len(set(keys))

    def teardown(self):
        if not hasattr(self, "ledger"):
            return
        self.all_that_is_due_arrives_when_the_channels_work_again()
        self.what_still_fails_is_brought_to_mind()
        self.close()

    def all_that_is_due_arrives_when_the_channels_work_again(self):
        self.working = dict.fromkeys(self.working, True)
        self.now = self.latest + timedelta(days=2)
        self.deliver()
        assert self.ledger.open() == ()
        assert {one.key for _, envelope in self.inbox.values() for one in envelope.notices} == self.enqueued

    def what_still_fails_is_brought_to_mind(self):
        self.now += timedelta(days=40)
        self.audit(set(NUMBERS), set(), True)
        self.deliver()
        told = [one for at, envelope in self.inbox.values() if at == self.now for one in envelope.notices]
        assert sorted(one.thread for one in told) == sorted(
            (fingerprint(number), route.channel, route.recipient) for number in NUMBERS for route in ROUTES
        )
        self.nobody_hears_of_a_finding_at_a_stage_twice_within_the_delay()

    def close(self):
        """A ledger in memory has nothing to close."""

    # How

    def decide(self, failing, held=frozenset(), looked=True):
        sighting = Sighting(
            subjects=tuple(subject(one, *ROUTES, severity=Severity.HIGH) for one in sorted(failing)),
            judged=frozenset({(ACCOUNT_ID, CHECK)} if looked else ()),
            held=frozenset(map(fingerprint, held)),
        )
        return due(sighting, self.ledger.recall([ACCOUNT_ID]), POLICY, self.now)

    def remember(self, decisions):
        before = {envelope.key for envelope in self.ledger.open()}
        self.ledger.enqueue(decisions, self.now)
        for envelope in self.ledger.open():
            if envelope.key not in before:
                self.enqueued.update(one.key for one in self.ledger.notices(envelope.key))

    def send(self, envelope):
        if not self.working[envelope.channel]:
            return Refused(error="the channel is broken")
        self.inbox.setdefault(envelope.key, (self.now, envelope))
        return Delivered()


def test_any_history_in_memory():
    class InMemory(Histories):
        def open_ledger(self):
            return InMemoryLedger(PATIENCE)

    run_state_machine_as_test(InMemory, settings=few(examples=80, steps=40))


def test_any_history_in_sqlite(tmp_path):
    empty = tmp_path / "empty.sqlite"
    open_store(f"sqlite:///{empty}").close()

    class InSqlite(Histories):
        def open_ledger(self):
            shutil.copy(empty, tmp_path / "store.sqlite")
            self.store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
            return SqlLedger(self.store, PATIENCE)

        @rule()
        def start_anew(self):
            self.store.close()
            self.store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
            self.ledger = SqlLedger(self.store, PATIENCE)

        def close(self):
            self.store.close()

    run_state_machine_as_test(InSqlite, settings=few(examples=12, steps=25))


def few(examples, steps):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
