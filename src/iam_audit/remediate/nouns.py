"""What is planned, approved and done to a credential, as values that are written to a plan file and to the journal."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from iam_audit.model import Evidence, Severity, Tier

Facts: TypeAlias = dict[str, str | int | float | bool | list[str] | dict[str, str] | None]
"""What is true of a target at one moment, in JSON values; dates as ISO 8601 text in UTC.

A fact that could not be read is not there; None is what AWS answers where there is nothing. So an absent fact is
never equal to an expected one, and whoever needs it refuses.
"""


class Stage(StrEnum):
    """A rung of the ladder, in the order in which they are climbed."""

    WARNING = "warning"
    FINAL_WARNING = "final_warning"
    DEACTIVATE = "deactivate"
    DELETE = "delete"
    ONCE = "once"
    """Not a rung: a change that is made by itself, when somebody asks for it."""


class Rule(StrEnum):
    """Why something is not done."""

    ROOT = "root"
    CALLER = "caller"
    """It is the identity that runs this program, or the user behind it."""
    BREAK_GLASS = "break_glass"
    WAIVED = "waived"
    EXEMPT = "exempt"
    """A tag, name, path or group of the settings exempts it."""
    EXEMPTION_UNKNOWN = "exemption_unknown"
    """Whether it is exempt could not be read."""
    USE_UNKNOWN = "use_unknown"
    IN_USE = "in_use"
    TOO_YOUNG = "too_young"
    NOT_ARMED = "not_armed"
    MANAGED = "managed"
    """CloudFormation or Terraform made it, and would make it again."""
    FROZEN = "frozen"
    """A freeze date, or outside the change window."""
    CAPPED = "capped"
    WAITING = "waiting"
    """The rung before is too recent, or was not delivered."""
    MOVED = "moved"
    """The live state is not what the plan saw."""
    UNREADABLE = "unreadable"
    DONE = "done"
    """There is nothing left to do."""
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"
    LEASED = "leased"
    """Another run works in the account."""
    UNSUITABLE = "unsuitable"
    """The action cannot be done to it; the message says why."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """The one thing that a step changes."""

    account_id: str
    type: str
    """`access-key`, `user`, `mfa-device`, `server-certificate`, `account`, `permission-set`."""
    id: str
    """Unique within account and type: a key id, a user name, a serial, ..."""
    user_name: str | None = None
    """The IAM user that it is, or belongs to."""
    arn: str = ""
    details: dict[str, str] = {}
    """What else names it: the policy to detach, the group to leave, the permission set and whom it is assigned to."""

    @property
    def key(self) -> str:
        """The same for the same thing in every run."""
        more = "".join(f"|{name}={value}" for name, value in sorted(self.details.items()))
        return f"{self.account_id}|{self.type}|{self.id}{more}"


class Blast(msgspec.Struct, frozen=True, kw_only=True):
    """What breaks at worst, and who would notice."""

    lower: Tier
    upper: Tier
    last_used_at: datetime | None = None
    last_service: str | None = None
    last_region: str | None = None
    services: tuple[str, ...] = ()
    """Services that its owner used lately, the latest first, as Access Advisor knows them."""
    services_known: bool = False
    """Whether Access Advisor was asked; if not, `services` says nothing."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """Why a step is justified, and as of when that was known."""

    check_id: str
    fingerprint: str
    severity: Severity
    message: str
    at: datetime
    """When the account was read."""
    evidence: Evidence = {}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change to one target."""

    action: str
    target: Target
    stage: Stage = Stage.ONCE
    cycle: int = 1
    """How often the ladder was begun anew for this target: it counts up when a key that was cleared is stale again."""
    proof: Proof
    expects: Facts
    """What must be true of the target right before it is changed; see `Action.observe`."""
    idle_days: int | None = None
    """Whole days without a use that must still be true right before; None where use does not matter."""
    quiet_days: int | None = None
    """Whole days since the journal has the step before it as done; what is final takes `idle_days` unless set."""
    undo: str | None
    """How it can be undone, in words; None when it cannot."""
    permissions: tuple[str, ...]
    blast: Blast | None = None
    forced: bool = False
    """Whether somebody insisted although it is managed elsewhere."""

    @property
    def key(self) -> str:
        """What makes doing it twice the same as once: target, action, stage and cycle."""
        return f"{self.target.key}|{self.action}|{self.stage}|{self.cycle}"

    @property
    def id(self) -> str:
        """A short name for people and for `rollback`."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:12]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not done, and why."""

    action: str
    target: Target
    rule: Rule
    why: str
    """A sentence for a person."""
    until: datetime | None = None
    """When to ask again, where that is known."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would be done: exactly this is approved, and exactly this is applied."""

    schema_version: int = 1
    id: str
    created_at: datetime
    expires_at: datetime
    created_by: str
    tool_version: str
    scope: str
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...] = ()
    populations: dict[str, int] = {}
    """How many targets there are in each account, for caps in percent."""
    rules: str = ""
    """SHA-256 of the settings it was made under: a plan made under other rules is not applied."""
    unread: tuple[str, ...] = ()
    """What could not be read, in sentences: nobody knows what would have to be done there."""

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of the whole plan in one fixed spelling (JSON, sorted keys, UTC)."""
        return hashlib.sha256(canonical(self)).hexdigest()


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's word that a plan may be applied."""

    plan_hash: str
    by: str
    at: datetime
    reason: str
    how: str
    """`ed25519`, `api` or `slack`."""
    public_key: str = ""
    """The key that can check the signature: Ed25519, raw, base64; empty where another way vouches for it."""
    signature: str = ""
    """Over `signed_text`, base64."""

    @property
    def signed_text(self) -> bytes:
        """What the signature is over: the approval without it."""
        return canonical(msgspec.structs.replace(self, signature=""))


def canonical(value: msgspec.Struct) -> bytes:
    """Return a value as JSON in one fixed spelling, to be hashed or signed."""
    return msgspec.json.encode(value, order="sorted")
