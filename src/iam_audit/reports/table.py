"""The report for the terminal."""

from collections.abc import Iterator

from iam_audit.model import AuditResult
from iam_audit.reports.base import StreamedReport


class TableReport(StreamedReport):
    """Everything at a glance, for a person at a terminal."""

    name = "table"
    filename = "report.txt"
    media_type = "text/plain"
    description = (
        "The key table, the findings by severity and what could not be read, for reading in a terminal."
    )

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield plain text without colours, 120 columns wide."""
        from iam_audit.reports.drawing.terminal import plain_text  # noqa: PLC0415 - loads rich

        return plain_text(result)
