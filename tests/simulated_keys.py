"""The IAM of one account in memory, as far as access keys go, with the faults that the real one has.

It answers the client's methods that actions call, shows uses only after their lag and changes only after a while,
refuses requests from clocks that are off, and keeps the true history that no API tells: what was used and active when.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError

from builders import ACCOUNT_ID

CLOCKS_APART = timedelta(minutes=5)


@dataclass
class SimulatedUser:
    name: str
    created: datetime
    tags: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    path: str = "/"

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{ACCOUNT_ID}:user{self.path}{self.name}"


@dataclass
class SimulatedKey:
    id: str
    user: str
    created: datetime
    statuses: list[tuple[datetime, str | None, str]] = field(default_factory=list)
    """Since when it had each status, and who made it so; None is deleted."""
    uses: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When it was used, and when AWS tells of it."""

    @property
    def status(self) -> str | None:
        return self.statuses[-1][1]

    @property
    def changed_by(self) -> str:
        return self.statuses[-1][2]

    def shown(self, now: datetime, delay: timedelta) -> str | None:
        """The status that a reader sees, who is late by the delay."""
        return next((one for at, one, _ in reversed(self.statuses) if at <= now - delay), self.statuses[0][1])

    def told_use(self, now: datetime) -> datetime | None:
        return max((at for at, told in self.uses if told <= now), default=None)

    def was_active(self, since: datetime, until: datetime) -> bool:
        ends = [at for at, *_ in self.statuses[1:]] + [until]
        return any(
            status == "Active" and end > since and begin < until
            for (begin, status, _), end in zip(self.statuses, ends, strict=True)
        )


