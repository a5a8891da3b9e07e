"""The least-privilege IAM policy for what somebody wants to do."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from iam_audit.collect import collectors, lifecycle_events, organization, per_user_collectors
from iam_audit.collect.base import OrganizationCollector
from iam_audit.errors import UsageError
from iam_audit.policy.catalogue import catalogue

PURPOSES = {
    "audit": "read one account; also what the role in each member account needs",
    "collect": "the same as audit: save an account's answers",
    "organization": "list the accounts, enter them, and read what holds for all; for the one who runs it",
    "events": "ask CloudTrail what happened to users and keys",
    "remediate": "look at credentials again and change them; a statement for each action, to leave some out",
    "rotate": "make, store and try new access keys, and retire the old ones",
}
"""What permissions can be asked for, and what each is."""


def permissions_for(
    purposes: Iterable[str] = ("audit",),
    *,
    role: str = "*",
    partition: str = "aws",
    actions: Iterable[str] = (),
) -> dict[str, Any]:
    """Return an IAM policy document that allows exactly what the purposes call, in a fixed order.

    `role` narrows the roles that may be assumed in member accounts, `actions` what `remediate` may change: all that
    there is, unless some are named. Raises UsageError for an unknown purpose or action.
    """
    wanted = set(purposes)
    for purpose in sorted(wanted - PURPOSES.keys()):
        raise UsageError(f"There is no purpose '{purpose}'. Known purposes: {', '.join(PURPOSES)}.")
    statements = []
    if wanted & {"audit", "collect"}:
        statements.append(_allow("ReadCredentialsAndTheirUse", reading_permissions()))
    if "organization" in wanted:
        statements.append(_allow("ListTheOrganization", organization.PERMISSIONS))
        statements.append(_allow("ReadWhatHoldsForAll", organization_permissions()))
        roles = f"arn:{partition}:iam::*:role/{role}"
        statements.append(_allow("EnterMemberAccounts", ["sts:AssumeRole"], roles))
    if "events" in wanted:
        statements.append(_allow("ReadWhatHappened", lifecycle_events.PERMISSIONS))
    if "remediate" in wanted:
        statements += remediating_statements(frozenset(actions), partition)
    if "rotate" in wanted:
        making, keeping = rotating_permissions()
        statements.append(_allow("RotateAccessKeys", making))
        statements.append(_allow("KeepNewKeys", keeping))
    return {"Version": "2012-10-17", "Statement": statements}


def remediating_statements(wanted: Collection[str], partition: str) -> list[dict[str, Any]]:
    """Return what looking and changing takes: one statement to look, and one for each action on what it changes."""
    from iam_audit.remediate.actions import actions  # noqa: PLC0415 - only those who ask need it

    known = {action.id: action for action in actions()}
    for one in sorted(set(wanted) - known.keys()):
        raise UsageError(f"There is no action '{one}'. Known actions: {', '.join(known)}.")
    chosen = [action for action in known.values() if action.id in (wanted or known)]
    reads = {permission for action in chosen for permission in action.reads}
    looking = _allow("LookBeforeAndAfter", list(reads))
    changing = (one for one in chosen if one.writes)
    return [looking, *(_allow(_sid(one.id), one.writes, _targets(one.writes, partition)) for one in changing)]


def reading_permissions() -> tuple[str, ...]:
    """Return the actions that reading one account may call, sorted."""
    of_account = (one for one in collectors() if not isinstance(one, OrganizationCollector))
    found = (one.permissions for one in (*of_account, *per_user_collectors()))
    return tuple(sorted({action for actions in found for action in actions}))


def rotating_permissions() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the actions that making and retiring keys may call, and those of the places that keep them."""
    from iam_audit import rotation  # noqa: PLC0415 - audits do without

    return rotation.IAM_PERMISSIONS, rotation.PERMISSIONS


def organization_permissions() -> tuple[str, ...]:
    """Return the actions that reading what holds for a whole organization may call, sorted."""
    found = (one.permissions for one in collectors() if isinstance(one, OrganizationCollector))
    return tuple(sorted({action for actions in found for action in actions}))


def _targets(permissions: Iterable[str], partition: str) -> str | list[str]:
    """Return the ARNs of the kinds of things that the permissions can be narrowed to."""
    known = catalogue()
    found: set[str] = set()
    for permission in permissions:
        place = known.places[permission.lower()]
        formats = {arn for arn, places in known.taken.items() if place in places}
        if not formats:
            return "*"
        found |= formats
    return sorted(arn.replace("arn:*:", f"arn:{partition}:") for arn in found)


def _sid(action_id: str) -> str:
    return "".join(word.capitalize() for word in action_id.split("-"))


def _allow(sid: str, actions: Sequence[str], resource: str | list[str] = "*") -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resource}
