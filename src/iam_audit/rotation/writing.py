"""Writes every move of a rotation down before it is made, and what became of it afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from iam_audit.errors import UnfinishedError
from iam_audit.journal import Doing, Entry, Journal, Lease, State
from iam_audit.model import Severity
from iam_audit.remediate import Facts, Proof, Stage, Step, Target
from iam_audit.rotation.nouns import Act

LEASE = timedelta(minutes=10)
KEY_UNDOABLE = "Switch it on again; it works within seconds."
WRITES: Mapping[Act, tuple[str, ...]] = {
    Act.CREATE: ("iam:CreateAccessKey",),
    Act.DEACTIVATE: ("iam:UpdateAccessKey",),
    Act.DELETE: ("iam:DeleteAccessKey",),
    Act.DISCARD: ("iam:DeleteAccessKey", "iam:UpdateAccessKey"),
}


@dataclass(frozen=True, kw_only=True)
class Whose:
    """The user whose key is rotated, and how often that was done before."""

    account_id: str
    user_name: str
    user_arn: str
    cycle: int
    forced: bool = False
    """Whether somebody insisted although code looks after the user."""


def step_of(
    act: Act, whose: Whose, now: datetime, *, key_id: str | None = None, idle_days: int | None = None
) -> Step:
    """Return a move as the journal and the guards know one."""
    target = Target(
        account_id=whose.account_id,
        type="access-key" if key_id else "user",
        id=key_id or whose.user_name,
        user_name=whose.user_name,
        arn=whose.user_arn,
    )
    proof = Proof(
        check_id="rotate",
        fingerprint="",
        severity=Severity.INFO,
        message=f"The access key of {whose.user_name} is rotated.",
        at=now,
    )
    return Step(
        action=act.value,
        target=target,
        stage=Stage.ONCE,
        cycle=whose.cycle,
        proof=proof,
        expects={"key_status": "Active"} if act is Act.DEACTIVATE else {},
        idle_days=idle_days,
        undo=KEY_UNDOABLE if act is Act.DEACTIVATE else None,
        permissions=WRITES.get(act, ()),
        forced=whose.forced,
    )


@dataclass(frozen=True, kw_only=True)
class Writer:
    """The pen of one run in one account."""

    journal: Journal
    lease: Lease
    run_id: str
    by: str
    clock: Callable[[], datetime]

    def begin(self, step: Step, before: Facts) -> Entry:
        """Write down what is about to be done. Raises UnfinishedError when another run is at it."""
        now = self.clock()
        self.journal.lease(self.lease.account_id, self.lease.holder, now, LEASE)
        entry = Entry(
            id=f"{self.run_id}-{step.id}",
            key=step.key,
            account_id=step.target.account_id,
            target=step.target.key,
            action=step.action,
            stage=step.stage.value,
            cycle=step.cycle,
            plan_hash="",
            run_id=self.run_id,
            by=self.by,
            state=State.OPEN,
            step=msgspec.to_builtins(step),
            facts_before=dict(before),
            intended_at=now,
        )
        if not self.journal.intend(entry, self.lease, now):
            raise UnfinishedError(
                f"Another run is at work on {step.target.user_name} in {step.target.account_id}: run again later."
            )
        return entry

    def done(self, entry_id: str, after: Facts) -> None:
        """Write down that it was done, and read back."""
        self._note(entry_id, Doing.DONE, {"facts": dict(after)})

    def failed(self, entry_id: str, why: str) -> None:
        """Write down that nothing was changed."""
        self._note(entry_id, Doing.FAILED, {"error": why})

    def uncertain(self, entry_id: str, why: str) -> None:
        """Write down that nobody knows; the next run finds out."""
        self._note(entry_id, Doing.UNCERTAIN, {"error": why})

    def reversed(self, entry_id: str, why: str) -> None:
        """Write down that somebody else took it back."""
        self._note(entry_id, Doing.REVERSED, {"error": why})

    def _note(self, entry_id: str, doing: Doing, body: dict[str, object]) -> None:
        self.journal.note(entry_id, doing, self.clock(), body)
