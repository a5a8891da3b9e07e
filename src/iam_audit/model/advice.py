"""What to do about a finding, worked out when somebody asks.

A large account has tens of thousands of findings. Written out for all of them at once, what to do takes more memory
than everything else that is known of them; a report needs it of one after the other.
"""

from collections.abc import Callable
from typing import Any

import msgspec


class Remediation(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about a finding, in four forms, with the real names filled in."""

    text: str
    console: tuple[str, ...] = ()
    """The steps in the AWS Management Console."""
    cli: tuple[str, ...] = ()
    """AWS CLI commands, ready to paste into a POSIX shell."""
    automated: str | None = None
    """How this tool or AWS can do it without a person; None when neither can."""


class Advice:
    """A remediation, or how to work it out."""

    __slots__ = ("_about", "_work_out")

    def __init__(self, work_out: Callable[[Any], Remediation], about: object) -> None:
        """Remember to call `work_out`, a pure function, with `about`."""
        self._work_out = work_out
        self._about = about

    @staticmethod
    def of(remediation: Remediation) -> "Advice":
        """Return a remediation that is worked out already."""
        return Advice(_itself, remediation)

    @property
    def remediation(self) -> Remediation:
        """What to do; worked out anew each time."""
        return self._work_out(self._about)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Advice) and self.remediation == other.remediation

    def __hash__(self) -> int:
        return hash(self.remediation)

    def __repr__(self) -> str:
        return f"Advice.of({self.remediation!r})"


def _itself(remediation: Remediation) -> Remediation:
    return remediation
