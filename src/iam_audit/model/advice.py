"""What to do about a finding, worked out when somebody asks.

A large account has tens of thousands of findings. Written out for all of them at once, what to do takes more memory
than everything else that is known of them; a report needs it of one after the other.
"""

from typing import Any, Protocol

import msgspec


class Remediation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What to do about a finding, in four forms, with the real names filled in."""

    text: str
    console: tuple[str, ...] = ()
    """The steps in the AWS Management Console."""
    cli: tuple[str, ...] = ()
    """AWS CLI commands, ready to paste into a POSIX shell."""
    automated: str | None = None
    """How this tool or AWS can do it without a person; None when neither can."""


class Adviser(Protocol):
    """Whoever can word remedies: a pure function of what they are about."""

    def advise(self, about: Any, /) -> Remediation:  # noqa: ANN401 - a resource, or what else the adviser knows of
        """Return what to do about it."""
        ...


class Advice:
    """A remediation, or who can word it."""

    __slots__ = ("_about", "_adviser")

    def __init__(self, adviser: Adviser, about: object) -> None:
        self._adviser = adviser
        self._about = about

    @staticmethod
    def of(remediation: Remediation) -> "Advice":
        """Return a remediation that is in words already."""
        return Advice(_InWords(), remediation)

    @property
    def remediation(self) -> Remediation:
        """What to do; worked out anew each time."""
        return self._adviser.advise(self._about)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Advice) and self.remediation == other.remediation

    def __hash__(self) -> int:
        return hash(self.remediation)

    def __repr__(self) -> str:
        return f"Advice.of({self.remediation!r})"


class _InWords:
    """Has nothing to add."""

    __slots__ = ()

    def advise(self, remediation: Remediation, /) -> Remediation:
        return remediation
