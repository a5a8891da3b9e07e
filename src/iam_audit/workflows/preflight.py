"""Tries, before an audit, what the audit will need."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from iam_audit.aws import Aws
from iam_audit.collect.organization import Selection
from iam_audit.workflows.sources import Entry


class Verdict(StrEnum):
    """How a trial went."""

    OK = "ok"
    WARN = "warn"
    """The audit will run, with gaps."""
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was tried."""

    what: str
    verdict: Verdict
    sentence: str


def doctor(aws: Aws, *, entry: Entry | None = None, selection: Selection | None = None) -> Iterator[Line]:
    """Try who we are, every permission (with cheap read calls), and with an entry the organization and its role.

    Lines come as the trials end. Raises nothing that AWS says: a failed trial is a line.
    """
    raise NotImplementedError
