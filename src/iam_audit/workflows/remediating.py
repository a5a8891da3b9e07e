"""What every run that changes accounts shares: one account at a time is its own, and what was done is read back."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import msgspec

from iam_audit.errors import IamAuditError, NotReadError, StoreError
from iam_audit.journal import Doing, Entry, Journal, Lease, State
from iam_audit.journal.folding import UNSETTLED
from iam_audit.remediate import Action, Door, Facts, Step
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.ladder import DEACTIVATE
from iam_audit.remediate.outcomes import Settlement
from iam_audit.workflows.parallel import QUIET, Progress

LEASE = timedelta(minutes=15)
"""How long a run may be silent before another one may take over its account. Renewed before each step."""
PAUSES = (0.0, 1.0, 2.0, 4.0, 6.0)
"""Seconds to wait before each look: IAM may show a change only after a while."""
SURE_WORDS = "look again in five minutes"
LOOKS_AT_A_REFUSAL = 2
NOT_SHOWN = "AWS took it, and does not show it yet."
SURE = timedelta(minutes=5)
"""How long after a change was asked for it may still come true, although nobody got an answer."""


def always() -> bool:
    """Go on."""
    return True


@dataclass(frozen=True, kw_only=True)
class Remediating:
    """What a run that changes accounts is handed."""

    run_id: str
    by: str
    """The ARN of the caller."""
    journal: Journal
    actions: Mapping[str, Action]
    enter: Callable[[str], Door]
    """Leads into an account, by its id. Raises AccountError where there is no way in."""
    ticks: Callable[[], datetime]
    sleep: Callable[[float], None] = field(default=time.sleep)
    go_on: Callable[[], bool] = always
    """Whether there is time for another step."""
    at_once: int = 4
    """How many accounts are worked on at the same time."""
    progress: Progress = QUIET

    def lease(self, account_id: str) -> Lease | None:
        """Take the lease of an account, or renew it; None while another run has it."""
        return self.journal.lease(account_id, self.run_id, self.ticks(), LEASE)

    def still_has(self, lease: Lease) -> bool:
        """Whether no other run has had the account since a lease was taken: else what was looked at may be old."""
        again = self.lease(lease.account_id)
        return again is not None and again.token == lease.token

    def looking(self, step: Step) -> Action | None:
        """Return the action that looks at the target of a step; None where this program knows none.

        A warning changes nothing, so it looks as what it warns of does.
        """
        return self.actions.get(step.action) or (
            self.actions.get(DEACTIVATE) if step.stage in NOTICES else None
        )

    def knows(self, entry: Entry) -> bool:
        """Whether an entry is of an action of this part of the program; others settle their own."""
        return entry.action in self.actions or entry.stage in NOTICES

    def note(self, entry: Entry, doing: Doing, **body: object) -> Entry:
        """Write down what became of an entry, now and by this run."""
        return self.journal.note(entry.id, doing, self.ticks(), body, run_id=self.run_id, by=self.by)


@contextmanager
def leased(run: Remediating, account_id: str) -> Iterator[Lease | None]:
    """Hold the lease of an account; None while another run works there."""
    lease = run.lease(account_id)
    try:
        yield lease
    finally:
        if lease is not None:
            run.journal.release(lease)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of a change, as reading back has shown it."""

    made: bool | None
    """None where it cannot be told."""
    facts: Facts
    trouble: str = ""
    """What AWS said, or why it could not be read."""
    final: bool = False
    """Whether AWS itself refused, so that the change cannot come true later."""

    @property
    def refused(self) -> bool:
        """Whether nothing has changed, and nothing will."""
        return self.made is False and self.final


def try_and_look(
    change: Callable[[], None],
    look: Callable[[], Facts],
    made: Callable[[Facts], bool | None],
    sleep: Callable[[float], None],
) -> Tried:
    """Make a change and read it back, also when AWS did not answer: it may have been made all the same."""
    trouble, final = "", False
    try:
        change()
    except IamAuditError as error:
        trouble, final = str(error), is_answer(error)
    tried = Tried(made=None, facts={}, trouble=trouble, final=final)
    for pause in PAUSES[: LOOKS_AT_A_REFUSAL if final else None]:
        sleep(pause)
        tried = _looked(tried, look, made, trouble)
        if tried.made:
            break
    return tried


