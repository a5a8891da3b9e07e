"""What a collector is: the part that asks AWS, and the part that understands the answer.

`fetch` talks to AWS and does nothing else; `parse` takes plain JSON. The answer in between is what
`collect` writes to the offline bundle, so an account audited from its bundle goes through the same `parse`
as one audited live.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from iam_audit.model import Account, Section, Snapshot

T = TypeVar("T")

Answer: TypeAlias = Any
"""What AWS said, in AWS's own shape: JSON values only, dates as ISO 8601 text, pages merged."""

Answers: TypeAlias = Mapping[str, Answer]
"""The answers of one account by file name."""

Client: TypeAlias = Any
"""A botocore client of a collector's `service`; handed in, never made here."""

CLIENT_NAMES = MappingProxyType({"access-analyzer": "accessanalyzer", "sso": "sso-admin"})
"""What the SDK and the AWS CLI call the services that IAM actions call otherwise."""


class Clients(Protocol):
    """Gives clients by service; the Region defaults to the one in force."""

    def __call__(self, service: str, region: str | None = None, /) -> Client:
        """Return a client. Raises one of our errors, or the SDK's, when there is none to be had."""
        ...


class Source(ABC, Generic[T]):
    """What every collector says about itself."""

    section: ClassVar[Section]
    """What it reads; also what the gap is called when it cannot.

    The credential report and the authorization details feed several sections and are named for one of them.
    """
    file: ClassVar[str]
    """The name of the answer in an offline bundle."""
    key: ClassVar[str | None] = None
    """Where in the file the answer is, as AWS names it; None when the whole file is the answer."""
    bare: ClassVar[type | None] = list
    """What the answer looks like when somebody left the key out; None when the key must be there."""
    permissions: ClassVar[tuple[str, ...]]
    """The IAM actions it calls, the one that matters most first; the generated policy is made from them."""
    service: ClassVar[str] = "iam"
    """Which client it wants."""
    essential: ClassVar[bool] = True
    """Whether every audit counts on it. Without the others an account is whole, unless they were asked for."""

    @property
    def call(self) -> str:
        """The API call people know it by."""
        return self.permissions[0].partition(":")[2]

    @abstractmethod
    def parse(self, answer: Answer, account: Account) -> T:
        """Turn the answer into values. Raises InputError."""


class Collector(Source[T]):
    """Reads one section of an account with a handful of calls.

    Where nothing more is said in `assemble.py`, `parse` returns the snapshot's field named like `section`.
    """

    on_request: ClassVar[bool] = False
    """Whether it is read only where somebody names `section`: it takes many calls, or few can use it."""

    @abstractmethod
    def fetch(self, client: Client) -> Answer:
        """Ask AWS, following pages. Raises whatever botocore raises; the caller turns that into a gap."""

    def ask(self, clients: Clients) -> Answer:
        """Get the client and ask; overridden where one client is not enough."""
        return self.fetch(clients(self.service))


class RegionalCollector(Collector[T]):
    """Reads what each Region keeps for itself; `fetch` reads one Region.

    The answer is a list with an object per Region, its name under `Region`.
    """

    essential = False

    def __init__(self, regions: Sequence[str] = ()) -> None:
        self._regions = tuple(regions)

    def ask(self, clients: Clients) -> Answer:
        """Ask in the Region in force, then in each of the others. One that refuses leaves all unread."""
        here = clients(self.service)
        home = here.meta.region_name
        others = [region for region in dict.fromkeys(self._regions) if region != home]
        named = [(home, here), *((region, clients(self.service, region)) for region in others)]
        return [{"Region": region, **self.fetch(client)} for region, client in named]


class OrganizationCollector(Collector[T]):
    """Reads what holds for a whole organization, where only its management account can tell.

    In other accounts the section is `elsewhere`, and no gap. An account that is read alone, and may be a
    delegated administrator, is asked when somebody names the section.
    """

    essential = False
    holds_everywhere: ClassVar[bool] = False
    """Whether its answer says something about each member: a run over many accounts asks once, for all."""
    limits_members: ClassVar[bool] = False
    """Whether it tells what each member may do at most: asked once as well, but kept with the management account."""


class PerUserCollector(Source[T]):
    """Reads something with one call or more per user, so it runs only where its answers are needed.

    The answers of all users are concatenated, in the bundle and for `parse`.
    """

    live: ClassVar[bool] = False
    """Whether a live run asks about every user rather than trust the credential report."""
    on_request: ClassVar[bool] = False
    """Whether it is all about `users_on_request`, so that nobody to ask about means an empty answer."""
    whom: ClassVar[str] = "users"
    """What a gap calls those that it may ask about."""

    def everybody(self, snapshot: Snapshot) -> Sequence[str]:
        """Return all that it may ask about."""
        return [user.name for user in snapshot.users]

    def users(self, snapshot: Snapshot) -> Sequence[str]:  # noqa: ARG002
        """Return the users of whom something stays unknown unless they are asked about: as few as will do."""
        return ()

    def users_on_request(self, snapshot: Snapshot) -> Sequence[str]:  # noqa: ARG002
        """Return the users to ask about only when somebody wants `section`."""
        return ()

    @abstractmethod
    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Ask AWS about one user."""


class Unread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer that is missing, and why: what `gaps.json` of a bundle keeps."""

    file: str
    key: str = ""
    """Which part of the file; empty for all of it."""
    reason: str
    """One sentence for a person."""
    code: str = ""
    """The AWS error code; empty when there was none."""
    users: tuple[str, ...] = ()
    """The users whose answers are missing; empty when all of it is."""
    wanted: bool = True
    """Whether somebody counts on it; see `Gap`."""
