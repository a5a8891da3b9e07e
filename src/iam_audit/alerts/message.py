"""What a message is: values that can be stored and sent later, and what becomes of them when they are rendered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from iam_audit.model import Account, Bounds, Finding, Severity

Block: TypeAlias = dict[str, Any]
"""One block of Slack's Block Kit."""


class MessageKind(StrEnum):
    """What a message is about."""

    OWNER_DIGEST = "owner-digest"
    """Everything that one person has to do."""
    SHARED_DIGEST = "shared-digest"
    """What is new or due, for those who watch over all accounts."""
    REMINDER = "reminder"
    """What was said before and is still not done, for the person who has to do it."""
    ESCALATION = "escalation"
    """What has outlived its deadline, for those who can decide."""
    REPORT = "report"
    """All users: those needing action, those that could not be judged, those in good state."""


class Standing(StrEnum):
    """How a user came out of the audit."""

    ACTION = "action"
    UNKNOWN = "unknown"
    """Nothing fails, but something could not be judged. Never good news."""
    GOOD = "good"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One finding as somebody is told of it."""

    finding: Finding
    account: Account
    privilege: Bounds | None = None
    """What whoever holds the credential can do; None when it is about no credential."""
    since: date | None = None
    """When the finding was first seen; None when that is not known."""
    due: date | None = None
    """By when it has to be mended; None when there is no deadline."""
    next_step: str = ""
    """What happens when nobody does anything, as a sentence."""
    rotate: tuple[str, ...] = ()
    """AWS CLI commands that put a new key in the place of this very one; none for what is no key."""
    made_by: str = ""
    """Who made it according to CloudTrail; empty where nobody has asked, or CloudTrail does not remember."""
    resolved: bool = False
    """It fails no longer."""

    @property
    def fingerprint(self) -> str:
        """What the finding is recognised by."""
        return self.finding.fingerprint

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """Sort key: open before resolved, then worst first."""
        return (self.resolved, self.finding.severity.rank, self.finding.check_id, self.fingerprint)


class UserLine(msgspec.Struct, frozen=True, kw_only=True):
    """One user in the report of all users."""

    account: Account
    name: str
    standing: Standing
    findings: tuple[str, ...] = ()
    """What fails, or why it could not be judged, the worst first."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell somebody. Equal keys are the same message, however often it is sent."""

    key: str
    """Chosen by the sender; receivers use it to tell a repetition from something new."""
    kind: MessageKind
    stage: str = "notice"
    """How far things have gone: `notice`, `reminder-1`, `overdue`, ..."""
    at: datetime
    """When it was composed."""
    headline: str = ""
    """What it is about in one line, where it is not about how many findings there are."""
    scope: str
    """What was audited, in words; empty where nothing was."""
    owner: str = ""
    """Whom it concerns, as they are called; empty for shared messages."""
    items: tuple[Item, ...] = ()
    users: tuple[UserLine, ...] = ()
    """For the report of all users."""
    coverage: str = ""
    """How much could be assessed, as a sentence; a part that was not read must not pass for a clean one."""
    waiver: str = ""
    """How to ask for more time or an exception, as a sentence."""
    link: str = ""
    """Where the whole report is; empty when it is nowhere."""

    @property
    def ordered(self) -> tuple[Item, ...]:
        """The items, open ones first, then worst first."""
        return tuple(sorted(self.items, key=lambda item: item.order))

    @property
    def open_items(self) -> tuple[Item, ...]:
        """The items that still fail, worst first."""
        return tuple(item for item in self.ordered if not item.resolved)

    @property
    def resolved_items(self) -> tuple[Item, ...]:
        """The items that fail no longer."""
        return tuple(item for item in self.ordered if item.resolved)

    @property
    def severities(self) -> dict[Severity, int]:
        """How many open items there are of each severity that occurs, worst first."""
        counts = Counter(item.finding.severity for item in self.open_items)
        return {severity: counts[severity] for severity in Severity if counts[severity]}

    @property
    def worst(self) -> Severity | None:
        """The worst severity of the open items."""
        return next(iter(self.severities), None)

    def standing(self, standing: Standing) -> tuple[UserLine, ...]:
        """Return the users who came out like that, by account and name."""
        lines = (line for line in self.users if line.standing is standing)
        return tuple(sorted(lines, key=lambda line: (line.account.id, line.name)))


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A message in every form that a channel may need."""

    subject: str
    """One line."""
    text: str
    html: str
    blocks: tuple[Block, ...]
    """For Slack."""
    data: dict[str, Any]
    """For machines: JSON values only."""
