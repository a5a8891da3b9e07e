"""What can be said of a pack, and what somebody who verifies it knows from elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from iam_audit.evidence.stamps import Stamped


class Fault(StrEnum):
    """What can be wrong."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    SIGNATURE = "signature"
    CHAIN = "chain"
    TIME_STAMP = "time stamp"
    UNREADABLE = "unreadable"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a pack."""

    fault: Fault
    file: str
    """The file in the pack; the name of the pack itself where no single file is concerned."""
    what: str


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of a pack."""

    pack: str
    problems: tuple[Problem, ...]
    files: int = 0
    """How many files are as the manifest says."""
    made_by: str | None = None
    as_of: datetime | None = None
    key: str | None = None
    """SHA-256 of the public key that the signature was checked with."""
    pinned: bool = False
    """Whether somebody else than the pack said which key that is."""
    manifest: str | None = None
    """SHA-256 of the manifest, which the next pack is chained to."""
    previous: str | None = None
    """The manifest that it is chained to; None for the first one."""
    chained: bool = False
    """Whether the pack before was looked at."""
    stamped: Stamped | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, kw_only=True)
class Trust:
    """What somebody who verifies knows from elsewhere."""

    key: Ed25519PublicKey | None = None
    fingerprint: str | None = None
    """SHA-256 of the key, where only that is known."""
    previous: str | None = None
    """SHA-256 of the manifest of the pack before."""
    roots: tuple[Certificate, ...] = ()
    """The certificates of time stamp services."""
