"""What became of steps, as values for people, programs and exit codes."""

from datetime import datetime
from enum import StrEnum

import msgspec

from iam_audit.journal import State
from iam_audit.remediate.nouns import Rule, Stage, Target


class Became(StrEnum):
    """What became of one step in one run."""

    WOULD = "would be done"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    """AWS said no, and nothing has changed."""
    UNCERTAIN = "uncertain"
    """It was tried, and nobody knows yet: the next run looks again."""
    LEFT = "left"
    """It was not looked at: the account could not be entered, another run works there, or the time was over."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one step."""

    step: str
    """`Step.id`, for `rollback`."""
    action: str
    stage: Stage
    target: Target
    became: Became
    rule: Rule | None = None
    why: str = ""
    entry: str | None = None
    """The entry of the journal; None where nothing was begun."""

    @property
    def fine(self) -> bool:
        """Whether nothing is left to be done about it."""
        return self.became in (Became.DONE, Became.WOULD) or self.rule is Rule.DONE

    @property
    def unknown(self) -> bool:
        """Whether it could not be found out."""
        return self.became in (Became.UNCERTAIN, Became.LEFT)


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier run has left open, and what was read back about it."""

    entry: str
    run_id: str
    action: str
    target: Target
    became: str
    """The state it was found in; `open` and `undoing` are still not known."""
    why: str = ""

    @property
    def unknown(self) -> bool:
        """Whether it is still not known."""
        return self.became in (State.OPEN, State.UNDOING)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of `apply` or `rollback` came to."""

    run_id: str
    plan_id: str | None = None
    plan_hash: str | None = None
    dry_run: bool
    at: datetime
    by: str
    objections: tuple[str, ...] = ()
    """What speaks against the plan as a whole; then nothing was done."""
    settled: tuple[Settlement, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def unknown(self) -> int:
        """How many steps were not reached, or nobody knows what became of."""
        return sum(one.unknown for one in self.outcomes) + sum(one.unknown for one in self.settled)

    @property
    def complete(self) -> bool:
        """Whether every step was looked at, and it is known what became of it and of those of earlier runs."""
        return not self.unknown

    @property
    def fine(self) -> bool:
        """Whether all that was asked for is done, or would be."""
        return not self.objections and all(one.fine for one in self.outcomes)
