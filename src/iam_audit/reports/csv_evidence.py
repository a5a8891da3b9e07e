"""The key table as CSV, for auditors' evidence folders."""

from iam_audit.model import AuditResult, KeyRow
from iam_audit.reports import wording
from iam_audit.reports.base import Report
from iam_audit.reports.spreadsheet import Cell, csv_text

COLUMNS = (
    "username",
    "key_id",
    "status",
    "key_age_days",
    "last_used_days_ago",
    "risk_level",
    "compliant",
    "controls",
    "remediation",
)


class CsvEvidenceReport(Report):
    """One row per access key, the riskiest first."""

    name = "csv"
    filename = "key_audit_report.csv"
    media_type = "text/csv"
    description = "Audit evidence: one row per access key, with its risk, controls and what to do."

    def render(self, result: AuditResult) -> str:
        """Return the key table; `Never` and `Unknown` are told apart."""
        return csv_text(COLUMNS, (_row(row) for row in result.keys))


def _row(row: KeyRow) -> tuple[Cell, ...]:
    return (
        row.key.user_name,
        row.key.label,
        wording.status(row),
        wording.age(row),
        wording.last_used(row),
        row.risk_level.value,
        row.compliant,
        ", ".join(row.controls),
        row.remediation,
    )
