"""What is known while the result of one account is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from iam_audit.history.values import EventKind
from iam_audit.history.writing import Row
from iam_audit.model import AccountResult, CredentialType, Section

SECTIONS: Mapping[CredentialType, frozenset[Section]] = {
    CredentialType.ACCESS_KEY: frozenset({Section.USERS, Section.ACCESS_KEYS}),
    CredentialType.PASSWORD: frozenset({Section.USERS, Section.PASSWORDS}),
    CredentialType.SIGNING_CERTIFICATE: frozenset({Section.USERS}),
    CredentialType.SSH_PUBLIC_KEY: frozenset({Section.USERS, Section.SSH_PUBLIC_KEYS}),
    CredentialType.SERVICE_SPECIFIC: frozenset({Section.USERS, Section.SERVICE_SPECIFIC_CREDENTIALS}),
}
"""What has to be read to tell that a credential of this sort is gone."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One account in one run."""

    connection: Connection
    run: int
    at: datetime
    result: AccountResult
    before: RowMapping | None
    """What was known of the account; None for the first time."""
    events: list[Row] = field(default_factory=list)
    """What is to be remembered of this visit."""

    @property
    def account_id(self) -> str:
        """The account."""
        return self.result.account.id

    @property
    def assessed_before(self) -> datetime | None:
        """When it was read before this."""
        assessed: datetime | None = self.before["assessed_at"] if self.before else None
        return assessed

    def lacks(self, sections: frozenset[Section]) -> bool:
        """Whether one of these was not read, so that what is not there may be there all the same."""
        return any(gap.section in sections for gap in self.result.gaps)

    def note(self, kind: EventKind, **more: Any) -> None:  # noqa: ANN401 - columns of the table
        """Remember that something happened."""
        self.events.append(
            {
                **BLANK,
                **more,
                "run": self.run,
                "at": self.at,
                "kind": kind.value,
                "account_id": self.account_id,
            }
        )


BLANK: Row = dict.fromkeys(
    (
        "fingerprint",
        "check_id",
        "severity",
        "credential_id",
        "principal",
        "before",
        "after",
        "seconds",
        "by",
        "note",
    )
)