def _looked(
    tried: Tried, look: Callable[[], Facts], made: Callable[[Facts], bool | None], trouble: str
) -> Tried:
    try:
        facts = look()
    except NotReadError as error:
        return replace(tried, made=None, trouble=trouble or str(error))
    return replace(tried, made=made(facts), facts=facts, trouble=trouble or NOT_SHOWN)


def step_of(entry: Entry) -> Step:
    """Return the step of an entry. Raises StoreError for one of a version that this program does not know."""
    try:
        return msgspec.convert(entry.step, Step)
    except msgspec.ValidationError as error:
        raise StoreError(f"Entry {entry.id} of the journal cannot be understood: {error}.") from error


def facts_of(values: dict[str, object]) -> Facts:
    """Return facts as the journal has kept them."""
    return msgspec.convert(values, Facts)


def unsettled_in(run: Remediating) -> Iterator[str]:
    """Yield the accounts in which runs have left something open that this program can settle."""
    for entry in run.journal.entries():
        if entry.state in UNSETTLED and run.knows(entry):
            yield entry.account_id


def still_open(account_id: str, why: str, run: Remediating) -> Iterator[Settlement]:
    """Yield what is left open in an account where nobody can look now."""
    for entry in run.journal.unsettled(account_id):
        if run.knows(entry):
            yield _settlement(entry, step_of(entry), entry.state, why)


def settle(lease: Lease, door: Door, run: Remediating) -> Iterator[Settlement]:
    """Find out what became of all that earlier runs left open in an account, and write it down.

    What still cannot be told stays open. Entries of actions that are not of this program part are not touched.
    """
    for entry in run.journal.unsettled(lease.account_id):
        if run.knows(entry):
            step = step_of(entry)
            after, why = _settled(entry, step, lease, door, run)
            yield _settlement(entry, step, after.state, why)


def _settlement(entry: Entry, step: Step, became: State, why: str) -> Settlement:
    return Settlement(
        entry=entry.id, run_id=entry.run_id, action=entry.action, target=step.target, became=became, why=why
    )


def _settled(entry: Entry, step: Step, lease: Lease, door: Door, run: Remediating) -> tuple[Entry, str]:
    action = run.actions.get(entry.action)
    if action is None or step.stage in NOTICES:
        why = "Whether the message arrived is not known, so it counts as not delivered."
        return run.note(entry, Doing.FAILED, error=why), why
    undoing = entry.state is State.UNDOING
    try:
        live = action.observe(step.target, door)
    except NotReadError as error:
        return entry, f"It cannot be read: {error}"
    if not run.still_has(lease):
        return entry, "Another run has begun to work in this account."
    made = action.undone(step, facts_of(entry.facts_before), live) if undoing else action.done(step, live)
    if made is None:
        return entry, "What was read does not tell."
    if made:
        return run.note(
            entry, Doing.UNDONE if undoing else Doing.DONE, facts=live
        ), "It was found as it should be."
    if run.ticks() - _asked_at(entry, run) < SURE:
        return entry, f"Nothing has changed yet, and it was asked for only just now: {SURE_WORDS}."
    why = f"The run ended before it was known, and run {run.run_id} found nothing changed."
    return run.note(entry, Doing.UNDO_FAILED if undoing else Doing.FAILED, error=why, facts=live), why


def _asked_at(entry: Entry, run: Remediating) -> datetime:
    """Return when AWS was asked for what is not settled: the change, or to take it back."""
    if entry.state is not State.UNDOING:
        return entry.intended_at
    asked = (one for one in run.journal.events() if one.entry == entry.id)
    return max(one.at for one in asked if one.doing is Doing.UNDO_INTENDED)


def is_answer(error: IamAuditError) -> bool:
    """Whether AWS itself has refused a change, so that it cannot come true later."""
    from iam_audit.aws.retrying import Failure, failure  # noqa: PLC0415 - loads the SDK

    cause = error.__cause__
    return isinstance(cause, Exception) and failure(cause) in (Failure.ANSWERED, Failure.THROTTLED)
