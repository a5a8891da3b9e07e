"""The least-privilege IAM policy for what somebody wants to do."""

from collections.abc import Iterable, Sequence
from typing import Any

from iam_audit.collect import collectors, lifecycle_events, organization, per_user_collectors
from iam_audit.collect.base import OrganizationCollector
from iam_audit.errors import UsageError

PURPOSES = {
    "audit": "read one account; also what the role in each member account needs",
    "collect": "the same as audit: save an account's answers",
    "organization": "list the accounts, enter them, and read what holds for all; for the one who runs it",
    "events": "ask CloudTrail what happened to users and keys",
}
"""What permissions can be asked for, and what each is."""


def permissions_for(
    purposes: Iterable[str] = ("audit",), *, role: str = "*", partition: str = "aws"
) -> dict[str, Any]:
    """Return an IAM policy document that allows exactly what the purposes call, in a fixed order.

    `role` narrows the roles that may be assumed in member accounts. Raises UsageError for an unknown purpose.
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
    return {"Version": "2012-10-17", "Statement": statements}


def reading_permissions() -> tuple[str, ...]:
    """Return the actions that reading one account may call, sorted."""
    of_account = (one for one in collectors() if not isinstance(one, OrganizationCollector))
    found = (one.permissions for one in (*of_account, *per_user_collectors()))
    return tuple(sorted({action for actions in found for action in actions}))


def organization_permissions() -> tuple[str, ...]:
    """Return the actions that reading what holds for a whole organization may call, sorted."""
    found = (one.permissions for one in collectors() if isinstance(one, OrganizationCollector))
    return tuple(sorted({action for actions in found for action in actions}))


def _allow(sid: str, actions: Sequence[str], resource: str = "*") -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resource}
