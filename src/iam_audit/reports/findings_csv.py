"""Every finding as CSV, one per row."""

from collections.abc import Iterator

import msgspec

from iam_audit.model import WORST_FIRST, AccountResult, AuditResult, Finding, Order, Waiver
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.digest import findings_of
from iam_audit.reports.spreadsheet import Cell, csv_pieces
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


class FindingsCsvReport(StreamedReport):
    """One row per finding, the worst first, whatever its status."""

    name = "findings-csv"
    filename = "findings.csv"
    media_type = "text/csv"
    description = "All findings of all checks, one per row, for spreadsheets and imports."

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield every finding; an account that was not assessed is a row too."""
        return csv_pieces(COLUMNS, (row.cells for row in result.ordered(ROWS)))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row, and where it belongs."""

    order: tuple[int, str, str, str, str]
    cells: tuple[Cell, ...]


def _rows(account: AccountResult) -> Iterator[Row]:
    about = about_resources(account)
    for one in findings_of(account):
        yield Row(
            order=one.order,
            cells=(*_row(one, account.account.name), *about(one.resource), *_waived(one.waiver)),
        )


ROWS = Order(
    name="findings-csv",
    kind=Row,
    items=_rows,
    key=lambda row: row.order,
    before_account=WORST_FIRST.before_account,
)


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
