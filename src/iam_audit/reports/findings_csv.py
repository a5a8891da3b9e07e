"""Every finding as CSV, one per row."""

import msgspec

from iam_audit.model import AuditResult, Finding, Waiver
from iam_audit.reports.base import Report
from iam_audit.reports.digest import all_findings
from iam_audit.reports.spreadsheet import Cell, csv_text
from iam_audit.reports.urgency import about_resources

COLUMNS = (
    "account_id",
    "account_name",
    "check_id",
    "title",
    "severity",
    "status",
    "resource_type",
    "resource_id",
    "resource_name",
    "arn",
    "message",
    "remediation",
    "frameworks",
    "evidence",
    "fingerprint",
    "privilege",
    "priority",
    "waiver_reason",
    "waiver_approver",
    "waiver_expires",
)
"""New columns come last: whoever reads by place goes on reading the same."""


class FindingsCsvReport(Report):
    """One row per finding, the worst first, whatever its status."""

    name = "findings-csv"
    filename = "findings.csv"
    media_type = "text/csv"
    description = "All findings of all checks, one per row, for spreadsheets and imports."

    def render(self, result: AuditResult) -> str:
        """Return every finding; an account that was not assessed is a row too."""
        names = {account.account.id: account.account.name for account in result.accounts}
        about = about_resources(result)
        rows = (
            (*_row(one, names.get(one.account_id, "")), *about(one.resource), *_waived(one.waiver))
            for one in all_findings(result)
        )
        return csv_text(COLUMNS, rows)


def _row(finding: Finding, account_name: str) -> tuple[Cell, ...]:
    return (
        finding.account_id,
        account_name,
        finding.check_id,
        finding.title,
        finding.severity.value,
        finding.status.value,
        finding.resource.type,
        finding.resource.id,
        finding.resource.name,
        finding.resource.arn,
        finding.message,
        finding.remediation.text,
        "; ".join(f"{framework}: {', '.join(ids)}" for framework, ids in finding.frameworks.items()),
        msgspec.json.encode(finding.evidence).decode(),
        finding.fingerprint,
    )


def _waived(waiver: Waiver | None) -> tuple[Cell, ...]:
    """Return who allowed a finding to be muted, why and until when; empty where no waiver mutes it."""
    return (waiver.reason, waiver.approver, waiver.expires.isoformat()) if waiver else ("", "", "")
