"""Taking away a console password."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.checks.base import option
from iam_audit.checks.last_use import idle_since, why_unknown
from iam_audit.model import NeverUsed, User
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import PASSWORD_READS, USER_READS, Looking, look_at_password, look_at_user
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction


@dataclass(frozen=True)
class RemoveConsolePassword(UserAction):
    """Take away a console password that nobody signs in with; the user, its keys and its permissions stay.

    The password itself cannot come back: nobody but its owner knew it. A new one can be set at any time.
    """

    id = "remove-console-password"
    title = "take away the console password"
    answers = (
        "console-password-unused",
        "console-password-never-used",
        "console-password-expired",
        "unused-credentials",
        "user-inactive",
        "service-user-with-password",
    )
    reads = (*PASSWORD_READS, *USER_READS)
    writes = ("iam:DeleteLoginProfile",)
    reversible = False
    lasting = (
        "The old password cannot be brought back. Set a new one with `aws iam create-login-profile"
        " --password-reset-required`, and hand it over."
    )

    idle_days: int = option(90, "Days without a sign-in: the password goes after more than that.")

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for a password that is known to have been idle for long enough."""
        target, password = user_target(user), user.password
        since = idle_since(password.last_used, password.changed_at or user.created_at)
        if password.enabled is None:
            why = f"AWS did not say whether {user.name} has a password."
            yield self.refusal(target, Rule.UNREADABLE, why)
        elif not password.enabled:
            yield self.refusal(target, Rule.DONE, f"{user.name} has no password.")
        elif since is None:
            why = why_unknown(password.last_used, "when this password was set")
            yield self.refusal(target, Rule.USE_UNKNOWN, why)
        else:
            did = "set and never used," if isinstance(password.last_used, NeverUsed) else "last used"
            what = f"The password of {user.name} was {did}"
            refused = self.not_idle(target, since, changing.now, self.idle_days, what)
            expects = user_expected(user) | {"password": True}
            yield refused or self.step(changing, target, expects, idle_days=self.idle_days)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user, whether there is a password, and for its last use."""
        iam, looking = door("iam"), Looking()
        if user := look_at_user(looking, iam, target.id):
            look_at_password(looking, iam, user)
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Delete the login profile."""
        change(door("iam").delete_login_profile, *GONE, UserName=step.target.id)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every user
        """Whether AWS knows no password of the user, or no such user."""
        if "password" in after:
            return not after["password"]
        return True if after.get("user", "") is None else None
