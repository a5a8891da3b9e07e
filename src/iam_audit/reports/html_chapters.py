"""Findings in the order of the HTML page: chapters by severity or status, in them a group per check.

What is said above the findings of a group is gathered before, so that the page can be written in one go.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from iam_audit import checks
from iam_audit.model import (
    AccountResult,
    AuditResult,
    CheckCount,
    Finding,
    Order,
    Principal,
    Severity,
    Status,
)

ASIDE = {
    Status.MANUAL: "For a person to look at",
    Status.MUTED: "Muted",
    Status.NOT_EVALUATED: "Not evaluated",
    Status.PASS: "Passed",
}
"""What does not fail comes after what does, under headings of its own."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, and the anchor by which a link can point at it."""

    finding: Finding
    anchor: str | None

    @property
    def order(self) -> tuple[int | str, ...]:
        """Sort key: the chapter, then as usual."""
        finding = self.finding
        place = finding.severity.rank if finding.status is Status.FAIL else _AFTER[finding.status]
        return (place, *finding.order)

    @property
    def group(self) -> tuple[int | str, ...]:
        """What findings of one group have in common."""
        return (*self.order[:3], self.finding.title)


_AFTER = {status: len(Severity) + place for place, status in enumerate(ASIDE)}


@dataclass
class Head:
    """What is said of the findings of one check that ended alike."""

    check_id: str
    title: str
    severity: Severity
    status: Status
    why: str
    proportion: str
    """`3 of 41 active access keys`; empty where nothing was counted."""
    count: int = 0
    controls: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def has_remedy(self) -> bool:
        """Whether there is something to do: not where all is well, nor where we do not know."""
        return self.status not in (Status.PASS, Status.NOT_EVALUATED)

    @property
    def frameworks(self) -> Mapping[str, tuple[str, ...]]:
        """The controls that the findings speak to, by framework."""
        return {framework: tuple(controls) for framework, controls in sorted(self.controls.items())}

    @property
    def chapter(self) -> tuple[str, str]:
        """The heading and the tone of the chapter it is in."""
        if self.status is Status.FAIL:
            return self.severity.capitalize(), self.severity.value
        return ASIDE[self.status], self.status.value

    def add(self, finding: Finding) -> None:
        """Count one more."""
        self.count += 1
        for framework, controls in finding.frameworks.items():
            self.controls.setdefault(framework, {}).update(dict.fromkeys(controls))


@dataclass(frozen=True)
class Group:
    """What is said above, and the findings, which can be gone through once."""

    head: Head
    items: Iterator[Item]


@dataclass(frozen=True)
class Chapter:
    """All findings of one severity, or of one status that is not a failure; its groups can be gone through once."""

    heading: str
    tone: str
    count: int
    groups: Iterator[Group]


@dataclass(frozen=True)
class Listing:
    """Every finding in its place, failures first and the worst of them first."""

    heads: Sequence[Head]
    items: Sequence[Item]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(head.count for head in self.heads)

    @property
    def chapters(self) -> Iterator[Chapter]:
        """The chapters one after another; each must be read before the next."""
        grouped = groupby(self.items, key=lambda item: item.group)
        stream = (Group(head, found) for head, (_, found) in zip(self.heads, grouped, strict=True))
        for (heading, tone), heads in groupby(self.heads, key=lambda head: head.chapter):
            held = list(heads)
            groups = (next(stream) for _ in held)
            yield Chapter(heading, tone, sum(head.count for head in held), groups)


def listing(result: AuditResult, totals: Mapping[str, CheckCount]) -> Listing:
    """Put every finding in its place."""
    items = result.ordered(ON_THE_PAGE)
    whys = {check.id: " ".join((check.__doc__ or "").split()) for check in checks.catalogue()}
    return Listing(tuple(_heads(items, totals, whys)), items)


def _heads(
    items: Iterable[Item], totals: Mapping[str, CheckCount], whys: Mapping[str, str]
) -> Iterator[Head]:
    for _, found in groupby(items, key=lambda item: item.group):
        head = None
        for item in found:
            head = head or _head(item.finding, totals, whys)
            head.add(item.finding)
        if head:
            yield head


def _head(first: Finding, totals: Mapping[str, CheckCount], whys: Mapping[str, str]) -> Head:
    return Head(
        check_id=first.check_id,
        title=first.title,
        severity=first.severity,
        status=first.status,
        why=whys.get(first.check_id, ""),
        proportion=_proportion(totals.get(first.check_id)) if first.status is Status.FAIL else "",
    )


def _items(account: AccountResult) -> Iterator[Item]:
    """A check may speak twice of one resource; only the first can have the anchor."""
    anchors: set[str] = set()
    plain = (Item(finding=one, anchor=None) for one in account.findings)
    for item in sorted(plain, key=lambda one: one.order):
        anchor = f"finding-{item.finding.fingerprint}"
        yield item if anchor in anchors else Item(finding=item.finding, anchor=anchor)
        anchors.add(anchor)


def _proportion(total: CheckCount | None) -> str:
    return f"{total.failed} of {total.examined} {total.examines}" if total else ""


ON_THE_PAGE = Order(name="html", kind=Item, items=_items, key=lambda item: item.order, before_account=3)
BY_POWER = Order(
    name="principals",
    kind=Principal,
    items=lambda account: account.principals,
    key=lambda one: (-one.privilege.upper.rank, -one.privilege.lower.rank, one.account_id),
    before_account=2,
)
