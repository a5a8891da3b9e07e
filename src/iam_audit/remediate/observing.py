"""Looks at users and their credentials as they are now: the facts that every decision to act rests on.

`user` (None: there is none), `user_id`, `user_arn`, `user_path`, `user_created_at`, `user_tags`, `user_groups`,
`user_boundary`; of a key `key_status` (None: there is none) and `key_created_at`; of a password `password` and
`password_last_used_at` and `password_created_at`. Of what the step is about, be it key, password or user:
`last_used_at` (None: never), `last_used_service`, `last_used_region`, and `idle_since`: the last use, else when it was
made. Where AWS kept no records of the first years there is `quiet_since` instead of `last_used_at`: since then there
was no use. What could not be read is absent, and `unread` says why, by the name of the fact.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar, assert_never

import msgspec

from iam_audit.collect.access_keys import ListedKey, RawUse
from iam_audit.collect.asking import PAGE, Refusal, attempt, field, listed, plain, unless_absent
from iam_audit.collect.last_use import key_without_use, password_without_use
from iam_audit.collect.login_profiles import RawProfile
from iam_audit.collect.shapes import read_shape
from iam_audit.collect.tags import RawTag, tags_of
from iam_audit.collect.users import ListedUser
from iam_audit.errors import NotReadError
from iam_audit.model import LastUse, NeverUsed, Used, UseUnknown
from iam_audit.remediate.nouns import Facts

T = TypeVar("T")
Client: TypeAlias = Any

UNREAD = "unread"
"""The fact that says why others are absent."""
OF_THE_USER = ("user", "user_id", "user_arn", "user_path", "user_created_at", "user_boundary")
OF_USE = ("last_used_at", "last_used_service", "last_used_region")

USER_READS = ("iam:GetUser", "iam:ListUserTags", "iam:ListGroupsForUser")
KEY_READS = ("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")
PASSWORD_READS = ("iam:GetLoginProfile",)


class RawBoundary(msgspec.Struct, frozen=True, rename="pascal"):
    """The PermissionsBoundary of a user."""

    permissions_boundary_arn: str | None = None


class LiveUser(ListedUser, frozen=True, rename="pascal"):
    """The answer of GetUser."""

    permissions_boundary: RawBoundary | None = None


class Looking:
    """Gathers facts one question at a time: one that AWS does not answer leaves the others standing."""

    def __init__(self) -> None:
        self._facts: Facts = {}
        self._unread: dict[str, str] = {}

    def ask(self, question: Callable[[], T], *names: str) -> T | None:
        """Ask what tells the facts of these names; None when it was not answered."""
        answer = attempt(question)
        if isinstance(answer, Refusal):
            self.miss(answer.reason, *names)
            return None
        return answer

    def note(self, facts: Facts) -> None:
        """Keep what was seen."""
        self._facts |= facts

    def fact(self, name: str, question: Callable[[], str | bool | list[str] | dict[str, str] | None]) -> None:
        """Ask for one fact and keep it."""
        answer = attempt(question)
        if isinstance(answer, Refusal):
            self.miss(answer.reason, name)
        else:
            self.note({name: answer})

    def miss(self, why: str, *names: str) -> None:
        """Say that these facts are not known."""
        self._unread |= dict.fromkeys(names, why)

    def facts(self) -> Facts:
        """Return what was seen. Raises NotReadError when that is nothing at all."""
        if self._unread and not self._facts:
            raise NotReadError("; ".join(dict.fromkeys(self._unread.values())))
        return {**self._facts, UNREAD: dict(self._unread)} if self._unread else dict(self._facts)


def look_at_user(looking: Looking, iam: Client, name: str) -> LiveUser | None:
    """Ask who a user is, with tags and groups; None when there is none, or nobody would say."""
    found = looking.ask(lambda: users_of(iam, name), *OF_THE_USER, "user_tags", "user_groups")
    if not found:
        looking.note({} if found is None else {"user": None})
        return None
    looking.note(_user_facts(found[0]))
    looking.fact("user_tags", lambda: _tags(iam, name))
    looking.fact("user_groups", lambda: groups_of(iam, name))
    return found[0]


def look_at_key(looking: Looking, iam: Client, user_name: str, key_id: str) -> None:
    """Ask whether this very key of a user is there, and when it was last used."""
    found = looking.ask(lambda: keys_of(iam, user_name), "key_status", "key_created_at", *OF_USE)
    if found is None:
        return
    named = [key for key in found if key.access_key_id == key_id]
    looking.note({"key_status": named[0].status if named else None})
    for key in named:
        looking.note({"key_created_at": moment_text(key.created_at)})
        note_use(looking, (key.created_at, looking.ask(lambda: key_use(iam, key), *OF_USE)))  # noqa: B023


def look_at_password(looking: Looking, iam: Client, user: LiveUser) -> None:
    """Ask whether the user has a console password, and when somebody last signed in with it."""
    made = note_password(looking, iam, user)
    use = password_use(user)
    if not isinstance(use, UseUnknown):
        looking.note({"password_last_used_at": use_facts(use)["last_used_at"]})
    note_use(looking, (made, use))


def note_password(looking: Looking, iam: Client, user: LiveUser) -> datetime | None:
    """Keep whether the user has a console password, and since when; without one, when the user was made."""
    found = looking.ask(lambda: profiles_of(iam, user.user_name), "password")
    if found is None:
        return None
    looking.note({"password": bool(found)})
    made = next((profile.create_date for profile in found if profile.create_date), None)
    if made:
        looking.note({"password_created_at": moment_text(made)})
    return made or user.create_date


def note_use(looking: Looking, *uses: tuple[datetime | None, LastUse | None]) -> None:
    """Keep the latest use of several credentials, each with when it was made; one that is not known hides them all."""
    known = [(made, use) for made, use in uses if use is not None]
    if len(known) < len(uses):
        return
    since = [idle_since(use, made) for made, use in known]
    idle = None if None in since else moment_text(max(one for one in since if one))
    if idle:
        looking.note({"idle_since": idle})
    unknown = [use for _, use in known if isinstance(use, UseUnknown)]
    for use in unknown:
        looking.miss(use.why, *OF_USE)
    if unknown and idle:
        looking.note({"quiet_since": idle})
    if not unknown:
        used = [use for _, use in known if isinstance(use, Used)]
        looking.note(use_facts(max(used, key=lambda use: use.at, default=NeverUsed())))


def idle_since(use: LastUse, made: datetime | None) -> datetime | None:
    """Return the last use, else the moment since when there was certainly none; None where that is not known."""
    match use:
        case Used(at=at):
            return at
        case NeverUsed():
            return made
        case UseUnknown(quiet_since=since):
            return since
        case _:
            assert_never(use)


def users_of(iam: Client, name: str) -> tuple[LiveUser, ...]:
    """Return the user of this name; none when there is none."""
    answer = unless_absent(lambda: iam.get_user(UserName=name))
    return () if answer is None else (read_shape(plain(field(answer, "User")), LiveUser, "GetUser"),)


def keys_of(iam: Client, user_name: str) -> tuple[ListedKey, ...]:
    """Return the keys of a user, as AWS lists them; none when there is no such user."""
    found = unless_absent(
        lambda: listed(iam.list_access_keys, "AccessKeyMetadata", UserName=user_name, MaxItems=PAGE)
    )
    return read_shape(found or [], tuple[ListedKey, ...], "ListAccessKeys")


def key_use(iam: Client, key: ListedKey) -> LastUse:
    """Ask when a key was last used. Raises NotReadError when AWS knows it as the key of somebody else."""
    answer = plain(iam.get_access_key_last_used(AccessKeyId=key.access_key_id))
    owner = answer.get("UserName") or key.user_name
    if owner != key.user_name:
        raise NotReadError(f"AWS says that {key.access_key_id} belongs to {owner} and not to {key.user_name}")
    told = read_shape(field(answer, "AccessKeyLastUsed"), RawUse, "GetAccessKeyLastUsed")
    return msgspec.structs.replace(key, last_used=told).use or key_without_use(None)


def password_use(user: LiveUser) -> LastUse:
    """Return when somebody last signed in with the password of a user."""
    if user.password_last_used is None:
        return password_without_use(user.create_date)
    return Used(at=user.password_last_used)


def profiles_of(iam: Client, user_name: str) -> tuple[RawProfile, ...]:
    """Return the login profile of a user; none where there is no password."""
    answer = unless_absent(lambda: iam.get_login_profile(UserName=user_name))
    if answer is None:
        return ()
    return (read_shape(plain(field(answer, "LoginProfile")), RawProfile, "GetLoginProfile"),)


def groups_of(iam: Client, user_name: str) -> list[str]:
    """Return the names of the groups of a user, sorted."""
    found = listed(iam.list_groups_for_user, "Groups", UserName=user_name, MaxItems=PAGE)
    return sorted(field(group, "GroupName") for group in found)


def use_facts(use: Used | NeverUsed) -> Facts:
    """Return a last use as facts."""
    if isinstance(use, NeverUsed):
        return dict.fromkeys(OF_USE)
    return dict(zip(OF_USE, (moment_text(use.at), use.service, use.region), strict=True))


def moment_text(at: datetime) -> str:
    """Return a moment as facts hold it: ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat()


def _user_facts(user: LiveUser) -> Facts:
    boundary = user.permissions_boundary
    return {
        "user": user.user_name,
        "user_id": user.user_id,
        "user_arn": user.arn,
        "user_path": user.path,
        "user_created_at": moment_text(user.create_date) if user.create_date else None,
        "user_boundary": boundary.permissions_boundary_arn if boundary else None,
    }


def _tags(iam: Client, name: str) -> dict[str, str]:
    found: Iterable[RawTag] = read_shape(
        listed(iam.list_user_tags, "Tags", UserName=name, MaxItems=PAGE), list[RawTag], "ListUserTags"
    )
    return tags_of(found) or {}
