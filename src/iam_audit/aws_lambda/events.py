"""What the handlers are invoked with. What is unknown or wrong in an event is refused in one line."""

from datetime import datetime
from typing import Annotated, Any, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from iam_audit.errors import EventError
from iam_audit.workflows import Batch

T = TypeVar("T", bound=msgspec.Struct)

Event: TypeAlias = dict[str, Any]
"""An event as Lambda hands it over: JSON."""
Summary: TypeAlias = dict[str, Any]
"""What a handler returns, as JSON."""
RunId: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]


class Context(Protocol):
    """What Lambda tells of an invocation, as far as we ask."""

    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may go on."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which accounts of the organization: all, unless it names some; and who gets the report of them."""

    accounts: tuple[str, ...] = ()
    ous: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    send: tuple[str, ...] = ()
    """Channels that get the report of all users, beside the alerts."""


class PlanEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The beginning of an audit on several machines."""

    run_id: RunId
    now: Moment
    chosen: Chosen = Chosen()


class BatchEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One batch of it."""

    run_id: RunId
    now: Moment
    batch: Batch


class MergeEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Its end."""

    run_id: RunId


class AuditEvent(Chosen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole audit; without `org` or a choice of accounts, of the account that the function runs in."""

    org: bool = False
    run_id: RunId | None = None
    """Unless it is given, the id of the invocation, which Lambda keeps when it tries again."""
    now: Moment | None = None

    @property
    def many(self) -> bool:
        """Whether it is about an organization."""
        return self.org or bool(self.accounts) or bool(self.ous)


def understood(event: Event, kind: type[T]) -> T:
    """Return the event with its types. Raises EventError."""
    try:
        return msgspec.convert(event, kind)
    except msgspec.ValidationError as error:
        said = str(error).replace("`", "'")
        known = ", ".join(one.name for one in msgspec.structs.fields(kind))
        raise EventError(f"The event will not do: {said}. It may hold: {known}.") from None
