"""Audits the accounts of a source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from iam_audit.audit import DEFAULT_JUDGEMENT, Judgement
from iam_audit.checks.base import Check
from iam_audit.model import AuditResult
from iam_audit.workflows.parallel import QUIET, Progress
from iam_audit.workflows.sources import Source


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What to ask about every account, and how to judge the answers."""

    checks: Sequence[Check]
    judgement: Judgement = DEFAULT_JUDGEMENT


def audit(source: Source, questions: Questions, now: datetime, progress: Progress = QUIET) -> AuditResult:
    """Read every account of the source and judge it; the accounts of the result are ordered by id.

    An account that cannot be read is `not_assessed` with the reason, and so is one that Ctrl-C (KeyboardInterrupt) left
    unread: the interrupt ends the reading, not the result. Raises CredentialsError, UsageError, InputError or
    AccountError when there is nothing to judge at all.
    """
    raise NotImplementedError
