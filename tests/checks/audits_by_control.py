"""Audits of one check, with as many findings of each status as a test asks for."""

from collections import Counter

from builders import ACCOUNT_ID, NOW
from builders import account as built
from iam_audit.model import (
    Account,
    AccountResult,
    AccountStatus,
    Advice,
    AuditResult,
    CheckCount,
    Control,
    Finding,
    Framework,
    Remediation,
    Resource,
    Severity,
    Status,
)


def framework(*controls: tuple[str, ...]) -> Framework:
    """A framework with the controls C1, C2, ..., each with these checks."""
    made = tuple(Control(id=f"C{number}", checks=checks) for number, checks in enumerate(controls, 1))
    return Framework(id="frame", name="Frame", controls=made)


def noun(id: str = ACCOUNT_ID) -> Account:
    return built(id=id)


def account(*statuses: Status, id: str = ACCOUNT_ID, check: str = "access-key-age") -> AccountResult:
    """One account of which one check has said this."""
    counts = Counter(statuses)
    count = CheckCount(
        check_id=check,
        examines="active access keys",
        examined=len(statuses),
        failed=counts[Status.FAIL],
        passed=counts[Status.PASS],
        muted=counts[Status.MUTED],
        not_evaluated=counts[Status.NOT_EVALUATED],
    )
    said = [finding(f"user{n}", one, id, check) for n, one in enumerate(statuses) if one is not Status.PASS]
    return AccountResult(
        account=noun(id), status=AccountStatus.ASSESSED, findings=tuple(said), counts=(count,)
    )


def finding(
    user: str, status: Status = Status.FAIL, account_id: str = ACCOUNT_ID, check: str = "access-key-age"
) -> Finding:
    """Say something of the key of a user."""
    arn = f"arn:aws:iam::{account_id}:user/{user}"
    return Finding(
        check_id=check,
        title="t",
        severity=Severity.MEDIUM,
        status=status,
        resource=Resource(type="access-key", id=f"{user}/1", arn=arn, name=user, account_id=account_id),
        message=f"{user} fails.",
        advice=Advice.of(Remediation(text="r")),
    )


def audit(*accounts: AccountResult) -> AuditResult:
    return AuditResult(generated_at=NOW, tool_version="1.2.3", scope="test", accounts=accounts)
