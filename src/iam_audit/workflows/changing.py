"""Makes the changes of a plan in one account: looks again, writes down what is to be done, does it, reads it back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec

from iam_audit.errors import DeliveryError, IamAuditError, NotReadError
from iam_audit.journal import Doing, Entry, Lease, State
from iam_audit.model import Account
from iam_audit.remediate import Action, Door, Facts, Notifier, Plan, Refusal, Rule, Step
from iam_audit.remediate.applying import already, expired, moved, refusal, repeated, too_soon
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.outcomes import Became, Outcome, Settlement
from iam_audit.workflows.remediating import (
    Remediating,
    facts_of,
    leased,
    settle,
    step_of,
    still_open,
    try_and_look,
)

Guard: TypeAlias = Callable[[Step, Facts, datetime], Refusal | None]
"""Says why a step is not done, from what is true of its target now; None where it may be."""

ELSEWHERE = (
    "Another run works in this account: wait for it to end. The lease of one that was killed ends by itself."
)


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What has to hold right before each step, beside what the plan saw."""

    guard: Guard
    closed: Callable[[datetime], str | None]
    """Why nothing may be changed at a moment; None inside the change windows."""
    notify: Notifier
    """Takes the warnings of the ladder to the owners."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What became of the steps in one account."""

    settled: tuple[Settlement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The steps of one plan, account by account."""

    plan: Plan
    plan_hash: str
    steps: tuple[Step, ...]
    """Those of the plan; none where something speaks against it, so that only what was left open is settled."""
    conditions: Conditions
    run: Remediating
    dry_run: bool

    def in_account(self, account: Account) -> Part:
        """Do the steps of one account in their order. Raises AccountError when it cannot be entered."""
        if self.dry_run:
            door = self.run.enter(account.id)
            return Part(outcomes=tuple(self._each(account, lambda step: self._preview(step, door))))
        with leased(self.run, account.id) as lease:
            if lease is None:
                return Part(
                    settled=tuple(still_open(account.id, ELSEWHERE, self.run)),
                    outcomes=tuple(_refused(step, _leased(step)) for step in self._steps(account)),
                )
            door = self.run.enter(account.id)
            settled = tuple(settle(lease, door, self.run))
            return Part(
                settled=settled, outcomes=tuple(self._each(account, lambda step: self._do(step, door)))
            )

    def left(self, account: Account, reason: str) -> Part:
        """Return the steps of an account as not reached."""
        open_still = still_open(account.id, reason, self.run) if not self.dry_run else ()
        outcomes = (_outcome(step, Became.LEFT, why=reason) for step in self._steps(account))
        return Part(settled=tuple(open_still), outcomes=tuple(outcomes))

    def _steps(self, account: Account) -> Iterator[Step]:
        return (step for step in self.steps if step.target.account_id == account.id)

    def _each(self, account: Account, work: Callable[[Step], Outcome]) -> Iterator[Outcome]:
        """Do one after the other; what speaks against the account as a whole ends it and is said of the rest."""
        why = ""
        for step in self._steps(account):
            why = why or ("" if self.run.go_on() else "It was not reached in time: apply the plan again.")
            if why:
                yield _outcome(step, Became.LEFT, why=why)
                continue
            try:
                yield work(step)
            except IamAuditError as error:
                why = str(error)
                yield _outcome(step, Became.LEFT, why=why)

    def _preview(self, step: Step, door: Door) -> Outcome:
        seen = self._seen(step, door, None)
        return _refused(step, seen) if isinstance(seen, Refusal) else _outcome(step, Became.WOULD)

    def _do(self, step: Step, door: Door) -> Outcome:
        lease = self.run.lease(step.target.account_id)
        if lease is None:
            return _refused(step, _leased(step))
        seen = self._seen(step, door, lease)
        if isinstance(seen, Refusal):
            return _refused(step, seen)
        entry = self._entry(step, seen)
        if not self.run.journal.intend(entry, lease, self.run.ticks()):
            return _refused(step, refusal(step, Rule.LEASED, "Another run was faster."))
        after = self._told(step, entry, seen) if step.stage in NOTICES else self._made(step, entry, door)
        return _settled(step, after)

    def _seen(self, step: Step, door: Door, lease: Lease | None) -> Facts | Refusal:
        """Look at the target as it is now, and ask everything that may speak against the step."""
        action = self.run.looking(step)
        if action is None:
            return refusal(step, Rule.UNSUITABLE, f"This program knows no action '{step.action}'.")
        try:
            live = action.observe(step.target, door)
        except NotReadError as error:
            return refusal(step, Rule.UNREADABLE, f"It could not be looked at: {error}")
        if lease and not self.run.still_has(lease):
            return _leased(step)
        return self._against(step, action, live) or live

    def _against(self, step: Step, action: Action, live: Facts) -> Refusal | None:
        now = self.run.ticks()
        if late := expired(self.plan, now):
            return refusal(step, Rule.EXPIRED, late)
        if closed := self.conditions.closed(now):
            return refusal(step, Rule.FROZEN, closed)
        entries = self._remembered(step, live)
        done = True if step.stage in NOTICES else action.done(step, live)
        this_run = self._of_this_run(step) if action.final else ()
        return (
            repeated(step, self.plan, entries)
            or already(step, entries, done=done)
            or moved(step, live)
            or self.conditions.guard(step, live, now)
            or too_soon(step, action, entries, this_run, live, now)
        )

    def _of_this_run(self, step: Step) -> tuple[Entry, ...]:
        return self.run.journal.entries(account_ids=[step.target.account_id], run_id=self.run.run_id)

    def _remembered(self, step: Step, live: Facts) -> tuple[Entry, ...]:
        """Return what the journal has on the target, with what somebody else has taken back written down as such."""
        entries = self.run.journal.entries(target=step.target.key)
        last = next(
            (one for one in reversed(entries) if one.state is State.DONE and one.stage not in NOTICES), None
        )
        if last is None or self.dry_run or not self._taken_back(last, live):
            return entries
        self.run.note(last, Doing.REVERSED, facts=live)
        return self.run.journal.entries(target=step.target.key)

    def _taken_back(self, entry: Entry, live: Facts) -> bool:
        action = self.run.actions.get(entry.action)
        if action is None or not action.reversible:
            return False
        step = step_of(entry)
        before = facts_of(entry.facts_before)
        return action.done(step, live) is False and action.undone(step, before, live) is True

    def _entry(self, step: Step, live: Facts) -> Entry:
        return Entry(
            id=f"{self.run.run_id}-{step.id}",
            key=step.key,
            account_id=step.target.account_id,
            target=step.target.key,
            action=step.action,
            stage=step.stage,
            cycle=step.cycle,
            plan_hash=self.plan_hash,
            run_id=self.run.run_id,
            by=self.run.by,
            state=State.OPEN,
            step=msgspec.to_builtins(step),
            facts_before=dict(live),
            intended_at=self.run.ticks(),
        )

    def _told(self, step: Step, entry: Entry, live: Facts) -> Entry:
        """Take a warning to the owner: it counts when a channel took it."""
        try:
            receipt = self.conditions.notify(step, live)
        except DeliveryError as error:
            return self.run.note(entry, Doing.FAILED, error=str(error))
        return self.run.note(entry, Doing.DONE, facts=live, receipt=receipt)

    def _made(self, step: Step, entry: Entry, door: Door) -> Entry:
        """Make the change and read it back, also when AWS did not answer: it may have been made all the same."""
        action = self.run.actions[step.action]
        tried = try_and_look(
            lambda: action.act(step, door),
            lambda: action.observe(step.target, door),
            lambda facts: action.done(step, facts),
            self.run.sleep,
        )
        if tried.made:
            return self.run.note(entry, Doing.DONE, facts=tried.facts)
        return self.run.note(
            entry, Doing.FAILED if tried.refused else Doing.UNCERTAIN, facts=tried.facts, error=tried.trouble
        )


def _settled(step: Step, entry: Entry) -> Outcome:
    became = {State.DONE: Became.DONE, State.FAILED: Became.FAILED}.get(entry.state, Became.UNCERTAIN)
    return _outcome(step, became, why=entry.error or "", entry=entry.id)


def _leased(step: Step) -> Refusal:
    return refusal(step, Rule.LEASED, ELSEWHERE)


def _refused(step: Step, against: Refusal) -> Outcome:
    if against.rule in (Rule.LEASED, Rule.UNREADABLE):
        return _outcome(step, Became.LEFT, rule=against.rule, why=against.why)
    return _outcome(step, Became.REFUSED, rule=against.rule, why=against.why)


def _outcome(
    step: Step, became: Became, *, rule: Rule | None = None, why: str = "", entry: str | None = None
) -> Outcome:
    return Outcome(
        step=step.id,
        action=step.action,
        stage=step.stage,
        target=step.target,
        became=became,
        rule=rule,
        why=why,
        entry=entry,
    )
