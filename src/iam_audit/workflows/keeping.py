"""Keeps what an audit of many accounts has found, so that it can be interrupted and gone on with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from iam_audit.audit import not_assessed
from iam_audit.aws.faults import DENIED
from iam_audit.errors import UsageError
from iam_audit.model import Account, AccountResult, AccountStatus, AuditResult
from iam_audit.runs import DiskShelf, Listed, Run
from iam_audit.workflows.parallel import Lost

MAX_AGE = timedelta(hours=4)
"""As old as a credential report may be that AWS hands out as the present one."""
GONE = "it was listed when the run began, and is not any more."


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """A run to keep accounts in, as of this start of it."""

    run: Run
    started_at: datetime
    max_age: timedelta = MAX_AGE
    """What was read longer ago is read again."""
    how: str = ""
    """How a person goes on with the run, in words or as a command."""

    @property
    def neighbours(self) -> Path:
        """The folder for what accounts mean for each other."""
        return self.run.folder / "neighbours"

    def missing(self, accounts: Sequence[Account]) -> tuple[Account, ...]:
        """Return the accounts to read: not read yet, lost on disk, read too long ago, or read with bad luck."""
        return tuple(one for one in accounts if not self._stands(one))

    def holds(self, account: Account) -> bool:
        """Whether what is kept of an account is in the report when it cannot be read anew."""
        return self._recent(account) is not None

    def keep(self, result: AccountResult) -> None:
        """Write down what was found in an account. Raises OutputError."""
        self.run.put(result, self.started_at)

    def note(self, caller: str, accounts: Sequence[Account]) -> None:
        """Write down which accounts there are, when the run begins. Raises OutputError.

        Raises UsageError for the credentials of another account than then: the report would be about both.
        """
        then = self.run.listed()
        if then is None:
            self.run.list(Listed(caller=caller, accounts=tuple(accounts)))
        elif then.caller != caller:
            raise UsageError(
                f"Run {self.run.id} was begun from account {then.caller}, and these credentials are of account "
                f"{caller}: choose the profile that it was begun with."
            )

    def shelf(self, accounts: Iterable[Account], lost: Iterable[Lost]) -> DiskShelf:
        """Return the accounts of the run: what is kept of them, or why nothing is.

        What was read with bad luck and could not be read better stays as it was.
        """
        there = {one.id for one in accounts}
        listed = self.run.listed()
        reasons = {one: GONE for one in (listed.accounts if listed else ()) if one.id not in there}
        reasons |= {one.account: one.reason for one in lost}
        nothing = {
            one.id: not_assessed(one, reason) for one, reason in reasons.items() if not self._recent(one)
        }
        return self.run.shelf(sorted({*there, *(one.id for one in reasons)}), nothing)

    def lacks(self, result: AuditResult) -> bool:
        """Whether it is of use to go on with the run: something is missing that another start may read."""
        return self.run.kept > 0 and any(
            one.status is AccountStatus.NOT_ASSESSED or _unlucky(one) for one in result.accounts
        )

    def _stands(self, account: Account) -> bool:
        held = self._recent(account)
        return held is not None and not _unlucky(held)

    def _recent(self, account: Account) -> AccountResult | None:
        held = self.run.held(account.id)
        return held[0] if held and self.started_at - held[1] <= self.max_age else None


def _unlucky(result: AccountResult) -> bool:
    """Whether something could not be read for a reason that may have passed; a denial does not pass by itself."""
    return any(gap.wanted and gap.code not in DENIED for gap in result.gaps)