class SimulatedKeys:
    """The account. Its clock is the true one; `skew` is how far that of the program is off."""

    def __init__(self, now: datetime, *, delay: timedelta = timedelta(0)) -> None:
        self.now = now
        self.skew = timedelta(0)
        self.delay = delay
        self.users: dict[str, SimulatedUser] = {}
        self.keys: dict[str, SimulatedKey] = {}
        self.on_call: Callable[[str, Callable[[], Any]], Any] = lambda operation, answer: answer()
        """What happens to each call: may fail before or after it is answered, or do something meanwhile."""
        self.on_change: Callable[[SimulatedKey, str | None], None] = lambda key, status: None
        """Told of each change that the program makes, right before it takes effect."""
        self.looked: dict[str, datetime] = {}
        """When the last use of each key was asked for the last time, and answered."""
        self.tags_seen: dict[str, dict[str, str]] = {}
        self.pending: list[tuple[datetime, Callable[[], Any]]] = []
        """Requests that nobody got an answer to, and when they come true."""
        self.calls: list[str] = []

    # What people do

    def add_user(self, name: str, **more: Any) -> SimulatedUser:
        self.users[name] = SimulatedUser(name, self.now - timedelta(days=500), **more)
        return self.users[name]

    def add_key(
        self, key_id: str, user: str, *, age_days: float = 400, used_days_ago: float | None = 200
    ) -> SimulatedKey:
        created = self.now - timedelta(days=age_days)
        key = SimulatedKey(key_id, user, created, [(created, "Active", "owner")])
        if used_days_ago is not None:
            used = self.now - timedelta(days=used_days_ago)
            key.uses.append((used, used))
        self.keys[key_id] = key
        return key

    def use(self, key_id: str, lag: timedelta = timedelta(0)) -> None:
        key = self.keys[key_id]
        if key.status == "Active":
            key.uses.append((self.now, self.now + lag))

    def owner_makes(self, key_id: str, status: str | None) -> None:
        key = self.keys[key_id]
        if key.status not in (None, status):
            key.statuses.append((self.now, status, "owner"))

    def catch_up(self) -> None:
        """Let come true what is due, each at its own time."""
        present = self.now
        due = [one for one in self.pending if one[0] <= present]
        self.pending = [one for one in self.pending if one[0] > present]
        for self.now, work in due:
            with suppress(ClientError):
                work()
        self.now = present

    # What the program sees

    def clock(self) -> datetime:
        return self.now + self.skew

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def client(self, service: str, region: str | None = None) -> "SimulatedKeys":
        assert (service, region) == ("iam", None)
        return self

    def get_user(self, UserName: str) -> Any:  # noqa: N803 - AWS's names
        def answer() -> Any:
            user = self._user(UserName, "GetUser")
            return {
                "User": {
                    "UserName": user.name,
                    "UserId": f"AIDA{user.name}",
                    "Arn": user.arn,
                    "Path": user.path,
                    "CreateDate": user.created,
                }
            }

        return self._call("GetUser", answer)

    def list_user_tags(self, UserName: str, **_: Any) -> Any:  # noqa: N803
        def answer() -> Any:
            tags = self._user(UserName, "ListUserTags").tags
            self.tags_seen[UserName] = dict(tags)
            return {
                "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
                "IsTruncated": False,
            }

        return self._call("ListUserTags", answer)

    def list_groups_for_user(self, UserName: str, **_: Any) -> Any:  # noqa: N803
        def answer() -> Any:
            groups = self._user(UserName, "ListGroupsForUser").groups
            return {"Groups": [{"GroupName": name} for name in groups], "IsTruncated": False}

        return self._call("ListGroupsForUser", answer)

    def list_access_keys(self, UserName: str, **_: Any) -> Any:  # noqa: N803
        def answer() -> Any:
            self._user(UserName, "ListAccessKeys")
            keys = [one for one in self.keys.values() if one.user == UserName]
            shown = [(one, one.shown(self.now, self.delay)) for one in keys]
            return {
                "AccessKeyMetadata": [
                    {"UserName": UserName, "AccessKeyId": one.id, "Status": status, "CreateDate": one.created}
                    for one, status in shown
                    if status is not None
                ],
                "IsTruncated": False,
            }

        return self._call("ListAccessKeys", answer)

    def get_access_key_last_used(self, AccessKeyId: str) -> Any:  # noqa: N803
        def answer() -> Any:
            key = self._key(AccessKeyId, "GetAccessKeyLastUsed")
            self.looked[key.id] = self.now
            used = key.told_use(self.now)
            told = {"ServiceName": "s3", "Region": "eu-west-1", "LastUsedDate": used}
            never = {"ServiceName": "N/A", "Region": "N/A"}
            return {"UserName": key.user, "AccessKeyLastUsed": told if used else never}

        return self._call("GetAccessKeyLastUsed", answer)

    def update_access_key(self, UserName: str, AccessKeyId: str, Status: str) -> None:  # noqa: N803
        def answer() -> None:
            key = self._key(AccessKeyId, "UpdateAccessKey", UserName)
            if key.status != Status:
                self.on_change(key, Status)
                key.statuses.append((self.now, Status, "program"))

        self._call("UpdateAccessKey", answer)

    def delete_access_key(self, UserName: str, AccessKeyId: str) -> None:  # noqa: N803
        def answer() -> None:
            key = self._key(AccessKeyId, "DeleteAccessKey", UserName)
            self.on_change(key, None)
            key.statuses.append((self.now, None, "program"))

        self._call("DeleteAccessKey", answer)

    # How

    def _call(self, operation: str, answer: Callable[[], Any]) -> Any:
        self.calls.append(operation)
        self.catch_up()

        def timely() -> Any:
            if abs(self.skew) > CLOCKS_APART:
                raise refused("RequestTimeTooSkewed", operation)
            return answer()

        return self.on_call(operation, timely)

    def _user(self, name: str, operation: str) -> SimulatedUser:
        if name not in self.users:
            raise refused("NoSuchEntity", operation, 404)
        return self.users[name]

    def _key(self, key_id: str, operation: str, user: str | None = None) -> SimulatedKey:
        key = self.keys.get(key_id)
        if key is None or key.status is None or user not in (None, key.user):
            raise refused("NoSuchEntity", operation, 404)
        return key


def refused(code: str, operation: str, status: int = 403) -> ClientError:
    answer = {
        "Error": {"Code": code, "Message": "the simulation says so"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(answer, operation)


def lost(operation: str) -> ConnectionClosedError:
    return ConnectionClosedError(endpoint_url=f"https://iam.example.com/{operation}")
