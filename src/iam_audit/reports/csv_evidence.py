"""The key table as CSV, for auditors' evidence folders; with a framework, its controls."""

from collections.abc import Iterable, Iterator

from iam_audit.model import AuditResult, ControlResult, Finding, KeyRow
from iam_audit.reports import controls, wording
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.spreadsheet import Cell, csv_pieces

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
CONTROL_COLUMNS = (
    "framework",
    "control",
    "control_status",
    "check_id",
    "examines",
    "examined",
    "failed",
    "passed",
    "muted",
    "not_evaluated",
    "failing_resources",
    "muted_resources",
    "accounts_not_assessed",
)


class CsvEvidenceReport(StreamedReport):
    """One row per access key, the riskiest first; with a framework, one per control and check."""

    name = "csv"
    filename = "key_audit_report.csv"
    media_type = "text/csv"
    description = (
        "Audit evidence: one row per access key, with its risk, controls and what to do; with --framework, one row"
        " per control and check."
    )

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the key table, in which `Never` and `Unknown` are told apart, or that of the controls."""
        if result.framework:
            name = result.framework.name
            rows = (row for one in controls.controls(result) for row in _control_rows(name, one))
            return csv_pieces(CONTROL_COLUMNS, rows)
        return csv_pieces(COLUMNS, (_row(row) for row in result.keys))


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


def _control_rows(framework: str, control: ControlResult) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each check of a control, with nothing counted for those that were not run."""
    start = (framework, control.id, control.status.value)
    unread = "; ".join(control.unread)
    for one in control.counts:
        numbers = (one.examined, one.failed, one.passed, one.muted, one.not_evaluated)
        named = (_named(control.failing, one.check_id), _named(control.muted, one.check_id))
        yield (*start, one.check_id, one.examines, *numbers, *named, unread)
    uncounted = {one.check_id for one in (*control.failing, *control.muted, *control.open)}
    uncounted -= {one.check_id for one in control.counts}
    for check_id in (*sorted(uncounted), *control.not_run) or (None,):
        if check_id or not control.counts:
            named = (_named(control.failing, check_id), _named(control.muted, check_id))
            yield (*start, check_id, *[None] * 6, *named, unread)


def _named(findings: Iterable[Finding], check_id: str | None) -> str:
    return "; ".join(dict.fromkeys(controls.where(one) for one in findings if one.check_id == check_id))
