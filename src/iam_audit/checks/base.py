"""What a check is: a question about a snapshot, with its reason, its remedy and its options."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Protocol, Self, TypeAlias, TypeVar

from iam_audit.checks.filling import Form
from iam_audit.checks.frameworks import controls_of
from iam_audit.checks.settled_by import with_command
from iam_audit.model import (
    Advice,
    Evidence,
    Finding,
    Gap,
    Remediation,
    Resource,
    Section,
    Severity,
    Snapshot,
    Status,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")

NO_WORDS = (
    "What to do could not be worded for this resource: see the page of {check}, and report it as a bug."
)

OF_MACHINES = "machine_"
"""What the name of an option begins with that holds for users who are programs, in the place of the one without."""

Facts: TypeAlias = Mapping[str, str | int | bool | None]
"""Evidence by name; moments are ISO 8601 text."""


class Examined(Protocol):
    """Anything a finding can point at."""

    @property
    def resource(self) -> Resource:
        """How to recognise it."""
        ...


def itself(resource: Resource) -> tuple[str, str]:
    """Return what tells the members of most populations apart: type and id."""
    return (resource.type, resource.id)


@dataclass(frozen=True)
class Population:
    """The resources a check looks at, so that reports can say "3 of 41 active access keys"."""

    words: str
    """In the plural, as it is read after a number: `active access keys`."""
    members: Callable[[Snapshot], Iterable[Examined]]
    identify: Callable[[Resource], tuple[str, str]] = itself
    """Which member a finding is about, where findings point at something smaller than a member."""


@dataclass(frozen=True)
class Remedy:
    """What to do when a check fails, as a template.

    `{user}`, `{key}`, `{account}`, `{name}`, `{arn}`, `{policy}` and `{policy_arn}` are filled in, in `cli`
    quoted for a POSIX shell.
    """

    text: str
    console: tuple[str, ...]
    cli: tuple[str, ...]
    automated: str | None = None

    def for_resource(self, resource: Resource, **more: str) -> Remediation:
        """Fill in the names of `resource`, and whatever else the check's own placeholders need."""
        is_key = resource.type == "access-key"
        names = {
            "user": resource.name,
            "key": resource.id if is_key and "/" not in resource.id else "KEY_ID",
            "account": resource.account_id,
            "name": resource.name,
            "arn": resource.arn,
            "policy": "POLICY",
            "policy_arn": "POLICY_ARN",
        }
        if more:
            names |= more
        text, *steps, automated = self._form.filled(names)
        shown = len(self.console)
        return Remediation(
            text=text,
            console=tuple(steps[:shown]),
            cli=tuple(steps[shown:]),
            automated=automated or None,
        )

    @cached_property
    def _form(self) -> Form:
        return Form((self.text, *self.console), (*self.cli, self.automated or ""))


@dataclass(frozen=True)
class Check(ABC):
    """One question about an account. Class attributes describe it, dataclass fields are its options.

    One with options of its own is a frozen dataclass. One without needs no decorator: to make methods for each of a
    hundred classes takes longer than to read their files.

    The docstring says why the answer matters; its first line is what people read.
    """

    id: ClassVar[str]
    """Named for the fault, never for a benchmark or a limit."""
    title: ClassVar[str]
    """What is wrong when it fails."""
    severity: ClassVar[Severity]
    needs: ClassVar[tuple[Section, ...]]
    """Everything the check reads. Without it the check is not evaluated."""
    needs_all: ClassVar[bool] = True
    """False where any one of `needs` may be enough: the check then runs unless all of them are missing."""
    by_hand: ClassVar[bool] = False
    """Whether no API can tell: where nothing fails, a person has to look, and nothing ever passes."""
    follows: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType({})
    """Options that are those of another check unless they are set: own name → check id and its option."""
    examines: ClassVar[Population]
    remedy: ClassVar[Remedy]

    def __post_init__(self) -> None:
        """Refuse a negative option: all that are numbers count something."""
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"option '{one.name}' is {value}, and cannot be negative")

    @abstractmethod
    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Yield a finding for each resource that fails, or cannot be judged; nothing for those that pass."""

    def for_machines(self) -> Self:
        """Return the check as it judges users that are programs: by its options named `machine_...`, if it has any."""
        names = [one.name for one in fields(self) if one.name.startswith(OF_MACHINES)]
        return replace(self, **{name.removeprefix(OF_MACHINES): getattr(self, name) for name in names})

    def members(self, snapshot: Snapshot) -> Iterable[Examined]:
        """Return what the check looks at; overridden where that depends on an option."""
        population = self.examines
        return snapshot.once(population, lambda account: tuple(population.members(account)))

    def blocked_by(self, snapshot: Snapshot) -> tuple[Gap, ...]:
        """Return the gaps for which the check cannot be evaluated; none when it can."""
        gaps = snapshot.missing(self.needs)
        return gaps if self.needs_all or len(gaps) == len(self.needs) else ()

    def finding(
        self,
        examined: Examined,
        message: str,
        facts: Facts | None = None,
        *,
        severity: Severity | None = None,
    ) -> Finding:
        """Say that `examined` fails, and what shows it."""
        return self._verdict(examined.resource, Status.FAIL, message, severity, dict(facts or {}))

    def unknown(self, examined: Examined, why: str) -> Finding:
        """Say that `examined` cannot be judged, and why."""
        return self._verdict(examined.resource, Status.NOT_EVALUATED, why, None, {})

    def manual(self, examined: Examined, why: str) -> Finding:
        """Say that a person has to look at `examined`, and at what."""
        return self._verdict(examined.resource, Status.MANUAL, why, None, {})

    def passed(self, examined: Examined) -> Finding:
        """Say that `examined` was looked at and is in order."""
        return self._verdict(
            examined.resource, Status.PASS, f"In order. It would fail as: {self.title}.", None, {}
        )

    def remediation(self, resource: Resource) -> Remediation:
        """Return what to do about `resource`; overridden where that depends on what it is."""
        return self.remedy.for_resource(resource)

    def advise(self, resource: Resource, /) -> Remediation:
        """Return what to do about `resource`, and with which command of this program."""
        try:
            return with_command(self.id, resource, self.remediation(resource))
        except Exception as error:  # a remedy that cannot be worded must not cost the whole report
            logger.warning(
                "check %s has no remedy for a %s: %s", self.id, resource.type, type(error).__name__
            )
            logger.debug("check %s has no remedy", self.id, exc_info=error)
            return Remediation(text=NO_WORDS.format(check=self.id))

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
            advice=Advice(self, resource),
            frameworks=controls_of(self.id),
        )


def option(default: T, help_text: str) -> T:
    """Declare an option of a check: its default, and one line on what it does (with its unit)."""
    return field(default=default, metadata={"help": help_text})


def same_for_machines(check_id: str, name: str) -> Mapping[str, tuple[str, str]]:
    """Say that the limit of programs is that of people, unless it is set: what a check's `follows` is then."""
    return MappingProxyType({f"{OF_MACHINES}{name}": (check_id, name)})
