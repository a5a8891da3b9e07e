"""Gathers from an account what its users and roles tell about whom to ask."""

from collections.abc import Mapping

from iam_audit.model import Bearer, Kind, Snapshot


def bearers_of(snapshot: Snapshot, kinds: Mapping[str, Kind]) -> tuple[Bearer, ...]:
    """Return the users, and those roles that have tags."""
    users = (
        Bearer(arn=one.arn, name=one.name, tags=one.tags, kind=kinds.get(one.name, Kind.UNKNOWN))
        for one in snapshot.users
    )
    roles = (
        Bearer(arn=one.arn, name=one.name, tags=one.tags, kind=Kind.MACHINE)
        for one in snapshot.roles
        if one.tags
    )
    return (*users, *roles)
