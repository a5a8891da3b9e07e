"""The report as one HTML file that needs nothing else: no network, no server, no JavaScript to be read.

Every row is in the markup, so it can be read, searched and printed as it is; the script only adds filters, sorting and
copy buttons. A Content-Security-Policy names the hashes of our one style sheet and our one script, so that anything
else that found its way into the page would not run.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from iam_audit.model import AuditResult
from iam_audit.reports import urgency, wording
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.html_page import Page, in_words, key_count, page_of
from iam_audit.reports.visible import visible, with_one_line_feed

HOME = "html_template"
CODE = re.compile(r"`([^`]+)`")


class HtmlReport(StreamedReport):
    """Headline, charts, keys, findings and coverage on one page, to be mailed, archived or printed."""

    name = "html"
    filename = "key_audit_report.html"
    media_type = "text/html"
    description = "One self-contained page with search, sorting and filters, for people and for auditors."

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the page; whatever a name or a tag holds is shown as text."""
        return with_one_line_feed(_fill(page_of(result)))


def _fill(page: Page) -> Iterator[str]:
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html.jinja")
        .generate(page=page, style=Markup(style), script=Markup(script), csp=_policy(style, script))  # noqa: S704 - our own files
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("iam_audit.reports", HOME),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_words": in_words, "key_count": key_count, "marked": _marked}
    environment.globals |= {"wording": wording, "urgency": urgency}
    return environment


def _marked(text: str) -> Markup:
    """Show what our own texts have between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped, and our own text


def _shown(value: object) -> object:
    """Make control characters and direction overrides visible, in everything that is not markup already."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(style: str, script: str) -> str:
    """Forbid everything but the two parts we wrote.

    `data:` is for the empty icon, which keeps browsers from asking a server for one.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _asset(name: str) -> str:
    return resources.files("iam_audit.reports").joinpath(HOME, name).read_text(encoding="utf-8")
