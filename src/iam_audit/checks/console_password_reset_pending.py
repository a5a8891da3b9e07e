"""Passwords that were given out and never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.model import Finding, LoginProfile, Section, Severity, Snapshot, User, whole_days


def users_with_profile(snapshot: Snapshot) -> Iterator[User]:
    """Yield the users who have a login profile."""
    return (
        snapshot.users_by_name[one.user_name]
        for one in snapshot.login_profiles
        if one.user_name in snapshot.users_by_name
    )


@dataclass(frozen=True)
class ConsolePasswordResetPending(Check):
    """A first password is known to whoever made it, and to the mail or chat it travelled in.

    AWS asks for a new one at the next sign-in; when that has not happened for days, the old one still works.
    Whether it is asked for is read on request, with a call per user. The days count from when the user first got
    a password, the only date AWS gives.
    """

    id = "console-password-reset-pending"
    title = "First password was never changed"
    severity = Severity.LOW
    needs = (Section.USERS, Section.LOGIN_PROFILES)
    examines = Population("users with a console password", users_with_profile)
    remedy = Remedy(
        text="Ask {user} to sign in and choose a password, or take the password away until it is needed.",
        console=(
            "IAM > Users > {user} > Security credentials > Console sign-in > Manage console access > Disable",
        ),
        cli=(
            "aws iam get-login-profile --user-name {user}",
            "aws iam delete-login-profile --user-name {user}",
        ),
    )

    grace_days: int = option(7, "Days that a user has to change a first password.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag passwords that must be changed, and have been for longer than the days of grace."""
        for profile in snapshot.login_profiles:
            user = snapshot.users_by_name.get(profile.user_name)
            if user and (verdict := self._judge(user, profile, now)):
                yield verdict

    def _judge(self, user: User, profile: LoginProfile, now: datetime) -> Finding | None:
        if profile.reset_required is None:
            return self.unknown(user, f"AWS did not say whether {user.name} must change the password.")
        if not profile.reset_required:
            return None
        if profile.created_at is None:
            return self.unknown(user, f"{user.name} must change the password; AWS did not say since when.")
        days = whole_days(profile.created_at, now)
        if days <= self.grace_days:
            return None
        message = (
            f"{user.name} got a password {days} days ago, has to change it, and has not signed in to do so."
        )
        return self.finding(user, message, {"days": days, "created_at": profile.created_at.isoformat()})
