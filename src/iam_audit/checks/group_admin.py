"""Groups that make administrators of their members."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.own_policies import INLINE, MANAGED, listed, members_of, milder
from iam_audit.checks.populations import GROUPS
from iam_audit.model import Finding, Group, Severity, Snapshot, UserPermissions
from iam_audit.policy.holdings import holdings
from iam_audit.policy.questions import administers


class GroupAdmin(Check):
    """Whoever is put into such a group owns the account, and nobody sees it at the user.

    All policies of the group are judged together, denials included, whatever they are called.
    """

    id = "group-admin"
    title = "Group makes its members administrators"
    severity = Severity.HIGH
    needs = (*MANAGED, *INLINE)
    examines = GROUPS
    remedy = Remedy(
        text="Give the members of {name} what their work needs, and keep administration for a role that is taken on"
        " with MFA.",
        console=("IAM > User groups > {name} > Permissions", "IAM > User groups > {name} > Users"),
        cli=(
            "aws iam get-group --group-name {name}",
            "aws iam list-attached-group-policies --group-name {name}",
            "aws iam list-group-policies --group-name {name}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the groups whose policies come to full control; milder when that hangs on conditions."""
        for group in snapshot.groups:
            if verdict := self._judge(group, snapshot):
                yield verdict

    def _judge(self, group: Group, snapshot: Snapshot) -> Finding | None:
        held = holdings(
            UserPermissions(inline=group.inline, attached=group.attached), snapshot, f"the group {group.name}"
        )
        grant = administers(held.statements, snapshot.account)
        if held.unread and (grant is None or not grant.always):
            why = "; ".join(each.because for each in held.unread)
            return self.unknown(group, f"What the group {group.name} gives is not known: {why}.")
        if grant is None:
            return None
        members = [user.name for user in members_of(group, snapshot)]
        facts: Facts = {
            "members": listed(members),
            "member_count": len(members),
            "conditions": None if grant.always else listed(grant.keys),
        }
        makes, severity = ("makes", self.severity) if grant.always else ("may make", milder(self.severity))
        message = f"The group {group.name} {makes} administrators of its {len(members)} members."
        return self.finding(group, message, facts, severity=severity)
