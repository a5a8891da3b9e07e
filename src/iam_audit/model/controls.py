"""What an audit can say of the controls of a framework."""

from enum import StrEnum

import msgspec

from iam_audit.model.finding import Finding
from iam_audit.model.result import CheckCount


class ControlStatus(StrEnum):
    """How a control came out, over all accounts, the worst first."""

    FAILED = "failed"
    NOT_EVALUATED = "not_evaluated"
    """Nothing fails, but something could not be read, or is left to a person. Never good news."""
    MUTED = "muted"
    """All that fails is muted."""
    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"
    """Its checks ran, and found nothing in the accounts to look at."""
    NOT_COVERED = "not_covered"
    """No check that speaks to it was run."""


class ControlResult(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit says of one control."""

    id: str
    status: ControlStatus
    counts: tuple[CheckCount, ...] = ()
    """What each of its checks looked at, over all accounts."""
    failing: tuple[Finding, ...] = ()
    """The evidence against it, the worst first."""
    muted: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    """What could not be evaluated, or is left to a person."""
    not_run: tuple[str, ...] = ()
    """Checks that speak to it and were not asked."""
    unread: tuple[str, ...] = ()
    """The ids of accounts of which nothing is known."""

    @property
    def examined(self) -> int:
        """How many resources its checks looked at."""
        return sum(count.examined for count in self.counts)
