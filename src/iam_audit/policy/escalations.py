"""The known ways from some permissions to more: data, in which each says how it is to be verified."""

from enum import StrEnum
from functools import lru_cache
from importlib import resources

import msgspec


class How(StrEnum):
    """What has to be looked at to know whether a way is open."""

    POLICY_OF_USER = "policy-of-user"
    POLICY_OF_ROLE = "policy-of-role"
    POLICY_OF_GROUP = "policy-of-group"
    POLICY_VERSION = "policy-version"
    DEFAULT_VERSION = "default-version"
    JOIN_GROUP = "join-group"
    BOUNDARY_OF_USER = "boundary-of-user"
    BOUNDARY_OF_ROLE = "boundary-of-role"
    NEW_ROLE = "new-role"
    NEW_USER = "new-user"
    IDENTITY_CENTER = "identity-center"
    KEY_OF_USER = "key-of-user"
    PASSWORD_OF_USER = "password-of-user"  # noqa: S105 - the name of a way
    TRUST_OF_ROLE = "trust-of-role"
    PROVIDER_OF_ROLES = "provider-of-roles"
    PASS_ROLE = "pass-role"  # noqa: S105 - the name of a way
    ASSUME_ROLE = "assume-role"
    PAIR = "pair"
    """Two others on the same target: one gives it power, the other takes it over."""
    BEYOND = "beyond"
    """On resources that are not read here, so never more than possible."""


class Escalation(msgspec.Struct, frozen=True, kw_only=True, rename={"kind": "class"}):
    """One way."""

    id: str
    kind: str
    """A on oneself, B by another principal, C by passing a role, D by what runs already, E sideways, F by trust."""
    how: How
    title: str
    actions: tuple[str, ...]
    services: tuple[str, ...] = ()
    """Those that a role is passed to."""
    aliases: tuple[str, ...] = ()
    """The ids under which others know it."""


class Sensitive(msgspec.Struct, frozen=True, kw_only=True):
    """The actions that give secrets, credentials of other systems, or the content of data stores."""

    secrets: tuple[str, ...]
    credentials: tuple[str, ...]
    data: tuple[str, ...]


@lru_cache(maxsize=1)
def escalations() -> tuple[Escalation, ...]:
    """Return every known way."""
    return msgspec.json.decode(_data("escalations.json"), type=tuple[Escalation, ...])


@lru_cache(maxsize=1)
def sensitive() -> Sensitive:
    """Return the actions that give more than their access level says."""
    return msgspec.json.decode(_data("sensitive.json"), type=Sensitive)


@lru_cache(maxsize=1)
def known_by() -> dict[How, tuple[Escalation, ...]]:
    """Return the ways by how they are verified."""
    return {how: tuple(each for each in escalations() if each.how is how) for how in How}


def pair(giving: Escalation, taking: Escalation) -> Escalation:
    """Return the way that two make together: the published one, if there is one."""
    actions = {*giving.actions, *taking.actions}
    for each in known_by()[How.PAIR]:
        if {*each.actions} == actions:
            return each
    return Escalation(
        id=f"{giving.id}+{taking.id}",
        kind="B",
        how=How.PAIR,
        title=f"{giving.title} (on another principal), then: {taking.title[0].lower()}{taking.title[1:]}",
        actions=(*giving.actions, *taking.actions),
    )


def _data(name: str) -> bytes:
    return resources.files("iam_audit.policy").joinpath("data", name).read_bytes()
