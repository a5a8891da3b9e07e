"""How long sessions of roles may last, which the authorization details leave out."""

import msgspec

from iam_audit.collect.asking import PAGE, field, pages
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section


class RawRole(msgspec.Struct, rename="pascal"):
    """An entry of ListRoles, without its documents."""

    arn: str
    max_session_duration: int | None = None


class RoleSessions(Collector[dict[str, int | None]]):
    """Asks for all roles and keeps how long their sessions may last."""

    section = Section.ROLE_SESSIONS
    file = "roles.json"
    key = "Roles"
    permissions = ("iam:ListRoles",)
    essential = False

    def fetch(self, client: Client) -> Answer:
        """Return the roles, by ARN; the rest of them is in the authorization details."""
        found = (entry for page in pages(client.list_roles, MaxItems=PAGE) for entry in field(page, "Roles"))
        return [
            {name: entry[name] for name in ("RoleName", "Arn", "MaxSessionDuration") if name in entry}
            for entry in found
        ]

    def parse(self, answer: Answer, account: Account) -> dict[str, int | None]:  # noqa: ARG002
        """Return the seconds by the role's ARN."""
        return {raw.arn: raw.max_session_duration for raw in read_shape(answer, list[RawRole], self.file)}
