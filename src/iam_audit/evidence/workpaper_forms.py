"""Workpapers as Markdown, HTML and CSV."""

import base64
import hashlib
from collections.abc import Iterator, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from iam_audit.evidence.workpapers import Exceptional, Paper, Test
from iam_audit.model import AuditResult, Framework
from iam_audit.reports.markdown import escape
from iam_audit.reports.spreadsheet import Cell, csv_pieces
from iam_audit.reports.visible import visible

SHOWN = 50
"""Exceptions that a readable form shows of a control; the CSV lists all."""
COLUMNS = (
    "framework",
    "control",
    "status",
    "check",
    "test_performed",
    "criteria",
    "population",
    "examined",
    "passed",
    "failed",
    "accepted",
    "not_evaluated",
    "sample",
    "exception",
    "severity",
    "account_id",
    "resource",
    "message",
    "accepted_by",
    "fingerprint",
    "conclusion",
)
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1rem;color:#1b1f24;background:#fff}
h2{border-top:1px solid #c8ccd1;margin-top:2rem;padding-top:1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{border:1px solid #c8ccd1;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{color:#e6e8eb;background:#14171a}th,td,h2{border-color:#4a5058}}
"""


def markdown(result: AuditResult, framework: Framework, papers: Sequence[Paper]) -> Iterator[str]:
    """Yield the workpapers of a framework as Markdown."""
    yield f"# Workpapers: {escape(framework.name)}\n\n"
    yield f"{escape(_about(result))}\n"
    for paper in papers:
        yield "".join(f"{line}\n" for line in _markdown(paper))


def html(result: AuditResult, framework: Framework, papers: Sequence[Paper]) -> Iterator[str]:
    """Yield the workpapers of a framework as a page that needs nothing else."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("iam_audit.evidence", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value, keep="\n\t") if type(value) is str else value,
    )
    values = {
        "framework": framework.name,
        "about": _about(result),
        "papers": papers,
        "shown": SHOWN,
        "style": Markup(STYLE),  # noqa: S704 - our own
        "csp": f"default-src 'none'; style-src 'sha256-{digest}'",
    }
    yield from environment.get_template("workpapers.html.jinja").generate(values)
    yield "\n"


def csv(framework: Framework, papers: Sequence[Paper]) -> Iterator[str]:
    """Yield a line for each exception, and one for each test without any."""
    return csv_pieces(COLUMNS, (row for paper in papers for row in _rows(framework, paper)))


def _about(result: AuditResult) -> str:
    return f"{result.scope}, as of {result.generated_at:%Y-%m-%d %H:%M} UTC. {result.coverage}."


def _markdown(paper: Paper) -> Iterator[str]:
    yield ""
    yield f"## {escape(paper.control)}"
    yield ""
    yield f"**Conclusion.** {escape(paper.conclusion)}"
    yield ""
    if paper.tests:
        yield "| Test performed | Criteria | Population | Examined | Passed | Failed | Accepted | Not evaluated |"
        yield "|---|---|---|---|---|---|---|---|"
        yield from (f"| {' | '.join(map(escape, _test_cells(one)))} |" for one in paper.tests)
        yield ""
    yield f"**Sample.** {escape(paper.sample)}"
    yield from _markdown_rest(paper)


def _markdown_rest(paper: Paper) -> Iterator[str]:
    if paper.not_run:
        yield ""
        yield f"**Not run.** {escape(', '.join(paper.not_run))}"
    if paper.unread:
        yield ""
        yield f"**Accounts not read.** {escape(', '.join(paper.unread))}"
    if not paper.exceptions:
        yield ""
        yield "**Exceptions.** None."
        return
    yield ""
    yield f"**Exceptions.** {len(paper.exceptions)}"
    yield ""
    yield "| Exception | Severity | Check | Account | Resource | What | Accepted by |"
    yield "|---|---|---|---|---|---|---|"
    for one in paper.exceptions[:SHOWN]:
        yield f"| {' | '.join(map(escape, _exception_cells(one)))} |"
    if len(paper.exceptions) > SHOWN:
        yield ""
        yield f"{len(paper.exceptions) - SHOWN} more are in the CSV."


def _test_cells(one: Test) -> tuple[str, ...]:
    numbers = (one.examined, one.passed, one.failed, one.muted, one.not_evaluated)
    return (f"{one.check_id}: {one.title}", one.criteria, one.population, *map(str, numbers))


def _exception_cells(one: Exceptional) -> tuple[str, ...]:
    return (one.kind, one.severity, one.check_id, one.account_id, one.resource, one.message, one.accepted)


def _rows(framework: Framework, paper: Paper) -> Iterator[tuple[Cell, ...]]:
    head = (framework.name, paper.control, paper.status.value)
    tests = {one.check_id: one for one in paper.tests}
    spoken = {one.check_id for one in paper.exceptions}
    for one in paper.exceptions:
        said = (
            one.kind,
            one.severity,
            one.account_id,
            one.resource,
            one.message,
            one.accepted,
            one.fingerprint,
        )
        yield (*head, *_tested(one.check_id, tests.get(one.check_id)), paper.sample, *said, paper.conclusion)
    for test in paper.tests:
        if test.check_id not in spoken:
            yield (*head, *_tested(test.check_id, test), paper.sample, *("",) * 7, paper.conclusion)
    if not paper.tests and not paper.exceptions:
        yield (*head, *("",) * 9, paper.sample, *("",) * 7, paper.conclusion)


def _tested(check_id: str, test: Test | None) -> tuple[Cell, ...]:
    if test is None:
        return (check_id, *("",) * 8)
    numbers = (test.examined, test.passed, test.failed, test.muted, test.not_evaluated)
    return (check_id, test.title, test.criteria, test.population, *numbers)
