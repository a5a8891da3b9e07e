"""Whom AWS can reach about an account."""

from enum import StrEnum

import msgspec


class ContactKind(StrEnum):
    """What an alternate contact is for, as AWS spells it."""

    SECURITY = "SECURITY"
    BILLING = "BILLING"
    OPERATIONS = "OPERATIONS"


class AlternateContact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody beside root's mailbox whom AWS writes to."""

    kind: ContactKind
    email: str = ""
    phone: str = ""
