"""When a user or role last used each service it may use."""

from datetime import datetime

import msgspec


class ServiceUse(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a principal may use, and when it last did."""

    service: str
    """The namespace, such as `s3`."""
    last_at: datetime | None = None
    """None when it was not used in the period that AWS keeps, 400 days."""
    region: str | None = None


class PrincipalUse(msgspec.Struct, frozen=True, kw_only=True):
    """The services of one user or role."""

    arn: str
    services: tuple[ServiceUse, ...] = ()
