"""Accounts with more IAM users than wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.naming import fits
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Finding, Section, Severity, Snapshot


@dataclass(frozen=True)
class NoIamUsers(Check):
    """Every IAM user is a long-lived credential to look after; people can come by federation, machines by roles.

    Users that have to be, such as those for breaking the glass, go in the option `allowed`. The wish of older
    checklists for at least one IAM user, so as not to work as root, is not shared here.
    """

    id = "no-iam-users"
    title = "Account has IAM users"
    severity = Severity.LOW
    needs = (Section.USERS,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Let people sign in through IAM Identity Center and give machines roles (IAM Roles Anywhere outside"
        " of AWS); then delete the users that are left over.",
        console=(
            "IAM Identity Center > Users and groups, then AWS accounts > Assign users or groups",
            "IAM > Users: deactivate the keys of those who moved, delete the user after a quiet month",
        ),
        cli=(
            "aws iam list-users --query 'Users[].[UserName,PasswordLastUsed]' --output text",
            "aws sso-admin list-instances",
        ),
    )

    max_users: int = option(0, "How many IAM users may be there; exactly this many pass.")
    allowed: tuple[str, ...] = option((), "Names of users that do not count; `*` and `?` are wildcards.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the account when there are more users than `max_users`, beside the allowed ones."""
        names = [user.name for user in snapshot.users if not fits(user.name, self.allowed)]
        if len(names) > self.max_users:
            message = f"The account has {len(names)} IAM users that are not allowed for; the limit is {self.max_users}."
            facts: Facts = {
                "users": len(names),
                "limit": self.max_users,
                "first_users": ", ".join(sorted(names)[:10]),
            }
            yield self.finding(snapshot.account, message, facts)
