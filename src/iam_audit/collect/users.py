"""The list of users, for when the credential report is refused or too old."""

import msgspec

from iam_audit.collect.asking import PAGE, listed
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, Section


class ListedUser(msgspec.Struct, frozen=True, rename="pascal"):
    """An entry of ListUsers."""

    user_name: str
    arn: str
    user_id: str | None = None
    path: str = "/"
    create_date: Moment | None = None
    password_last_used: Moment | None = None
    """Missing when there is no password or no recorded use."""


class Users(Collector[tuple[ListedUser, ...]]):
    """Asks for all users. Whoever is in the answer was then asked about one by one."""

    section = Section.USERS
    file = "users.json"
    key = "Users"
    permissions = ("iam:ListUsers",)

    def fetch(self, client: Client) -> Answer:
        """Return the list."""
        return listed(client.list_users, "Users", MaxItems=PAGE)

    def parse(self, answer: Answer, account: Account) -> tuple[ListedUser, ...]:  # noqa: ARG002
        """Shape the list."""
        return read_shape(answer, tuple[ListedUser, ...], self.file)
