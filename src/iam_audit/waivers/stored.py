"""Waivers that were decided on the server, and are kept in the store."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from iam_audit.model import Waiver


class StoredState(StrEnum):
    """Where a waiver in the store stands."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    """Its first day is still to come."""
    EXPIRED = "expired"
    """Its last day is over."""
    ENDED = "ended"
    """Somebody ended it before its last day."""


class StoredWaiver(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, with its life."""

    id: str
    check: str
    """A check id, in which `*` and `?` stand for anything."""
    account: str
    """An account id or name, with the same wildcards."""
    resource: str
    """An id, name, ARN or `type/name` of a resource, with the same wildcards."""
    reason: str
    approver: str
    given: date
    """The first day on which it holds, in UTC."""
    expires: date
    """The last day on which it holds, in UTC."""
    created_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    def state_on(self, day: date) -> StoredState:
        """Where it stands on a day."""
        if self.ended_at is not None:
            return StoredState.ENDED
        if day > self.expires:
            return StoredState.EXPIRED
        return StoredState.NOT_YET if day < self.given else StoredState.IN_FORCE

    @property
    def waiver(self) -> Waiver:
        """The waiver as audits take it."""
        return Waiver(
            check=self.check,
            account=self.account,
            resource=self.resource,
            reason=self.reason,
            approver=self.approver,
            expires=self.expires,
            given=self.given,
            source=f"the store, waiver {self.id}",
        )
