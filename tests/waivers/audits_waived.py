"""Waivers and findings that say only what a test is about."""

from datetime import date

from builders import ACCOUNT_ID, account
from iam_audit.model import (
    AccountResult,
    AccountStatus,
    Advice,
    CheckCount,
    Finding,
    Remediation,
    Resource,
    Severity,
    Status,
    Waiver,
)


def waiver(**fields: object) -> Waiver:
    values = {
        "check": "access-key-age",
        "account": "*",
        "resource": "alice",
        "reason": "x",
        "approver": "jane",
        "expires": date(2026, 6, 30),
        "source": "waivers.toml, entry 1",
    }
    return Waiver(**(values | fields))


def finding(status: Status = Status.FAIL, **resource: str) -> Finding:
    return Finding(
        check_id="access-key-age",
        title="t",
        severity=Severity.MEDIUM,
        status=status,
        resource=Resource(account_id=ACCOUNT_ID, **resource),
        message="It fails.",
        advice=Advice.of(Remediation(text="r")),
    )


def key_finding(status: Status = Status.FAIL) -> Finding:
    arn = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
    return finding(status, type="access-key", id="AKIAIOSFODNN7EXAMPLE", name="alice", arn=arn)


def audited(*findings: Finding, not_evaluated: int = 0, **fields: object) -> AccountResult:
    """One account in which one check has said this."""
    count = CheckCount(
        check_id="access-key-age", examines="active access keys", examined=3, not_evaluated=not_evaluated
    )
    values = {
        "account": account(),
        "status": AccountStatus.ASSESSED,
        "findings": findings,
        "counts": (count,),
    }
    return AccountResult(**(values | fields))
