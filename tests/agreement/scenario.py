"""What a row of the table of agreement is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from builders import NOW
from iam_audit.audit import audit_snapshot
from iam_audit.checks import configure
from iam_audit.model import Snapshot, Status


class Answer(StrEnum):
    FAIL = "fail"
    PASS = "no finding"
    MANUAL = "by hand"
    UNKNOWN = "not evaluated"


FAIL, PASS, MANUAL, UNKNOWN = Answer
WORST_FIRST = ((Status.FAIL, FAIL), (Status.NOT_EVALUATED, UNKNOWN), (Status.MANUAL, MANUAL))


@dataclass(frozen=True)
class Scenario:
    """One account, and what Prowler and this tool say of it. `why` is for answers that differ, and only for those."""

    what: str
    read: Snapshot
    prowler: Answer
    ours: Answer
    why: str = ""

    @property
    def agrees(self) -> bool:
        return self.prowler is self.ours


@dataclass(frozen=True)
class Table:
    """The scenarios of one check."""

    check: str
    scenarios: tuple[Scenario, ...]
    options: Mapping[str, object] = field(default_factory=dict)
    """What the check is told; its defaults where this is empty."""


def both(what: str, read: Snapshot, answer: Answer) -> Scenario:
    """A scenario on which the two agree."""
    return Scenario(what, read, answer, answer)


def table(check: str, *scenarios: Scenario, **options: object) -> Table:
    return Table(check, scenarios, options)


def asked(check: str, read: Snapshot, options: Mapping[str, object]) -> Answer:
    """What the check of ours says of an account, in one word."""
    chosen = [one for one in configure({check: dict(options)}) if one.id == check]
    audited = audit_snapshot(read, chosen, NOW)
    said = {finding.status for finding in audited.findings}
    return next((answer for status, answer in WORST_FIRST if status in said), PASS)
