"""The report as Markdown, for a pull request, an issue or a wiki."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from iam_audit.model import AuditResult, Finding, KeyRow, Status
from iam_audit.priority import words
from iam_audit.reports import controls, digest, urgency, wording
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.visible import visible, with_one_line_feed

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_MENTION = re.compile(r"(?<!\w)@")

KEY_COLUMNS = (
    "Account",
    "Username",
    "Key ID",
    "Status",
    "Age (Days)",
    "Last Used",
    "Risk",
    "Can do",
    "Priority",
    "What to do",
)


class MarkdownReport(StreamedReport):
    """Summary, keys, findings and coverage as GitHub-flavoured Markdown."""

    name = "markdown"
    filename = "report.md"
    media_type = "text/markdown"
    description = "Summary, keys and findings for a pull request, an issue or a wiki page."

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the document; names cannot break out of their cells, link or mention anyone."""
        return with_one_line_feed(f"{line}\n" for part in PARTS for line in part(result))


def escape(text: str) -> str:
    """Write `text` so that Markdown shows it as it is, on one line."""
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", visible(text))
    # GitHub mentions people after rendering, when a backslash is gone; an empty comment in between stops it.
    return _MENTION.sub("@<!-- -->", escaped)


def _head(result: AuditResult) -> Iterator[str]:
    yield "# AWS IAM audit"
    yield ""
    when = result.generated_at.astimezone(UTC)
    yield f"{escape(result.scope)}, {when:%Y-%m-%d %H:%M} UTC. {escape(digest.coverage(result))}"
    yield ""


def _controls(result: AuditResult) -> Iterator[str]:
    if result.framework is None:
        return
    yield f"## {escape(result.framework.name)} by control"
    yield ""
    yield escape(controls.headline(result))
    yield ""
    rows = (
        (
            one.id,
            controls.STATUS[one.status],
            "; ".join(controls.populations(one)),
            "; ".join(controls.evidence(one)),
        )
        for one in controls.controls(result)
    )
    yield from _table(("Control", "Status", "Looked at", "Evidence"), rows)


def _keys(result: AuditResult) -> Iterator[str]:
    yield "## Access keys"
    yield ""
    yield " · ".join(f"{tier}: **{count}**" for tier, count in digest.tier_counts(result))
    yield ""
    if note := digest.idle_and_old(result):
        yield escape(note)
        yield ""
    if not result.keys:
        yield digest.no_keys(result)
        yield ""
        return
    yield from _table(KEY_COLUMNS, (_key_cells(row) for row in result.keys))


def _key_cells(row: KeyRow) -> tuple[str, ...]:
    return (
        wording.account(row.account),
        row.key.user_name,
        row.key.label,
        wording.status(row),
        str(wording.age(row)),
        str(wording.last_used(row)),
        row.risk_level.value,
        words(row.privilege),
        urgency.key_priority(row),
        row.remediation,
    )


def _urgent(result: AuditResult) -> Iterator[str]:
    urgent = urgency.most_urgent(result)
    if urgent:
        yield f"## {urgency.TITLE}"
        yield ""
        yield from _table(("Priority", "Account", "Key", "Can do", "Ways to more", "Why"), map(_case, urgent))


def _case(one: urgency.Urgent) -> tuple[str, ...]:
    return (
        urgency.key_priority(one.row),
        wording.account(one.row.account),
        f"{one.row.key.label} of {one.row.key.user_name}",
        one.can_do,
        "; ".join(one.ways) or "-",
        one.why,
    )


def _failures(result: AuditResult) -> Iterator[str]:
    yield "## Findings"
    yield ""
    groups = digest.failures(result)
    if not groups:
        yield "No check failed."
        yield ""
    for severity, findings in groups:
        yield from _findings(severity.capitalize(), findings)
    if numbers := digest.proportions(result):
        yield from (f"- {escape(line)}" for line in numbers)
        yield ""


def _findings(heading: str, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"### {heading} ({len(findings)})"
    yield ""
    rows = ((one.check_id, one.account_id, wording.resource(one.resource), one.message) for one in findings)
    yield from _table(("Check", "Account", "Resource", "Finding"), rows)


def _set_aside(result: AuditResult) -> Iterator[str]:
    for status, heading in ((Status.MANUAL, "For a person to look at"), (Status.MUTED, "Muted")):
        if findings := result.with_status(status):
            yield from _findings(heading, findings)


def _waivers(result: AuditResult) -> Iterator[str]:
    uses, good = digest.waivers(result), digest.in_force(result)
    if uses or good:
        yield "## Waivers"
        yield ""
    if good:
        yield good
        yield ""
    if uses:
        rows = ((use.source, use.state.replace("_", " "), use.message) for use in uses)
        yield from _table(("Waiver", "State", "What to do"), rows)


def _unknown(result: AuditResult) -> Iterator[str]:
    silent = digest.unanswered(result)
    if silent:
        yield "## Not evaluated"
        yield ""
        checks = ((one.account_id, ", ".join(one.check_ids), str(one.resources), one.why) for one in silent)
        yield from _table(("Account", "Checks", "Resources", "Why"), checks)
    gaps = digest.gaps(result)
    if gaps:
        yield "## Could not be read"
        yield ""
        unread = ((one.account.id, gap.section.words, gap.reason, gap.code) for one, gap in gaps)
        yield from _table(("Account", "Part", "Why", "AWS error"), unread)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    yield from (f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows)
    yield ""


PARTS = (_head, _controls, _keys, _urgent, _failures, _set_aside, _waivers, _unknown)
