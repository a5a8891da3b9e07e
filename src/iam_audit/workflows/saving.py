"""Saves the accounts of a source, to be audited later and elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iam_audit.audit import DEFAULT_JUDGEMENT
from iam_audit.checks import configure
from iam_audit.collect.bundle import write_bundle
from iam_audit.model import Account, Gap
from iam_audit.workflows.bundles import write_absentees
from iam_audit.workflows.naming_keys import naming_keys
from iam_audit.workflows.parallel import QUIET, Done, Lost, Progress, in_each
from iam_audit.workflows.sources import OneAccount, Organization
from iam_audit.workflows.visits import visits_of


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of one account."""

    account: Account
    gaps: tuple[Gap, ...] = ()
    """What could not be read of it."""
    reason: str | None = None
    """Why nothing was saved; None when its bundle is there."""


def collect(
    source: OneAccount | Organization, folder: Path, now: datetime, progress: Progress = QUIET
) -> tuple[Saved, ...]:
    """Write one bundle per account into `folder`, which is made when missing; ordered by account id.

    An account that cannot be read says why, also in the folder, and the others are saved; so it is after
    Ctrl-C. Raises OutputError when a bundle cannot be written.
    """
    visits = visits_of(naming_keys(source, configure({}), now, DEFAULT_JUDGEMENT))

    def save(account: Account) -> Saved:
        collected = visits.read(account, now)
        write_bundle(folder, collected)
        return Saved(account=collected.snapshot.account, gaps=collected.snapshot.gaps)

    outcomes = in_each(visits.accounts, save, at_once=visits.at_once, progress=progress, stop=visits.aws.stop)
    write_absentees(folder, [one for one in outcomes if isinstance(one, Lost)])
    return tuple(_saved(one) for one in outcomes)


def _saved(outcome: Done[Saved] | Lost) -> Saved:
    if isinstance(outcome, Lost):
        return Saved(account=outcome.account, reason=outcome.reason)
    return outcome.value
