"""The report as one HTML file that needs nothing else: no network, no server, no JavaScript to be read.

Every row is in the markup, so it can be read, searched and printed as it is; the script only adds filters, sorting and
copy buttons. A Content-Security-Policy names the hashes of our one style sheet and our one script, so that anything
else that found its way into the page would not run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.model import AuditResult
from iam_audit.reports.base import LookingBackReport
from iam_audit.reports.visible import with_one_line_feed


@dataclass(frozen=True)
class HtmlReport(LookingBackReport):
    """Headline, charts, keys, findings and coverage on one page, to be mailed, archived or printed."""

    name = "html"
    filename = "key_audit_report.html"
    media_type = "text/html"
    description = "One self-contained page with search, sorting and filters, for people and for auditors."

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the page; whatever a name or a tag holds is shown as text."""
        from iam_audit.reports.drawing.page import html_page  # noqa: PLC0415 - loads jinja2
        from iam_audit.reports.html_page import page_of  # noqa: PLC0415 - as above

        return with_one_line_feed(html_page(page_of(result), self.past))
