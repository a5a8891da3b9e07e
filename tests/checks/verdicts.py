"""What a check says of a small account, in short."""

from datetime import datetime

from builders import NOW
from iam_audit.audit import audit_snapshot
from iam_audit.checks.base import Check
from iam_audit.model import Finding, Severity, Snapshot, Status

FAILS, UNKNOWN, MANUAL = [Status.FAIL], [Status.NOT_EVALUATED], [Status.MANUAL]
FINE: list[Status] = []


def findings(check: Check, read: Snapshot, now: datetime = NOW) -> list[Finding]:
    return list(check.run(read, now))


def verdicts(check: Check, read: Snapshot) -> list[Status]:
    return [finding.status for finding in findings(check, read)]


def severities(check: Check, read: Snapshot) -> list[Severity]:
    return [finding.severity for finding in findings(check, read)]


def examined(check: Check, read: Snapshot) -> int:
    """How many members of the population a whole audit counts."""
    return audit_snapshot(read, (check,), NOW).counts[0].examined
