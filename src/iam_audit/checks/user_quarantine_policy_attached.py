"""Users whom AWS has quarantined because a key of theirs was found in public."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, Section, Severity, Snapshot, User, UserPermissions


@dataclass(frozen=True)
class UserQuarantinePolicyAttached(Check):
    """AWS attaches this policy when it has seen an access key of the user where anybody can read it.

    The policy takes away some of the worst, not the key: whoever found the key can still use it for all the
    rest, until somebody switches it off.
    """

    id = "user-quarantine-policy-attached"
    title = "AWS has quarantined the user for a leaked access key"
    severity = Severity.CRITICAL
    needs = (Section.USERS, Section.PERMISSIONS)
    examines = USERS
    remedy = Remedy(
        text="Deactivate the keys of {user} now, then read in CloudTrail what was done with them, and undo it."
        " Answer the support case that AWS opened, and detach the quarantine policy last.",
        console=(
            key_commands.OPEN,
            "Actions > Deactivate on each key",
            "CloudTrail > Event history: look up each key under AWS access key",
            "Permissions > the quarantine policy > Remove, when AWS support agrees",
        ),
        cli=(
            key_commands.LIST,
            key_commands.DEACTIVATE,
            "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue={user}",
        ),
        automated="An EventBridge rule on the AWS Health event AWS_RISK_CREDENTIALS_EXPOSED can deactivate the key"
        " within minutes of AWS finding it.",
    )

    policies: tuple[str, ...] = option(
        ("AWSCompromisedKeyQuarantine", "AWSExposedCredentialPolicy_DO_NOT_REMOVE"),
        "Beginnings of the names of policies that AWS attaches to quarantine a user.",
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users who hold a quarantine policy, attached or inline."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
            elif found := self._quarantines(user):
                yield self._quarantined(user, found, snapshot)

    def _quarantines(self, user: User) -> list[str]:
        held = user.permissions or UserPermissions()
        names = (*(policy.name for policy in held.attached), *(policy.name for policy in held.inline))
        return sorted(name for name in names if name.startswith(self.policies))

    def _quarantined(self, user: User, policies: list[str], snapshot: Snapshot) -> Finding:
        live = sum(key.active is not False for key in snapshot.keys_by_user.get(user.name, ()))
        unread = snapshot.gap(Section.ACCESS_KEYS) is not None
        keys = (
            "which of its keys are active is not known"
            if unread
            else f"{live} of its keys can still be active"
        )
        message = f"AWS has put {user.name} in quarantine with {', '.join(policies)}; {keys}."
        return self.finding(
            user, message, {"policies": ", ".join(policies), "active_keys": None if unread else live}
        )
