"""Adds an audit up by the controls of a framework."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from iam_audit.model import (
    AccountResult,
    AccountStatus,
    AuditResult,
    CheckCount,
    Control,
    ControlResult,
    ControlStatus,
    Finding,
    Framework,
    Status,
)

OPEN = (Status.NOT_EVALUATED, Status.MANUAL)


def by_control(result: AuditResult, framework: Framework) -> tuple[ControlResult, ...]:
    """Return what the audit says of every control of the framework, in its order.

    What could not be judged, or not be read, never lets a control pass.
    """
    totals = total_counts(result.accounts)
    said: dict[str, list[Finding]] = {}
    for finding in result.findings:
        said.setdefault(finding.check_id, []).append(finding)
    unread = tuple(one.account.id for one in result.accounts if one.status is AccountStatus.NOT_ASSESSED)
    return tuple(_judged(control, totals, said, unread) for control in framework.controls)


def narrowed(result: AuditResult, framework: Framework) -> AuditResult:
    """Return the audit with the framework on it, and the findings with the controls of no other."""
    narrow = result.changed(lambda account: narrowed_account(account, framework))
    return msgspec.structs.replace(narrow, framework=framework)


def narrowed_account(account: AccountResult, framework: Framework) -> AccountResult:
    """Return the account with the controls of no other framework on its findings."""
    findings = tuple(_with_one_framework(one, framework) for one in account.findings)
    return msgspec.structs.replace(account, findings=findings)


def total_counts(accounts: Iterable[AccountResult]) -> Mapping[str, CheckCount]:
    """Add up what each check looked at, over all accounts; ordered by check."""
    totals: dict[str, CheckCount] = {}
    for count in (count for account in accounts for count in account.counts):
        held = totals.get(count.check_id)
        totals[count.check_id] = _sum(held, count) if held else count
    return dict(sorted(totals.items()))


def _judged(
    control: Control,
    totals: Mapping[str, CheckCount],
    said: Mapping[str, Sequence[Finding]],
    unread: tuple[str, ...],
) -> ControlResult:
    run = [check for check in control.checks if check in totals or check in said]
    found = sorted((one for check in run for one in said.get(check, ())), key=lambda one: one.order)
    made = ControlResult(
        id=control.id,
        status=ControlStatus.NOT_COVERED,
        counts=tuple(totals[check] for check in run if check in totals),
        failing=tuple(one for one in found if one.status is Status.FAIL),
        muted=tuple(one for one in found if one.status is Status.MUTED),
        open=tuple(one for one in found if one.status in OPEN),
        not_run=tuple(check for check in control.checks if check not in run),
        unread=unread,
    )
    return msgspec.structs.replace(made, status=_status(made, asked=bool(run) or not totals))


def _status(made: ControlResult, *, asked: bool) -> ControlStatus:
    """Decide; `asked` is whether a check that speaks to it was run, or would have been in an account read."""
    if made.failing:
        return ControlStatus.FAILED
    if made.open or (made.unread and asked):
        return ControlStatus.NOT_EVALUATED
    if not (made.counts or made.muted):
        return ControlStatus.NOT_COVERED
    if made.muted:
        return ControlStatus.MUTED
    return ControlStatus.PASSED if made.examined else ControlStatus.NOT_APPLICABLE


def _with_one_framework(finding: Finding, framework: Framework) -> Finding:
    controls = finding.frameworks.get(framework.name)
    return msgspec.structs.replace(finding, frameworks={framework.name: controls} if controls else {})


def _sum(one: CheckCount, other: CheckCount) -> CheckCount:
    return CheckCount(
        check_id=one.check_id,
        examines=one.examines,
        examined=one.examined + other.examined,
        failed=one.failed + other.failed,
        passed=one.passed + other.passed,
        muted=one.muted + other.muted,
        not_evaluated=one.not_evaluated + other.not_evaluated,
    )
