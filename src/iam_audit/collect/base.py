"""What a collector is: the part that asks AWS, and the part that understands the answer.

`fetch` talks to AWS and does nothing else; `parse` takes plain JSON. The answer in between is what `collect` writes to
the offline bundle, so an account audited from its bundle goes through the same `parse` as one audited live.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from iam_audit.model import Account, Section, Snapshot

Answer: TypeAlias = Any
"""What AWS said, in AWS's own shape: JSON values only, dates as ISO 8601 text, pages merged."""

Client: TypeAlias = Any
"""A botocore client of `Collector.service`; handed in, never made here."""


class Collector(ABC):
    """Reads one section of an account with a handful of calls."""

    section: ClassVar[Section]
    """What it reads; also what the gap is called when it cannot."""
    file: ClassVar[str]
    """The name of the answer in an offline bundle."""
    permissions: ClassVar[tuple[str, ...]]
    """The IAM actions it calls; the generated policy is made from them."""
    service: ClassVar[str] = "iam"
    """Which client it wants."""

    @abstractmethod
    def fetch(self, client: Client) -> Answer:
        """Ask AWS, following pages. Raises whatever botocore raises; the caller turns that into a gap."""

    @abstractmethod
    def parse(self, answer: Answer, account: Account) -> Any:
        """Turn the answer into the value of the snapshot's field named like `section`. Raises InputError."""


class PerUserCollector(ABC):
    """Reads one section with one call or more per user, so it runs only where its answers are needed."""

    section: ClassVar[Section]
    file: ClassVar[str]
    permissions: ClassVar[tuple[str, ...]]
    service: ClassVar[str] = "iam"

    @abstractmethod
    def users(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the names of the users that must be asked about, as few as will do."""

    @abstractmethod
    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Ask AWS about one user; the answers of all users are concatenated in the bundle."""

    @abstractmethod
    def parse(self, answer: Sequence[Answer], account: Account) -> Any:
        """Turn the concatenated answers into the value of the snapshot's field."""


Answers: TypeAlias = Mapping[str, Answer]
"""The answers of one account by file name."""
