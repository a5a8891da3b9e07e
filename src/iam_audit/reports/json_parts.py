"""The parts of the JSON report that tell of waivers and of the controls of a framework."""

from iam_audit.model import AuditResult, ControlResult, Finding, Resource, Waiver, WaiverUse
from iam_audit.reports.controls import controls
from iam_audit.reports.json_document import (
    ControlEntry,
    ControlFinding,
    FrameworkEntry,
    ResourceEntry,
    WaivedBy,
    WaiverEntry,
)


def resource_entry(one: Resource) -> ResourceEntry:
    """Put what a finding points at into its published shape."""
    return ResourceEntry(type=one.type, id=one.id, arn=one.arn, name=one.name)


def waived_by(one: Waiver) -> WaivedBy:
    """Put the decision behind a muted finding into its published shape."""
    return WaivedBy(
        reason=one.reason, approver=one.approver, expires=one.expires.isoformat(), source=one.source
    )


def waiver_entry(use: WaiverUse) -> WaiverEntry:
    """Put what became of a waiver into its published shape."""
    one = use.waiver
    return WaiverEntry(
        source=use.source,
        state=use.state,
        message=use.message,
        findings=use.findings,
        check=one.check if one else None,
        account=one.account if one else None,
        resource=one.resource if one else None,
        reason=one.reason if one else None,
        approver=one.approver if one else None,
        expires=one.expires.isoformat() if one else None,
        given=one.given.isoformat() if one and one.given else None,
    )


def framework_entry(result: AuditResult) -> FrameworkEntry | None:
    """Put the audit by control into its published shape; None when no framework was chosen."""
    if result.framework is None:
        return None
    entries = tuple(_control(one) for one in controls(result))
    return FrameworkEntry(id=result.framework.id, name=result.framework.name, controls=entries)


def _control(one: ControlResult) -> ControlEntry:
    return ControlEntry(
        id=one.id,
        status=one.status,
        checks=one.counts,
        not_run=one.not_run,
        failing=_pointers(one.failing),
        muted=_pointers(one.muted),
        no_verdict=_pointers(one.open),
        accounts_not_assessed=one.unread,
    )


def _pointers(findings: tuple[Finding, ...]) -> tuple[ControlFinding, ...]:
    return tuple(
        ControlFinding(
            check_id=one.check_id,
            account_id=one.account_id,
            resource=resource_entry(one.resource),
            fingerprint=one.fingerprint,
        )
        for one in findings
    )
