"""Saves the accounts of a source, to be audited later and elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iam_audit.model import Account, Gap
from iam_audit.workflows.parallel import QUIET, Progress
from iam_audit.workflows.sources import OneAccount, Organization


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

    An account that cannot be read says why, and the others are saved; so it is after Ctrl-C. Raises OutputError when a
    bundle cannot be written.
    """
    raise NotImplementedError
