"""What a check is: a question about a snapshot, with its reason, its remedy and its options."""

import shlex
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from iam_audit.checks.frameworks import controls_of
from iam_audit.model import Evidence, Finding, Remediation, Resource, Section, Severity, Snapshot, Status


class Examined(Protocol):
    """Anything a finding can point at."""

    @property
    def resource(self) -> Resource:
        """How to recognise it."""
        ...


@dataclass(frozen=True)
class Population:
    """The resources a check looks at, so that reports can say "3 of 41 active access keys"."""

    words: str
    """In the plural, as it is read after a number: `active access keys`."""
    members: Callable[[Snapshot], Iterable[Examined]]


@dataclass(frozen=True)
class Remedy:
    """What to do when a check fails, as a template: `{user}`, `{key}`, `{account}`, `{name}` and `{arn}` are filled in.

    In `cli` every value is quoted for a POSIX shell.
    """

    text: str
    console: tuple[str, ...]
    cli: tuple[str, ...]
    automated: str | None = None

    def for_resource(self, resource: Resource, **more: str) -> Remediation:
        """Fill in the names of `resource`, and whatever else the check's own placeholders need."""
        is_key = resource.type == "access-key"
        values = {
            "user": resource.name,
            "key": resource.id if is_key and "/" not in resource.id else "KEY_ID",
            "account": resource.account_id,
            "name": resource.name,
            "arn": resource.arn,
        } | more
        quoted = {name: shlex.quote(value) for name, value in values.items()}
        return Remediation(
            text=self.text.format_map(values),
            console=tuple(step.format_map(values) for step in self.console),
            cli=tuple(command.format_map(quoted) for command in self.cli),
            automated=self.automated.format_map(quoted) if self.automated else None,
        )


@dataclass(frozen=True)
class Check(ABC):
    """One question about an account. Class attributes describe it, dataclass fields are its options.

    The docstring says why the answer matters; its first line is what people read.
    """

    id: ClassVar[str]
    """Named for the fault, never for a benchmark or a limit."""
    title: ClassVar[str]
    """What is wrong when it fails."""
    severity: ClassVar[Severity]
    needs: ClassVar[tuple[Section, ...]]
    """Without these the check is not evaluated."""
    examines: ClassVar[Population]
    remedy: ClassVar[Remedy]

    @abstractmethod
    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Yield a finding for each resource that fails, or cannot be judged; nothing for those that pass."""

    def finding(
        self, examined: Examined, message: str, *, severity: Severity | None = None, **evidence: str | int | bool | None
    ) -> Finding:
        """Say that `examined` fails."""
        return self._verdict(examined.resource, Status.FAIL, message, severity, dict(evidence))

    def unknown(self, examined: Examined, why: str) -> Finding:
        """Say that `examined` cannot be judged, and why."""
        return self._verdict(examined.resource, Status.NOT_EVALUATED, why, None, {})

    def passed(self, examined: Examined) -> Finding:
        """Say that `examined` was looked at and is in order."""
        return self._verdict(examined.resource, Status.PASS, f"Passed: not so: {self.title}", None, {})

    def _verdict(
        self, resource: Resource, status: Status, message: str, severity: Severity | None, evidence: Evidence
    ) -> Finding:
        return Finding(
            check_id=self.id,
            title=self.title,
            severity=severity or self.severity,
            status=status,
            resource=resource,
            message=message,
            evidence=evidence,
            remediation=self.remedy.for_resource(resource),
            frameworks=controls_of(self.id),
        )


def option(default: object, help_text: str) -> object:
    """Declare an option of a check: its default, and one line on what it does (with its unit)."""
    return field(default=default, metadata={"help": help_text})
