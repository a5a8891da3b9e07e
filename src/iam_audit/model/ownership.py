"""What an account tells about the people behind its users and roles."""

import msgspec

from iam_audit.model.kind import Kind


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """A user or role, as far as it tells whom to ask."""

    arn: str
    name: str
    tags: dict[str, str] | None = None
    """None when tags could not be read. Whoever may tag the user has written them."""
    kind: Kind = Kind.UNKNOWN
