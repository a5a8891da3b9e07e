"""The report for the terminal, drawn: key table, summary, findings, what is missing."""

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from iam_audit.model import AuditResult, ControlStatus, Finding, KeyRow, RiskLevel, Severity, Status
from iam_audit.reports import controls, digest, urgency, wording
from iam_audit.reports.visible import visible, with_one_line_feed

TITLE = "AWS IAM Access Key Audit Results"
T = TypeVar("T")

WIDTH = 120
"""Of the plain text; a terminal uses its own."""
PAGE = 1000
"""Longer tables are drawn in pieces of so many rows."""

TIER_STYLE = {
    RiskLevel.CRITICAL: "bold white on red",
    RiskLevel.HIGH: "bold red",
    RiskLevel.MEDIUM: "yellow",
    RiskLevel.LOW: "cyan",
    RiskLevel.COMPLIANT: "green",
    RiskLevel.UNKNOWN: "magenta",
}
SEVERITY_STYLE = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
CONTROL_STYLE = {
    ControlStatus.FAILED: "bold red",
    ControlStatus.NOT_EVALUATED: "bold magenta",
    ControlStatus.MUTED: "yellow",
    ControlStatus.PASSED: "green",
}


def plain_text(result: AuditResult) -> Iterator[str]:
    """Yield plain text without colours, 120 columns wide."""
    console = Console(
        file=io.StringIO(),
        width=WIDTH,
        color_system=None,
        force_terminal=False,
        force_jupyter=False,
        legacy_windows=False,
    )
    return with_one_line_feed(_plain(console, part) for part in renderables(result))


def renderables(result: AuditResult) -> Iterator[RenderableType]:
    """Yield the parts of the report for a rich console, which decides on width and colours."""
    for part in (_controls, _keys, _urgent, _failures, _set_aside, _waivers, _unknown):
        yield from part(result)
    yield Text()
    yield _coverage(result)


def _plain(console: Console, part: RenderableType) -> str:
    with console.capture() as captured:
        console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().removesuffix("\n").split("\n"))


def _controls(result: AuditResult) -> Iterator[RenderableType]:
    if result.framework is None:
        return
    table = Table(title=f"{result.framework.name} by control", box=box.HEAVY, show_lines=True)
    for heading in ("Control", "Status", "Looked at", "Evidence"):
        table.add_column(heading, overflow="fold")
    for one in controls.controls(result):
        status = Text(controls.STATUS[one.status], style=CONTROL_STYLE.get(one.status, "dim"))
        looked_at, evidence = "\n".join(controls.populations(one)), "\n".join(controls.evidence(one))
        table.add_row(_safe(one.id), status, _lines(looked_at), _lines(evidence))
    yield table
    yield _safe(controls.headline(result))
    yield Text()


def _keys(result: AuditResult) -> Iterator[RenderableType]:
    several = len(result.accounts) > 1
    yield from (_key_table(rows, several=several) for rows in _pages(result.keys))
    if not result.keys:
        yield Text(digest.no_keys(result))
    yield Text()
    counts = (Text(f"{tier}: {count}", style=TIER_STYLE[tier]) for tier, count in digest.tier_counts(result))
    yield Text(" | ").join(counts)
    if note := digest.idle_and_old(result):
        yield Text(note)


def _key_table(rows: Iterable[KeyRow], *, several: bool) -> Table:
    table = Table(title=TITLE, box=box.HEAVY)
    for heading in (
        *(["Account"] if several else []),
        "Username",
        "Key ID",
        "Age (Days)",
        "Last Used",
        "Risk",
    ):
        table.add_column(heading, overflow="fold")
    for row in rows:
        cells = [_safe(cell) for cell in _key_cells(row)]
        account = [_safe(wording.account(row.account))] if several else []
        table.add_row(*account, *cells, Text(row.risk_level, style=TIER_STYLE[row.risk_level]))
    return table


def _key_cells(row: KeyRow) -> tuple[str, ...]:
    return (row.key.user_name, row.key.label, str(wording.age(row)), str(wording.last_used(row)))


