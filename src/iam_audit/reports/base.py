"""What a report format is."""

from abc import ABC, abstractmethod
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
