"""Roles Anywhere profiles that narrow nothing."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import (
    Finding,
    Remediation,
    Resource,
    RolesAnywhereProfile,
    Section,
    Severity,
    Snapshot,
)


def enabled_profiles(snapshot: Snapshot) -> Iterator[RolesAnywhereProfile]:
    """Yield the profiles that are switched on, or may be."""
    return (one for one in snapshot.roles_anywhere_profiles if one.enabled is not False)


class RolesanywhereProfileSessionPolicy(Check):
    """Without a session policy, any certificate of the trust anchor gets all that the role may do.

    Profiles are read on request, in the Region in force and those in the setting `regions`.
    """

    id = "rolesanywhere-profile-session-policy"
    title = "Roles Anywhere profile does not narrow its sessions"
    severity = Severity.MEDIUM
    needs = (Section.ROLES_ANYWHERE_PROFILES,)
    examines = Population("enabled Roles Anywhere profiles", enabled_profiles)
    remedy = Remedy(
        text="Give the profile {name} a session policy, or managed policies, that allow what its workloads need.",
        console=("IAM > Roles > Roles Anywhere > Manage > Profiles > {name} > Edit > Session policies",),
        cli=(
            "aws rolesanywhere update-profile --profile-id {profile} --session-policy file://session-policy.json",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag profiles with neither a session policy nor managed policies."""
        for one in enabled_profiles(snapshot):
            if one.session_policy is None and not one.managed_policies:
                message = (
                    f"The Roles Anywhere profile {one.name} in {one.region} does not narrow its sessions."
                )
                yield self.finding(one, message, {"region": one.region, "roles": len(one.roles)})

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the id of the profile."""
        known = resource.id if resource.type == "roles-anywhere-profile" else "PROFILE_ID"
        return self.remedy.for_resource(resource, profile=known)
