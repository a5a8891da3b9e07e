"""Assignments to people who are disabled, or gone."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.populations import Thing
from iam_audit.checks.sso_facts import assigned, sso_users
from iam_audit.model import Finding, IdentityCenter, Resource, Section, Severity, Snapshot, SsoUser

KINDS = {"USER": "sso-user", "GROUP": "sso-group"}


def holders(center: IdentityCenter) -> dict[str, SsoUser]:
    """Return the users who have a permission set, directly or through a group, by id."""
    known, groups = sso_users(center), assigned(center, "GROUP")
    members = (member for group in center.groups if group.id in groups for member in group.members or ())
    return {each: known[each] for each in (*assigned(center, "USER"), *members) if each in known}


def strangers(center: IdentityCenter, account_id: str) -> Iterator[Thing]:
    """Yield the principals of assignments whom the identity store does not know."""
    known = {"USER": set(sso_users(center)), "GROUP": {group.id for group in center.groups}}
    for kind, there in known.items():
        for each in assigned(center, kind):
            if each not in there:
                yield Thing(Resource(type=KINDS[kind], id=each, name=each, account_id=account_id))


def everybody(snapshot: Snapshot) -> Iterator[SsoUser | Thing]:
    """Yield all who have access."""
    for center in snapshot.identity_center:
        yield from holders(center).values()
        yield from strangers(center, snapshot.account.id)


class SsoUserDisabledWithAccess(Check):
    """Who has left should have no access, also for the day on which somebody enables the user again.

    Assignments to users and groups that are no longer there are told as well; they do no harm by themselves.
    """

    id = "sso-user-disabled-with-access"
    title = "Access is assigned to somebody disabled or gone"
    severity = Severity.MEDIUM
    needs = (Section.IDENTITY_CENTER,)
    examines = Population("users of Identity Center with access", everybody)
    remedy = Remedy(
        text="Remove the assignments and memberships of {name}.",
        console=(
            "IAM Identity Center > Users > {name} > AWS accounts",
            "IAM Identity Center > AWS accounts > Users and groups",
        ),
        cli=(
            (
                "aws sso-admin list-account-assignments-for-principal --instance-arn INSTANCE_ARN"
                " --principal-type USER --principal-id USER_ID"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag disabled users with access, and principals that are not there."""
        for center in snapshot.identity_center:
            for user in holders(center).values():
                if user.enabled is None:
                    yield self.unknown(user, f"AWS did not say whether {user.name} is enabled.")
                elif not user.enabled:
                    message = f"{user.name} is disabled in Identity Center and still has access assigned."
                    yield self.finding(user, message, {"enabled": False})
            for thing in strangers(center, snapshot.account.id):
                message = f"Access is assigned to {thing.resource.id}, which Identity Center does not know."
                yield self.finding(thing, message, {"known": False})
