"""Users for programs, who can sign in to the console all the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.last_use import use_facts
from iam_audit.checks.populations import is_machine
from iam_audit.model import Finding, Section, Severity, Snapshot, User

UNSET = Population("service users", lambda _: ())
"""Who is a service user is for the options to say, so `members` is what counts."""


@dataclass(frozen=True)
class ServiceUserWithPassword(Check):
    """A program has no use for a password, and nobody notices when somebody else has.

    Service users are those that the rules of `[classify]` call programs, and those that are known here by group, by
    tag, or by the pattern of their names. Any one of these is enough; with none set, nobody is looked at. The case of
    names does not matter, that of tags does.
    """

    id = "service-user-with-password"
    title = "Service user has a console password"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.PASSWORDS, Section.PERMISSIONS)
    examines = UNSET
    remedy = Remedy(
        text="Take away the console password of {user}. Its keys and permissions stay as they are.",
        console=(
            "IAM > Users > {user} > Security credentials > Manage console access",
            "Disable console access",
        ),
        cli=(
            "aws iam get-login-profile --user-name {user}",
            "aws iam delete-login-profile --user-name {user}",
        ),
    )

    groups: tuple[str, ...] = option((), "Groups whose members are service users.")
    tags: tuple[str, ...] = option((), "Tags that make a service user, as key or key=value.")
    name_patterns: tuple[str, ...] = option((), "Names of service users, with * and ? as wildcards.")

    def members(self, snapshot: Snapshot) -> Iterator[User]:
        """Yield the service users, and those who may be some."""
        return (user for user in snapshot.users if self._is_service(user, snapshot) is not False)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag service users who have a console password."""
        for user in self.members(snapshot):
            if user.password.enabled is not False:
                yield self._judge(user, snapshot)

    def _judge(self, user: User, snapshot: Snapshot) -> Finding:
        if self._is_service(user, snapshot) is None:
            return self.unknown(user, f"Whether {user.name} is a service user could not be read.")
        if user.password.enabled is None:
            return self.unknown(user, f"AWS did not say whether {user.name} has a console password.")
        message = f"{user.name} is a service user and has a console password."
        return self.finding(user, message, use_facts(user.password.last_used))

    def _is_service(self, user: User, snapshot: Snapshot) -> bool | None:
        """Whether a user is a service user; None when that is not known."""
        name = user.name.casefold()
        if is_machine(user, snapshot) or any(
            fnmatchcase(name, pattern.casefold()) for pattern in self.name_patterns
        ):
            return True
        known = (self._in_group(user), self._has_tag(user))
        return True if True in known else None if None in known else False

    def _in_group(self, user: User) -> bool | None:
        if not self.groups:
            return False
        if user.permissions is None:
            return None
        wanted = {group.casefold() for group in self.groups}
        return any(group.casefold() in wanted for group in user.permissions.groups)

    def _has_tag(self, user: User) -> bool | None:
        if not self.tags:
            return False
        if user.tags is None:
            return None
        tags = user.tags
        return any(
            tags.get(key) == value if equals else key in tags
            for key, equals, value in (tag.partition("=") for tag in self.tags)
        )
