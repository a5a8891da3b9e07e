"""What a person wants to know first of an audit, in the order of asking; the readable formats draw it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from iam_audit.checks.by_control import total_counts
from iam_audit.model import (
    WORST_FIRST,
    AccountResult,
    AccountStatus,
    Advice,
    AuditResult,
    Finding,
    Gap,
    Order,
    Remediation,
    RiskLevel,
    Section,
    Severity,
    Status,
    WaiverState,
    WaiverUse,
)
from iam_audit.reports import wording

NOT_ASSESSED = "account-not-assessed"


@dataclass(frozen=True)
class Unanswered:
    """Checks that could not be evaluated for one and the same reason."""

    account_id: str
    why: str
    check_ids: tuple[str, ...]
    resources: int
    """How many resources it concerns."""


def tier_counts(result: AuditResult) -> tuple[tuple[RiskLevel, int], ...]:
    """Count the keys per tier, best first; UNKNOWN only when there are any."""
    counts = result.risk_counts
    unknown = ((RiskLevel.UNKNOWN, counts[RiskLevel.UNKNOWN]),) if counts[RiskLevel.UNKNOWN] else ()
    return tuple((tier, counts[tier]) for tier in wording.TIERS) + unknown


def no_keys(result: AuditResult) -> str:
    """Say why there is no key to show: none exist, or they could not be read."""
    unread = any(
        account.status is AccountStatus.NOT_ASSESSED or _keys_unread(account) for account in result.accounts
    )
    return "No access keys could be read; what is missing is listed below." if unread else "No access keys."


def idle_and_old(result: AuditResult) -> str | None:
    """Point out the keys that are in use and yet past their rotation limit, if there are any."""
    count = sum(
        row.compliant and row.rotation is not None and row.rotation.status is Status.FAIL
        for row in result.keys
    )
    if not count:
        return None
    keys = "1 key is" if count == 1 else f"{count} keys are"
    return (
        f"{keys} COMPLIANT by inactivity but past the rotation limit (access-key-age): in use, and too old."
    )


def failures(result: AuditResult) -> tuple[tuple[Severity, Sequence[Finding]], ...]:
    """Group the failing findings by severity, worst first; severities without any are left out."""
    failing = result.with_status(Status.FAIL)
    groups = ((severity, _as_bad(result, failing, severity)) for severity in Severity)
    return tuple((severity, found) for severity, found in groups if found)


def _as_bad(result: AuditResult, findings: Sequence[Finding], severity: Severity) -> Sequence[Finding]:
    return result.kept(lambda: (one for one in findings if one.severity is severity))


def proportions(result: AuditResult) -> tuple[str, ...]:
    """Say of each check that failed how many it looked at: `access-key-age 3 of 41 active access keys`."""
    return tuple(
        f"{one.check_id} {one.failed} of {one.examined} {one.examines}"
        for one in total_counts(result.accounts).values()
        if one.failed
    )


def unanswered(result: AuditResult) -> Sequence[Unanswered]:
    """Group what was not evaluated by account and reason: one denied call silences many checks alike."""
    return result.together(_unanswered_in)


def _unanswered_in(account: AccountResult) -> Iterator[Unanswered]:
    silent = [one for one in account.findings if one.status is Status.NOT_EVALUATED]
    silent.sort(key=lambda one: (one.message, one.order))
    for why, found in groupby(silent, key=lambda one: one.message):
        yield _unanswered(account.account.id, why, tuple(found))


def gaps(result: AuditResult) -> Sequence[tuple[AccountResult, Gap]]:
    """Return every section that could not be read, by account."""
    return result.together(lambda account: ((account, gap) for gap in account.gaps))


def waivers(result: AuditResult) -> tuple[WaiverUse, ...]:
    """Return the waivers that somebody should look at, in the order of the audit."""
    return tuple(use for use in result.waivers if use.state.needs_attention)


def in_force(result: AuditResult) -> str | None:
    """Say how many waivers mute how much; None when none does."""
    good = [use for use in result.waivers if use.state in (WaiverState.IN_FORCE, WaiverState.LAPSING)]
    muted = sum(finding.waiver is not None for finding in result.with_status(Status.MUTED))
    if not good:
        return None
    return f"{_several(len(good), 'waiver')} in force, {_several(muted, 'finding')} muted by waivers."


def coverage(result: AuditResult) -> str:
    """Say as one sentence how much of what was asked for could be assessed."""
    return f"{result.coverage.rstrip('.')}."


def all_findings(result: AuditResult) -> Sequence[Finding]:
    """Return all findings, and one for each account that was not assessed.

    Formats that know findings only would otherwise let an unread account pass for a clean one.
    """
    return result.ordered(ALL)


def findings_of(account: AccountResult) -> Iterator[Finding]:
    """Yield the findings of one account, or the one that it was not assessed."""
    yield from account.findings
    if account.status is AccountStatus.NOT_ASSESSED:
        yield not_assessed(account)


ALL = Order(
    name="findings-and-accounts",
    kind=Finding,
    items=findings_of,
    key=lambda finding: finding.order,
    before_account=WORST_FIRST.before_account,
)


def not_assessed(account: AccountResult) -> Finding:
    """Put into a finding that an account could not be read."""
    return Finding(
        check_id=NOT_ASSESSED,
        title="The account could not be assessed",
        severity=Severity.HIGH,
        status=Status.NOT_EVALUATED,
        resource=account.account.resource,
        message=f"Nothing is known of this account: {account.reason or 'no reason was given.'}",
        advice=Advice.of(Remediation(text="Give the audit access to this account, then run it again.")),
    )


def _keys_unread(account: AccountResult) -> bool:
    return any(gap.section is Section.ACCESS_KEYS for gap in account.gaps)


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _unanswered(account_id: str, why: str, found: tuple[Finding, ...]) -> Unanswered:
    return Unanswered(
        account_id=account_id,
        why=why,
        check_ids=tuple(sorted({one.check_id for one in found})),
        resources=len({(one.resource.type, one.resource.id) for one in found}),
    )