def _urgent(result: AuditResult) -> Iterator[RenderableType]:
    """Tell of the keys to deal with first what they can do, and why they come first."""
    urgent = urgency.most_urgent(result)
    if urgent:
        yield from _headed(f"{urgency.TITLE} (priority, 0 to 100)", style="bold")
    for one in urgent:
        key = one.row.key
        where = f" in {wording.account(one.row.account)}" if len(result.accounts) > 1 else ""
        yield _indented(
            f"{urgency.key_priority(one.row):>3}  {key.label} of {key.user_name}{where}: {one.can_do}", 2
        )
        yield _indented(one.why, 7)
        yield from (_indented(way, 7) for way in one.ways)


def _failures(result: AuditResult) -> Iterator[RenderableType]:
    groups = digest.failures(result)
    if not groups:
        yield from _headed("No check failed.", style="")
    for severity, findings in groups:
        yield from _headed(f"{severity.upper()} ({len(findings)})", style=SEVERITY_STYLE[severity])
        yield from _findings(findings, result)
    if numbers := digest.proportions(result):
        yield from _headed("In proportion", style="bold")
        yield from (_indented(line, 2) for line in numbers)


def _findings(findings: Iterable[Finding], result: AuditResult) -> Iterator[Table]:
    several = len(result.accounts) > 1
    return (_finding_table(page, several=several) for page in _pages(findings))


def _finding_table(findings: Iterable[Finding], *, several: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in ("Check", *(["Account"] if several else []), "Resource", "Finding"):
        table.add_column(heading, overflow="fold")
    for one in findings:
        account = [one.account_id] if several else []
        cells = (one.check_id, *account, wording.resource(one.resource), one.message)
        table.add_row(*(_safe(cell) for cell in cells))
    return table


def _set_aside(result: AuditResult) -> Iterator[RenderableType]:
    for status, heading in ((Status.MANUAL, "For a person to look at"), (Status.MUTED, "Muted")):
        if findings := result.with_status(status):
            yield from _headed(f"{heading} ({len(findings)})", style="bold")
            yield from _findings(findings, result)


def _waivers(result: AuditResult) -> Iterator[RenderableType]:
    uses, good = digest.waivers(result), digest.in_force(result)
    if uses or good:
        yield from _headed("Waivers", style="bold")
    if good:
        yield _indented(good, 2)
    for use in uses:
        yield _indented(f"{use.state.replace('_', ' ')}: {use.source}", 2)
        yield _indented(use.message, 4)


def _unknown(result: AuditResult) -> Iterator[RenderableType]:
    silent = digest.unanswered(result)
    if silent:
        yield from _headed("Not evaluated, which is not good news", style="bold magenta")
    for one in silent:
        times = f" ({one.resources} resources)" if one.resources > 1 else ""
        yield _indented(f"{one.account_id}: {', '.join(one.check_ids)}{times}", 2)
        yield _indented(one.why, 4)
    gaps = digest.gaps(result)
    if gaps:
        yield from _headed("Could not be read", style="bold magenta")
    for account, gap in gaps:
        code = f" [{gap.code}]" if gap.code else ""
        yield _indented(f"{account.account.id}: {gap.section.words}: {gap.reason}{code}", 2)


def _coverage(result: AuditResult) -> Text:
    text = _safe(digest.coverage(result))
    text.stylize("green" if result.complete else "bold magenta")
    return text


def _pages(rows: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield rows by the page: how wide a column must be can only be told with all of its rows at hand."""
    rest = iter(rows)
    while page := tuple(islice(rest, PAGE)):
        yield page


def _headed(heading: str, style: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(heading, style=style)


def _indented(text: str, columns: int) -> Padding:
    return Padding(_safe(text), (0, 0, 0, columns))


def _safe(text: str) -> Text:
    """Text is never read as markup, so a user called `[red]` stays one; control characters are shown."""
    return Text(visible(text), overflow="fold")


def _lines(text: str) -> Text:
    return Text(visible(text, keep="\n"), overflow="fold")
