"""Permission sets that lead to more power than they give."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.escalating_policies import how_bad, unlimited
from iam_audit.checks.own_policies import MANAGED, listed, milder
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.permission_set_powers import powers_of
from iam_audit.checks.principals import Sure, deciding, reaches, way_in_words
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import EscalationPath, Finding, PermissionSet, Section, Severity, Snapshot, Tier


class SsoPermissionSetPrivesc(PermissionSetCheck):
    """People who may make a role and give it everything are administrators of every account they are assigned to.

    The policies of the set are judged together, with their resources, conditions and denials, on an account of which
    nothing is known. What hangs on what an account holds is only possible, and milder. Sets with full control are for
    `sso-permission-set-admin`.
    """

    id = "sso-permission-set-privesc"
    title = "Permission set lets people escalate their privileges"
    severity = Severity.HIGH
    needs = (Section.IDENTITY_CENTER, *MANAGED)
    remedy = Remedy(
        text="Take one of the actions of each way out of {name}, or give it a permissions boundary that does not allow"
        " them.",
        console=("IAM Identity Center > Permission sets > {name} > Permissions",),
        cli=(
            (
                "aws sso-admin get-inline-policy-for-permission-set --instance-arn {instance}"
                " --permission-set-arn {permission_set}"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the sets with a way to more."""
        for one in permission_sets(snapshot):
            if verdict := self._judge(one, snapshot):
                yield verdict

    def _judge(self, one: PermissionSet, snapshot: Snapshot) -> Finding | None:
        powers = powers_of(one, snapshot)
        if ways := deciding(powers.privilege):
            sure = reaches(powers.privilege, Tier.ESCALATES) is Sure.YES and not powers.bounded
            return self._tell(one, ways, self.severity if sure else milder(self.severity))
        if reaches(powers.privilege, Tier.ADMIN) is Sure.YES:
            return None
        way = unlimited(powers.statements, snapshot.account) or next(iter(powers.privilege.paths), None)
        if way:
            return self._tell(one, (way,), how_bad(way))
        if powers.missing:
            return self.unknown(one, f"{one.name} uses {', '.join(powers.missing)}, which could not be read.")
        return None

    def _tell(self, one: PermissionSet, ways: tuple[EscalationPath, ...], severity: Severity) -> Finding:
        lets = "lets people" if severity is self.severity else "may let people"
        facts: Facts = {
            "path": ways[0].id,
            "ways": listed(map(way_in_words, ways)),
            "accounts": len(one.accounts),
        }
        message = f"The permission set {one.name} {lets} get more power: {way_in_words(ways[0])}."
        return self.finding(one, message, facts, severity=severity)
