"""Gathers from an account whom to ask about it, and about those in it."""

from collections.abc import Mapping

from iam_audit.model import Bearer, Kind, Ownership, Snapshot


def ownership_of(snapshot: Snapshot, kinds: Mapping[str, Kind]) -> Ownership:
    """Return the users and roles with their tags, the contacts of the account, and what it is below."""
    users = (
        Bearer(arn=one.arn, name=one.name, tags=one.tags, kind=kinds.get(one.name, Kind.UNKNOWN))
        for one in snapshot.users
    )
    roles = (
        Bearer(arn=one.arn, name=one.name, tags=one.tags, kind=Kind.MACHINE)
        for one in snapshot.roles
        if one.tags
    )
    return Ownership(
        bearers=(*users, *roles),
        contacts=snapshot.alternate_contacts,
        units=snapshot.surroundings.units if snapshot.surroundings else (),
    )
