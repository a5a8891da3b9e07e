"""The keys past their rotation limit as CSV, for whoever has to rotate them."""

from collections.abc import Iterator

from iam_audit.model import AuditResult, Finding, KeyRow, Status
from iam_audit.reports import wording
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.spreadsheet import Cell, csv_pieces

COLUMNS = ("User", "AccessKeyId", "Status", "Age (Days)", "Created", "Risk")


class StaleKeysCsvReport(StreamedReport):
    """One row per access key with an `access-key-age` finding that is not muted."""

    name = "stale-keys-csv"
    filename = "iam_audit_report.csv"
    media_type = "text/csv"
    description = "Keys past the rotation limit only: user, key, age, date of creation, MEDIUM or HIGH."

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the header and one row per key that is too old."""
        stale = ((row, row.rotation) for row in result.keys)
        rows = (_row(row, why) for row, why in stale if why and why.status is Status.FAIL)
        return csv_pieces(COLUMNS, rows)


def _row(row: KeyRow, rotation: Finding) -> tuple[Cell, ...]:
    created = row.key.created_at.strftime("%Y-%m-%d") if row.key.created_at else wording.UNKNOWN
    risk = rotation.severity.upper()
    return (row.key.user_name, row.key.label, wording.status(row), wording.age(row), created, risk)
