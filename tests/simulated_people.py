"""The invented users of a simulated AWS account, and their credential report.

User number i is `user-000i`. The first `key_share` of the users have one access key each, user 1 has a
password without MFA, user 2 one with a virtual device.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

COLUMNS = [
    *("user", "arn", "user_creation_time"),
    *(
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "password_next_rotation",
        "mfa_active",
    ),
    *("access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date"),
    *("access_key_1_last_used_region", "access_key_1_last_used_service"),
    *("access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date"),
    *("access_key_2_last_used_region", "access_key_2_last_used_service"),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
]


class RefusedError(Exception):
    """An error answer of AWS."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True, kw_only=True)
class People:
    """The users of one account."""

    account_id: str
    users: int
    key_share: float
    now: datetime
    policy: str | None = None
    """What the group of all users allows, as JSON text; None for what it always does."""
    roles: Sequence[dict[str, object]] = ()
    """Entries of the list of roles."""

    @property
    def names(self) -> list[str]:
        return [f"user-{number:04d}" for number in range(self.users)]

    def number(self, name: str) -> int:
        digits = name.removeprefix("user-")
        if not digits.isdigit() or name != f"user-{int(digits):04d}" or int(digits) >= self.users:
            raise RefusedError("NoSuchEntity", f"The user with name {name} cannot be found.", 404)
        return int(digits)

    def arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.account_id}:user/{name}"

    def has_key(self, number: int) -> bool:
        return number < round(self.users * self.key_share)

    def key_id(self, number: int) -> str:
        return f"AKIA{self.account_id[-4:]}{number:012d}"

    def key_created(self, number: int) -> datetime:
        return (self.now - timedelta(days=100 + number % 300)).replace(microsecond=0)

    def key_used(self, number: int) -> datetime:
        return (self.now - timedelta(days=number % 100)).replace(microsecond=0)


def xml(value: object) -> str:
    """Write a value as the query protocol does: lists of `member`, fields as elements."""
    match value:
        case dict():
            return "".join(f"<{key}>{xml(one)}</{key}>" for key, one in value.items())
        case list():
            return "".join(f"<member>{xml(one)}</member>" for one in value)
        case bool():
            return str(value).lower()
        case datetime():
            return moment(value)
        case _:
            return escape(str(value))


def moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def report(people: People) -> str:
    created = moment(people.now - timedelta(days=500))
    rows = [
        COLUMNS,
        [
            "<root_account>",
            f"arn:aws:iam::{people.account_id}:root",
            created,
            "not_supported",
            "no_information",
        ],
    ]
    rows[-1] += [
        "not_supported",
        "not_supported",
        "true",
        *["false", "N/A", "N/A", "N/A", "N/A"] * 2,
        *["false", "N/A"] * 2,
    ]
    rows += [_row(people, name, number, created) for number, name in enumerate(people.names)]
    return "\n".join(",".join(row) for row in rows) + "\n"


def _row(people: People, name: str, number: int, created: str) -> list[str]:
    no_key = ["false", "N/A", "N/A", "N/A", "N/A"]
    key = ["true", moment(people.key_created(number)), moment(people.key_used(number)), "eu-west-1", "s3"]
    password = (
        ["true", moment(people.now - timedelta(days=1)), created, "N/A"]
        if number in (1, 2)
        else ["false"] + ["N/A"] * 3
    )
    keys = (key if people.has_key(number) else no_key) + no_key
    return [
        name,
        people.arn(name),
        created,
        *password,
        str(number == 2).lower(),
        *keys,
        *["false", "N/A"] * 2,
    ]
