"""Findings in the order of the HTML page: chapters by severity or status, in them a group per check."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from iam_audit import checks
from iam_audit.model import AuditResult, CheckCount, Finding, Severity, Status
from iam_audit.reports import digest

ASIDE = {
    Status.MANUAL: "For a person to look at",
    Status.MUTED: "Muted",
    Status.NOT_EVALUATED: "Not evaluated",
    Status.PASS: "Passed",
}
"""What does not fail comes after what does, under headings of its own."""


@dataclass(frozen=True)
class Item:
    """One finding, and the anchor by which a link can point at it."""

    finding: Finding
    anchor: str | None


@dataclass(frozen=True)
class Group:
    """The findings of one check that ended alike."""

    check_id: str
    title: str
    severity: Severity
    status: Status
    why: str
    frameworks: Mapping[str, tuple[str, ...]]
    proportion: str
    """`3 of 41 active access keys`; empty where nothing was counted."""
    items: tuple[Item, ...]

    @property
    def has_remedy(self) -> bool:
        """Whether there is something to do: not where all is well, nor where we do not know."""
        return self.status not in (Status.PASS, Status.NOT_EVALUATED)


@dataclass(frozen=True)
class Chapter:
    """All findings of one severity, or of one status that is not a failure."""

    heading: str
    tone: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many findings there are in it."""
        return sum(len(group.items) for group in self.groups)


def chapters(result: AuditResult, totals: Mapping[str, CheckCount]) -> tuple[Chapter, ...]:
    """Put every finding in its place, failures first and the worst of them first."""
    shelves = [(severity.capitalize(), severity.value, found) for severity, found in digest.failures(result)]
    shelves += [(heading, status.value, result.with_status(status)) for status, heading in ASIDE.items()]
    whys = {check.id: " ".join((check.__doc__ or "").split()) for check in checks.catalogue()}
    anchors: set[str] = set()
    return tuple(
        Chapter(heading, tone, tuple(_groups(found, totals, whys, anchors)))
        for heading, tone, found in shelves
        if found
    )


def _groups(
    findings: Sequence[Finding], totals: Mapping[str, CheckCount], whys: Mapping[str, str], anchors: set[str]
) -> Iterator[Group]:
    for (_, check_id, title), found in groupby(
        findings, key=lambda one: (one.severity, one.check_id, one.title)
    ):
        group = tuple(found)
        first = group[0]
        yield Group(
            check_id=check_id,
            title=title,
            severity=first.severity,
            status=first.status,
            why=whys.get(check_id, ""),
            frameworks=_frameworks(group),
            proportion=_proportion(totals.get(check_id)) if first.status is Status.FAIL else "",
            items=tuple(_item(one, anchors) for one in group),
        )


def _item(finding: Finding, anchors: set[str]) -> Item:
    """A check may speak twice of one resource; only the first can have the anchor."""
    anchor = f"finding-{finding.fingerprint}"
    taken = anchor in anchors
    anchors.add(anchor)
    return Item(finding, None if taken else anchor)


def _frameworks(findings: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    merged: dict[str, dict[str, None]] = {}
    for framework, controls in ((name, ids) for one in findings for name, ids in one.frameworks.items()):
        merged.setdefault(framework, {}).update(dict.fromkeys(controls))
    return {framework: tuple(controls) for framework, controls in sorted(merged.items())}


def _proportion(total: CheckCount | None) -> str:
    return f"{total.failed} of {total.examined} {total.examines}" if total else ""
