"""What an action is: it looks, changes one thing, looks again, and says how to go back."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeAlias

from iam_audit.model import Finding, Snapshot
from iam_audit.remediate.nouns import Facts, Refusal, Step, Target

Client: TypeAlias = Any
"""A botocore client."""


class Door(Protocol):
    """A way into the account of a target: gives clients by service."""

    def __call__(self, service: str, region: str | None = None, /) -> Client:
        """Return a client. Raises one of our errors when there is none to be had."""
        ...


class Notifier(Protocol):
    """Takes the messages of the ladder to those whom they concern."""

    def __call__(self, step: Step, live: Facts, /) -> str:
        """Tell of a step that is a warning; return the receipt of the channel that took it.

        Raises DeliveryError when none did: then nobody has been warned, and the next rung has to wait.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Changing:
    """What an action is given to plan with: one finding in the account it was found in."""

    finding: Finding
    snapshot: Snapshot
    now: datetime


@dataclass(frozen=True)
class Action(ABC):
    """One way to change one kind of target. It never decides whether it may: guards and the ladder do.

    Class attributes describe, fields configure: `[remediate.actions.ID]` in the settings.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    """What it does, to follow "will": `deactivate the access key`."""
    answers: ClassVar[tuple[str, ...]]
    """Ids of the checks whose findings it settles."""
    reads: ClassVar[tuple[str, ...]]
    """The IAM actions that looking takes, before and after."""
    writes: ClassVar[tuple[str, ...]]
    """The IAM actions that changing and undoing take."""
    reversible: ClassVar[bool]
    lasting: ClassVar[str] = ""
    """What cannot be brought back, and what to do instead: for those who ask to roll back what is not reversible."""
    final: ClassVar[bool] = False
    """Whether it destroys something: then it never follows in the run of the step before it."""
    follows: ClassVar[str] = ""
    """Id of the action that it comes after, with quiet days between them: `deactivate-access-key`, for deleting."""

    def __post_init__(self) -> None:
        """Refuse a negative option: all that are numbers count something."""
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"option '{one.name}' is {value}, and cannot be negative")

    @abstractmethod
    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Yield the steps that would settle a finding, or why there are none. Pure."""

    @abstractmethod
    def observe(self, target: Target, door: Door) -> Facts:
        """Look at the target as it is now. What cannot be read is left out; raises NotReadError if nothing can.

        The facts that guards ask for are the same for all actions, see `observing.py`: those about the user, and when
        the target was last used.
        """

    @abstractmethod
    def act(self, step: Step, door: Door) -> None:
        """Make the change. May be called again after a crash: done twice is the same as done once.

        Raises ChangeError when AWS refuses, or does not answer; the change may have been made all the same.
        """

    @abstractmethod
    def done(self, step: Step, after: Facts) -> bool | None:
        """Whether what was observed shows that the change is made; None when that cannot be told."""

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Bring back what was observed before. Only reversible actions have it. Raises ChangeError as `act` does."""
        raise NotImplementedError

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:
        """Whether what is observed now shows that the change is undone; None when that cannot be told."""
        raise NotImplementedError
