"""Audits for tests of the history: real snapshots, judged by real checks."""

from datetime import datetime

from builders import ACCOUNT_ID, NOW, access_key, days_ago, last_use, root, snapshot, user
from iam_audit.audit import audit_snapshot, not_assessed
from iam_audit.checks import configure
from iam_audit.history.saving import Occasion, run_id_of
from iam_audit.model import (
    Account,
    AccountResult,
    Advice,
    AuditResult,
    Finding,
    KeyRow,
    Remediation,
    Resource,
    Section,
    Severity,
    Status,
)

KEY_CHECKS = ("access-key-age", "access-key-unused", "access-key-never-used")
OTHER = "210987654321"


def checks(*names: str):
    return tuple(one for one in configure({}) if one.id in (names or KEY_CHECKS))


def judged(now: datetime = NOW, *, only: tuple[str, ...] = (), **fields: object) -> AccountResult:
    """The audit of one account with these keys and users."""
    return audit_snapshot(snapshot(**({"users": (user(),)} | fields)), checks(*only), now)


def result(*accounts: AccountResult, at: datetime = NOW, scope: str = "the test", **fields: object):
    ordered = tuple(sorted(accounts, key=lambda one: one.account.id))
    return AuditResult(generated_at=at, tool_version="1.0", scope=scope, accounts=ordered, **fields)


def unread(account_id: str = ACCOUNT_ID, reason: str = "the door is shut.") -> AccountResult:
    return not_assessed(Account(id=account_id, name="production"), reason)


def save(history, audit: AuditResult, run_id: str | None = None, **fields: object):
    return history.save(
        audit, Occasion(run_id=run_id or run_id_of(audit), saved_at=audit.generated_at, **fields)
    )


def bare(
    number: int, status: Status = Status.FAIL, severity: Severity = Severity.HIGH, check: str = "made-up"
) -> Finding:
    """A finding about a role."""
    name = f"role-{number}"
    return Finding(
        check_id=check,
        title="Made up",
        severity=severity,
        status=status,
        resource=Resource(type="role", id=name, name=name, account_id=ACCOUNT_ID),
        message=f"{name} is not as it should be.",
        advice=Advice.of(Remediation(text="Mend it.")),
    )


__all__ = [
    "ACCOUNT_ID",
    "KEY_CHECKS",
    "NOW",
    "OTHER",
    "AccountResult",
    "KeyRow",
    "Section",
    "access_key",
    "bare",
    "days_ago",
    "judged",
    "last_use",
    "result",
    "root",
    "save",
    "unread",
    "user",
]
