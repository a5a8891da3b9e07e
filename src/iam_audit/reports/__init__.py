"""AuditResult in, text out: one file per format."""

import sys

from iam_audit.discover import discover
from iam_audit.reports.base import Report


def formats() -> dict[str, Report]:
    """Return every format by name, in the order of the names."""
    found = (report() for report in discover(sys.modules[__name__], Report))
    return {report.name: report for report in sorted(found, key=lambda report: report.name)}
