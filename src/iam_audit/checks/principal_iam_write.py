"""Users and roles that may change identities, policies or trust."""

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.iam_changes import changes_in_words, sure_of
from iam_audit.checks.principals import CLI_FOR_ROLES, STEPS_FOR_ROLES, Sure, WithRolesOfAws, in_words
from iam_audit.model import Finding, Privilege, Role, Severity, Snapshot, User
from iam_audit.policy.deeds import deeds


@dataclass(frozen=True)
class PrincipalIamWrite(WithRolesOfAws):
    """Whoever changes identities, policies or trust decides what everybody else may do.

    Judged are the actions that make, widen or let in: create, add, attach, put, update and the like, after denials
    and the permissions boundary. Name who may do so in `allowed`.
    """

    id = "principal-iam-write"
    title = "User or role can change identities, policies or trust"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Keep changes of IAM for the few roles that make them, and add those to the option allowed. Take the"
        " actions away from {name}, or limit them to a path with a permissions boundary.",
        console=STEPS_FOR_ROLES,
        cli=CLI_FOR_ROLES,
    )

    allowed: tuple[str, ...] = option(
        (), "Names, with wildcards, of users and roles that may change IAM; none by default."
    )

    def judge(
        self,
        who: User | Role,
        privilege: Privilege,  # noqa: ARG002 - it is not about the tier
        snapshot: Snapshot,
        now: datetime,
    ) -> Finding | None:
        """Flag whoever may change IAM and is not allowed to; milder when that hangs on conditions."""
        if any(fnmatchcase(who.name, pattern) for pattern in self.allowed):
            return None
        changes = deeds(snapshot, now).changes_of_iam(who)
        sure = sure_of(changes)
        if sure is Sure.NO:
            return None
        if sure is Sure.UNKNOWN:
            return self.not_known(who, changes.unread)
        names = changes.certain or changes.possible
        facts: Facts = {
            "actions": ", ".join(names),
            "action_count": len(names),
            "set_up_by_aws": self.is_of_aws(who),
        }
        message = f"{in_words(who)} {changes_in_words(changes)}{self.whose(who)}."
        return self.finding(who, message, facts, severity=self.graded(who, sure))
