"""What a report format is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from iam_audit.model import AuditResult

if TYPE_CHECKING:  # most reports draw nothing
    from iam_audit.charts import Stack, ToneBar


@dataclass(frozen=True, kw_only=True)
class Past:
    """How things moved up to an audit, as far as a history remembers: drawn, for reports that show it."""

    accounts: int
    """How many accounts the history knew after this audit, which may have been of fewer."""
    keys: "Stack | None"
    """Access keys by how long they were idle; None where one day is no course of things."""
    findings: "Stack | None"
    """Open findings by severity; None likewise."""
    previous: datetime | None
    """The moment of the audit that was saved before; None where there was none."""
    changes: "tuple[ToneBar, ...]"
    """What became of findings since then."""

    @property
    def speaks(self) -> bool:
        """Whether there is anything to show; a first audit has nothing to be compared with."""
        return bool(self.keys or self.findings or self.previous)


class Report(ABC):
    """Turns an audit into text. Pure: no clock, no files, no terminal; equal results give equal texts."""

    name: ClassVar[str]
    """What people write after `--format`."""
    filename: ClassVar[str]
    """What the file is called in an output folder."""
    media_type: ClassVar[str]
    description: ClassVar[str]
    """One line for `--help` and the reference: what it is for."""

    @abstractmethod
    def render(self, result: AuditResult) -> str:
        """Return the whole report, ending in a newline."""

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the report bit by bit, for those who write it somewhere."""
        yield self.render(result)


class StreamedReport(Report):
    """A report that is never in memory whole, so that an organization of any size can have it."""

    @abstractmethod
    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the report bit by bit; it ends in a newline."""

    def render(self, result: AuditResult) -> str:
        """Return the whole report."""
        return "".join(self.pieces(result))


@dataclass(frozen=True)
class LookingBackReport(StreamedReport):
    """A report that shows how things moved, where somebody knows; the others need not wait for it."""

    past: Past | None = None

    @abstractmethod
    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the report bit by bit; it ends in a newline."""
