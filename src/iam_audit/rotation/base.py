"""What a place for secrets is: it proves that it can be written to, takes a new key, and tells whether it has it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from iam_audit.errors import AccountError
from iam_audit.rotation.secret import NewKey, Secret

Client: TypeAlias = Any
"""A botocore client."""

Clients: TypeAlias = Callable[[str, str | None], Client]
"""Gives the client of a service in a Region, None for the Region in force: `Aws.client`."""


class PlaceError(AccountError):
    """A place for secrets cannot be used."""

    def __init__(self, message: str, *, lost: bool = False) -> None:
        """Say why, and whether what was sent may have been taken all the same."""
        super().__init__(message)
        self.lost = lost


class SecretStore(ABC):
    """One place that holds, or will hold, the key of one user. Errors never hold what was to be stored."""

    kind: ClassVar[str]
    """What a place begins with: `secretsmanager`, ..."""
    permissions: ClassVar[tuple[str, ...]] = ()
    """The IAM actions it needs."""
    staged: ClassVar[bool] = False
    """Whether those who read the place see a key only once it was published."""
    place: str
    """What people call it: `secretsmanager:ci/deploy`."""

    @abstractmethod
    def prove(self, nonce: str) -> None:
        """Write something harmless, or show otherwise that a key could be written. Raises PlaceError.

        Those who read the place go on to see what they saw before. `nonce` differs from rotation to rotation.
        """

    @abstractmethod
    def store(self, key: NewKey, value: Secret) -> None:
        """Take the value of a new key. May be called again for the same key. Raises PlaceError."""

    def publish(self, key_id: str) -> None:  # noqa: B027 - most places have nothing more to do
        """Let those who read the place see a key that was stored, where they do not see it yet."""

    @abstractmethod
    def holds(self, key_id: str) -> bool:
        """Whether that key was stored. Raises PlaceError when the place does not tell."""

    def fetch(self, key_id: str) -> Secret | None:  # noqa: ARG002
        """Return the value as it was stored; None where only its owner can read it, or it is not there."""
        return None

    def where(self, key_id: str) -> str:  # noqa: ARG002
        """Say where that key is, for its owner. Never with anything secret."""
        return self.place

    @abstractmethod
    def how_to_read(self, key_id: str) -> str:
        """Return the command with which its owner gets the key."""


def region_in(name: str) -> str | None:
    """Return the Region of an ARN, so that a secret may live elsewhere than the rest; None for a name."""
    parts = name.split(":")
    return parts[3] if name.startswith("arn:") and len(parts) > 3 and parts[3] else None
