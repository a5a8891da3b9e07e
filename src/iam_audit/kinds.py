"""Tells users who are people from users that are programs, by the rules of the settings."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from iam_audit.model import Kind, Snapshot, User
from iam_audit.settings import ClassifySettings

Says = tuple[bool | None, bool | None]
"""Whether it makes a machine, and whether it makes a person; None where that could not be read."""


def kinds_of(snapshot: Snapshot, rules: ClassifySettings) -> Mapping[str, Kind]:
    """Return the kind of every user of the account, by name."""
    return {user.name: kind_of(user, rules) for user in snapshot.users}


def kind_of(user: User, rules: ClassifySettings) -> Kind:
    """Return what the first rule that speaks of the user says.

    Tags decide before the path, the path before the name, the name before the password. A user is unknown
    where two rules of one sort contradict each other, and where a rule could not be tried for want of data.
    """
    for machine, person in (
        _tags(user, rules),
        _path(user, rules),
        _name(user, rules),
        _password(user, rules),
    ):
        if machine is None or person is None or (machine and person):
            return Kind.UNKNOWN
        if machine or person:
            return Kind.MACHINE if machine else Kind.PERSON
    return Kind.UNKNOWN


def _tags(user: User, rules: ClassifySettings) -> Says:
    return _tagged(user, rules.machine_tags), _tagged(user, rules.person_tags)


def _tagged(user: User, wanted: Iterable[str]) -> bool | None:
    pairs = [one.partition("=") for one in wanted]
    if not pairs:
        return False
    if user.tags is None:
        return None
    tags = user.tags
    return any(key in tags and (not equals or fnmatchcase(tags[key], value)) for key, equals, value in pairs)


def _path(user: User, rules: ClassifySettings) -> Says:
    return _below(user.path, rules.machine_paths), _below(user.path, rules.person_paths)


def _below(path: str, tops: Iterable[str]) -> bool:
    return any(path.startswith(f"/{top.strip('/')}/".replace("//", "/")) for top in tops)


def _name(user: User, rules: ClassifySettings) -> Says:
    return _called(user.name, rules.machine_names), _called(user.name, rules.person_names)


def _called(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def _password(user: User, rules: ClassifySettings) -> Says:
    has = user.password.enabled
    without = None if has is None else not has
    return rules.no_password_means_machine and without, rules.password_means_person and has
