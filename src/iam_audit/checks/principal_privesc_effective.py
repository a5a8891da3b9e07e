"""Users and roles that can get more than they were given."""

from datetime import datetime

from iam_audit.checks.base import Facts, Remedy
from iam_audit.checks.own_policies import listed
from iam_audit.checks.principals import (
    CLI_FOR_ROLES,
    STEPS_FOR_ROLES,
    Sure,
    WithRolesOfAws,
    deciding,
    in_words,
    reaches,
    tier_facts,
    way_in_words,
)
from iam_audit.model import EscalationPath, Finding, Privilege, Role, Severity, Snapshot, Tier, User


class PrincipalPrivescEffective(WithRolesOfAws):
    """A user who can make a key for an administrator is an administrator, whatever the user's own policies say.

    All policies of the principal are judged together, with its groups, denials and boundary, and on the users, roles
    and policies that are there: a way counts when it leads to somebody who can do more. Chains of roles are followed
    to their end, in other accounts of the same audit, too. Organization policies count where they were read. Whoever is
    an administrator, be it by such a way, passes: `user-admin`, `role-admin` and `role-workload-admin` name those.
    """

    id = "principal-privesc-effective"
    title = "User or role can escalate its privileges"
    severity = Severity.CRITICAL
    remedy = Remedy(
        text="Take one of the actions of each way away from {name}, limit it to the resources that it is needed on, or"
        " put a permissions boundary around what can be made with it. `iam-audit explain` shows the statements.",
        console=STEPS_FOR_ROLES,
        cli=CLI_FOR_ROLES,
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,
        snapshot: Snapshot,  # noqa: ARG002 - the privilege says it all
        now: datetime,  # noqa: ARG002 - as above
    ) -> Finding | None:
        """Flag whoever has a way to more, and name it; milder when it hangs on conditions."""
        ways = deciding(privilege)
        sure = reaches(privilege, Tier.ESCALATES)
        if not ways:
            return self.not_known(who, privilege.reasons) if sure is Sure.UNKNOWN else None
        sure = Sure.YES if sure is Sure.YES else Sure.MAYBE
        if reaches(privilege, Tier.ADMIN) in (Sure.YES, sure):
            return None
        may = "can" if sure is Sure.YES else "may be able to"
        more = f", in {len(ways)} ways, the first of them" if len(ways) > 1 else ""
        message = f"{in_words(who)} {may} get more power{more}: {way_in_words(ways[0])}{_gaining(ways[0])}"
        facts: Facts = {**tier_facts(privilege), "ways": listed(map(way_in_words, ways))}
        return self.finding(who, f"{message}{self.whose(who)}.", facts, severity=self.graded(who, sure))


def _gaining(way: EscalationPath) -> str:
    return ", and so become an administrator" if way.gains is Tier.ADMIN else ", which leads to more"
