"""The whole audit as JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, assert_never

from iam_audit.model import (
    AccountResult,
    AuditResult,
    Finding,
    Gap,
    KeyRow,
    LastUse,
    Lazy,
    NeverUsed,
    Used,
    UseUnknown,
)
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.json_document import (
    SCHEMA_VERSION,
    AccountEntry,
    Document,
    FindingEntry,
    GapEntry,
    KeyEntry,
    RotationEntry,
    Summary,
    Tool,
)
from iam_audit.reports.json_parts import framework_entry, resource_entry, waived_by, waiver_entry
from iam_audit.reports.json_text import json_pieces


class JsonReport(StreamedReport):
    """Everything the audit knows, for programs."""

    name = "json"
    filename = "key_audit_report.json"
    media_type = "application/json"
    description = (
        "Everything: keys, findings, gaps and counts, in the shape that `iam-audit schema` publishes."
    )

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the document, with two spaces of indentation."""
        shape = document(result)
        return json_pieces({name: getattr(shape, name) for name in Document.__struct_fields__})


def document(result: AuditResult) -> Document:
    """Put an audit into its published shape."""
    return Document(
        schema_version=SCHEMA_VERSION,
        tool=Tool(name="iam-audit", version=result.tool_version),
        generated_at=result.generated_at.isoformat(),
        scope=result.scope,
        total_keys_audited=len(result.keys),
        summary=_summary(result),
        accounts=Lazy(lambda: map(_account, result.accounts)),
        keys=Lazy(lambda: map(_key, result.keys)),
        principals=Lazy(lambda: iter(result.principals)),
        findings=Lazy(lambda: map(_finding, result.findings)),
        gaps=Lazy(lambda: (_gap(account, gap) for account in result.accounts for gap in account.gaps)),
        waivers=tuple(map(waiver_entry, result.waivers)),
        framework=framework_entry(result),
    )


def _summary(result: AuditResult) -> Summary:
    return Summary(
        complete=result.complete,
        coverage=result.coverage,
        risk_levels=result.risk_counts,
        severities=result.severity_counts,
        statuses=result.status_counts,
    )


def _account(one: AccountResult) -> AccountEntry:
    return AccountEntry(
        id=one.account.id,
        name=one.account.name,
        partition=one.account.partition,
        status=one.status,
        reason=one.reason,
        credential_report_generated_at=_moment(one.credential_report_generated_at),
        checks=tuple(one.counts),
    )


def _key(row: KeyRow) -> KeyEntry:
    key, use = row.key, row.key.last_used
    used = use if isinstance(use, Used) else None
    return KeyEntry(
        username=key.user_name,
        key_id=key.id,
        status="Unknown" if key.active is None else "Active" if key.active else "Inactive",
        key_age_days=row.age_days,
        last_used_days_ago=row.last_used_days_ago,
        risk_level=row.risk_level,
        compliant=row.compliant,
        remediation=row.remediation,
        compliance_controls=row.controls,
        account_id=row.account.id,
        account_name=row.account.name,
        arn=key.user_arn,
        slot=key.slot,
        created_at=_moment(key.created_at),
        last_used_state=_state(use),
        last_used_at=_moment(used.at) if used else None,
        last_used_service=used.service if used else None,
        last_used_region=used.region if used else None,
        rotation_finding=_rotation(row.rotation) if row.rotation else None,
        kind=row.kind,
        privilege=row.privilege,
        priority=row.priority.score if row.priority else None,
        priority_parts=row.priority.parts if row.priority else (),
    )


def _state(use: LastUse) -> Literal["used", "never", "unknown"]:
    match use:
        case Used():
            return "used"
        case NeverUsed():
            return "never"
        case UseUnknown():
            return "unknown"
        case _:
            assert_never(use)


def _rotation(finding: Finding) -> RotationEntry:
    return RotationEntry(
        severity=finding.severity,
        status=finding.status,
        message=finding.message,
        fingerprint=finding.fingerprint,
    )


def _finding(one: Finding) -> FindingEntry:
    resource = one.resource
    return FindingEntry(
        check_id=one.check_id,
        title=one.title,
        severity=one.severity,
        status=one.status,
        account_id=resource.account_id,
        resource=resource_entry(resource),
        message=one.message,
        evidence=one.evidence,
        remediation=one.remediation,
        frameworks=one.frameworks,
        fingerprint=one.fingerprint,
        waiver=waived_by(one.waiver) if one.waiver else None,
    )


def _gap(account: AccountResult, gap: Gap) -> GapEntry:
    return GapEntry(account_id=account.account.id, section=gap.section, reason=gap.reason, code=gap.code)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
