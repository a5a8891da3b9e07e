"""Users that nobody can sign in as."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, Section, Severity, Snapshot, User

ALSO_CREDENTIALS = (Section.SSH_PUBLIC_KEYS, Section.SERVICE_SPECIFIC_CREDENTIALS)
"""Not read unless asked for, since they cost a call for every user."""


class UserNoCredentials(Check):
    """A user without a credential is of no use to anybody but to whoever adds one unnoticed.

    Credentials are: a console password, an active access key or signing certificate, an active SSH key, an
    active credential for a single service. The last two are read only when asked for; while they are not, a
    user without any of the others cannot be judged.
    """

    id = "user-no-credentials"
    title = "User has no credential"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PASSWORDS, Section.ACCESS_KEYS)
    examines = USERS
    remedy = Remedy(
        text="Delete {user}, or give it the credential it was meant to have. AWS refuses to delete a user that"
        " still has policies, groups or inactive keys: take those away first.",
        console=(
            "IAM > Users > {user}: look at Security credentials and Groups",
            "IAM > Users > {user} > Delete",
        ),
        cli=(
            "aws iam list-access-keys --user-name {user}",
            "aws iam list-groups-for-user --user-name {user}",
            "aws iam delete-user --user-name {user}",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users none of whose credentials is active."""
        unread = snapshot.missing(ALSO_CREDENTIALS)
        for user in snapshot.users:
            active = self._active(user, snapshot)
            if True in active.values():
                continue
            unsure = [name for name, is_active in active.items() if is_active is None]
            unsure += [gap.section.words for gap in unread]
            if unsure:
                yield self.unknown(
                    user, f"{user.name} may have no credential: not known are {', '.join(unsure)}."
                )
            else:
                yield self._finding(user, snapshot)

    def _active(self, user: User, snapshot: Snapshot) -> dict[str, bool | None]:
        """Return whether each kind of credential is there and switched on; None when that is not known."""
        return {
            "password": user.password.enabled,
            "access keys": _any(key.active for key in snapshot.keys_by_user.get(user.name, ())),
            "signing certificates": _any(one.active for one in user.signing_certificates),
            "SSH keys": _any(key.active for key in snapshot.ssh_public_keys if key.user_name == user.name),
            "credentials of services": _any(
                one.active for one in snapshot.service_specific_credentials if one.user_name == user.name
            ),
        }

    def _finding(self, user: User, snapshot: Snapshot) -> Finding:
        inactive = len(snapshot.keys_by_user.get(user.name, ()))
        facts: Facts = {
            "inactive_access_keys": inactive,
            "user_created_at": user.created_at.isoformat() if user.created_at else None,
        }
        return self.finding(user, f"{user.name} has no password and no other active credential.", facts)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Join with "or" in three values."""
    given = set(answers)
    return True if True in given else None if None in given else False
