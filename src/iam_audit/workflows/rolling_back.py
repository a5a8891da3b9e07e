"""Undoes what runs have done, the last first, as far as it can be undone, and says what cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag

from iam_audit.errors import IamAuditError, NotReadError, UsageError
from iam_audit.journal import Doing, Entry, Journal, Lease, State
from iam_audit.model import Account
from iam_audit.remediate import Action, Door, Facts, Refusal, Rule, Step
from iam_audit.remediate.applying import not_as_left, refusal
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.outcomes import Became, Outcome, Run, Settlement
from iam_audit.workflows.parallel import Lost, in_each
from iam_audit.workflows.remediating import (
    Remediating,
    facts_of,
    leased,
    settle,
    step_of,
    try_and_look,
)

UNDOABLE = (State.OPEN, State.DONE, State.UNDOING)
TOLD = "A message that was delivered cannot be taken back: tell its owner yourself."
BACK = {State.UNDONE: "It was undone before.", State.REVERSED: "Somebody has taken it back before."}


def chosen(which: str, journal: Journal) -> tuple[Entry, ...]:
    """Return the entries of a run, of a step or of one attempt at it, the last first. Raises UsageError for none."""
    found = journal.entries(run_id=which)
    if not found:
        every = journal.entries()
        found = tuple(one for one in every if one.id == which or one.id.endswith(f"-{which}"))
    found = tuple(one for one in found if one.state is not State.FAILED)
    if not found:
        raise UsageError(
            f"The journal has no run and no step '{which}' that did anything; `iam-audit remediate status` lists them."
        )
    return found[::-1]


def roll_back(which: str, run: Remediating, *, dry_run: bool = True) -> Run:
    """Undo what a run or a step has done. A dry run looks at everything and changes nothing.

    Only what is still as it was left is undone; what somebody has changed since is left to them. Doing it again does
    nothing more. Raises UsageError when there is no such run or step.
    """
    entries = chosen(which, run.journal)
    stopped, go_on = Flag(), run.go_on
    undoing = Undoing(
        entries=entries, run=replace(run, go_on=lambda: not stopped.is_set() and go_on()), dry_run=dry_run
    )
    accounts = tuple(Account(id=one) for one in dict.fromkeys(entry.account_id for entry in entries))
    came = in_each(accounts, undoing.in_account, at_once=run.at_once, progress=run.progress, stop=stopped.set)
    parts = [undoing.left(one.account, one.reason) if isinstance(one, Lost) else one.value for one in came]
    return Run(
        run_id=run.run_id,
        dry_run=dry_run,
        at=run.ticks(),
        by=run.by,
        settled=tuple(one for settled, _ in parts for one in settled),
        outcomes=tuple(one for _, outcomes in parts for one in outcomes),
    )


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """Some entries of the journal that are to be undone, account by account."""

    entries: Sequence[Entry]
    run: Remediating
    dry_run: bool

    def in_account(self, account: Account) -> tuple[tuple[Settlement, ...], tuple[Outcome, ...]]:
        """Undo the entries of one account. Raises AccountError when it cannot be entered."""
        if self.dry_run:
            door = self.run.enter(account.id)
            return (), tuple(self._each(account, door, None))
        with leased(self.run, account.id) as lease:
            if lease is None:
                return self.left(account, "Another run works in this account: wait for it to end.")
            door = self.run.enter(account.id)
            settled = tuple(settle(lease, door, self.run))
            return settled, tuple(self._each(account, door, lease))

    def left(self, account: Account, reason: str) -> tuple[tuple[Settlement, ...], tuple[Outcome, ...]]:
        """Return the entries of an account as not reached."""
        return (), tuple(_outcome(one, Became.LEFT, why=reason) for one in self._of(account))

    def _of(self, account: Account) -> Iterator[Entry]:
        return (one for one in self.entries if one.account_id == account.id)

    def _each(self, account: Account, door: Door, lease: Lease | None) -> Iterator[Outcome]:
        why = ""
        for entry in self._of(account):
            why = why or ("" if self.run.go_on() else "It was not reached in time: roll back again.")
            if why:
                yield _outcome(entry, Became.LEFT, why=why)
                continue
            try:
                yield self._one(self.run.journal.entry(entry.id) or entry, door, lease)
            except IamAuditError as error:
                why = str(error)
                yield _outcome(entry, Became.LEFT, why=why)

    def _one(self, entry: Entry, door: Door, lease: Lease | None) -> Outcome:
        if entry.state in BACK:
            return _outcome(entry, Became.REFUSED, rule=Rule.DONE, why=BACK[entry.state])
        if entry.state is State.FAILED:
            return _outcome(entry, Became.REFUSED, rule=Rule.DONE, why="It was never done.")
        if entry.state is not State.DONE:
            return _outcome(entry, Became.UNCERTAIN, why=entry.error or "What became of it is not known yet.")
        step, action = step_of(entry), self.run.actions.get(entry.action)
        if lasting := _lasting(step, action):
            return _outcome(entry, Became.REFUSED, rule=Rule.UNSUITABLE, why=lasting)
        return self._reversible(entry, step, door, lease)

    def _reversible(self, entry: Entry, step: Step, door: Door, lease: Lease | None) -> Outcome:
        action = self.run.actions[entry.action]
        try:
            live = action.observe(step.target, door)
        except NotReadError as error:
            return _refused(entry, refusal(step, Rule.UNREADABLE, f"It could not be looked at: {error}"))
        if lease and not self.run.still_has(lease):
            return _refused(entry, refusal(step, Rule.LEASED, "Another run works in this account."))
        before = facts_of(entry.facts_before)
        done = action.done(step, live)
        if done is False and action.undone(step, before, live):
            return self._found_back(entry, live)
        if against := not_as_left(step, entry, live, done=done):
            return _refused(entry, against)
        if self.dry_run:
            return _outcome(entry, Became.WOULD)
        return self._undo(self.run.note(entry, Doing.UNDO_INTENDED, facts=live), step, action, door)

    def _found_back(self, entry: Entry, live: Facts) -> Outcome:
        if not self.dry_run:
            self.run.note(entry, Doing.REVERSED, facts=live)
        return _outcome(entry, Became.REFUSED, rule=Rule.DONE, why=BACK[State.REVERSED])

    def _undo(self, entry: Entry, step: Step, action: Action, door: Door) -> Outcome:
        """Undo it and read it back, also when AWS did not answer."""
        before = facts_of(entry.facts_before)
        tried = try_and_look(
            lambda: action.undo(step, before, door),
            lambda: action.observe(step.target, door),
            lambda facts: action.undone(step, before, facts),
            self.run.sleep,
        )
        if tried.made:
            self.run.note(entry, Doing.UNDONE, facts=tried.facts)
            return _outcome(entry, Became.DONE)
        doing = Doing.UNDO_FAILED if tried.refused else Doing.UNCERTAIN
        self.run.note(entry, doing, facts=tried.facts, error=tried.trouble)
        return _outcome(entry, Became.FAILED if tried.refused else Became.UNCERTAIN, why=tried.trouble)


def _lasting(step: Step, action: Action | None) -> str | None:
    """Return why a step cannot be undone; None where it can."""
    if step.stage in NOTICES:
        return TOLD
    if action is None:
        return f"This program knows no action '{step.action}'."
    if action.reversible:
        return None
    return getattr(action, "lasting", "") or "It cannot be undone."


def _refused(entry: Entry, against: Refusal) -> Outcome:
    unknown = against.rule in (Rule.LEASED, Rule.UNREADABLE)
    return _outcome(entry, Became.LEFT if unknown else Became.REFUSED, rule=against.rule, why=against.why)


def _outcome(entry: Entry, became: Became, *, rule: Rule | None = None, why: str = "") -> Outcome:
    step = step_of(entry)
    return Outcome(
        step=step.id,
        action=entry.action,
        stage=step.stage,
        target=step.target,
        became=became,
        rule=rule,
        why=why,
        entry=entry.id,
    )
