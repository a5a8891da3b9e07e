"""What a report format is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from iam_audit.model import AuditResult


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
