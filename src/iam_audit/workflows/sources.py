"""Where an audit gets its accounts from."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from iam_audit.aws import Aws
from iam_audit.collect.account import Ask
from iam_audit.collect.organization import Selection

ACCOUNTS_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How to enter an account that is not the caller's own."""

    role: str
    """A name, a name with its path, or an ARN in which `{account_id}` and `{partition}` are filled in."""
    external_id: str | None = None
    session_name: str = ""
    """Empty: `iam-audit`, followed by the run id."""
    duration: int = 3600
    """Seconds a session lasts; it is renewed before it ends."""


@dataclass(frozen=True, kw_only=True)
class OneAccount:
    """One account: the caller's own or, with an entry, the one that the role is in."""

    aws: Aws
    entry: Entry | None = None
    ask: Ask = field(default_factory=Ask)


@dataclass(frozen=True, kw_only=True)
class Organization:
    """Many accounts, each entered by a role; the caller's own is read without one."""

    aws: Aws
    entry: Entry
    selection: Selection = field(default_factory=Selection)
    """Which of them: all unless it says otherwise."""
    ask: Ask = field(default_factory=Ask)
    at_once: int = ACCOUNTS_AT_ONCE
    """How many accounts are read at the same time."""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder with one offline bundle, or with a folder of bundles."""

    path: Path
    judged_at: datetime | None = None
    """None: each account is judged as of the moment it was collected, when its bundle tells."""


@dataclass(frozen=True, kw_only=True)
class Mock:
    """The invented account: no AWS, no network."""


Source: TypeAlias = OneAccount | Organization | Folder | Mock
