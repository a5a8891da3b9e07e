"""Access keys that were made in the same moment as their console user."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Facts, Population, Remedy, option
from iam_audit.checks.last_use import use_facts
from iam_audit.model import AccessKey, Finding, Section, Severity, Snapshot, User


def keys_of_console_users(snapshot: Snapshot) -> Iterator[AccessKey]:
    """Yield the keys, active or not, of users who have a console password, or may have one."""
    for key in snapshot.access_keys:
        user = snapshot.users_by_name.get(key.user_name)
        if user and user.password.enabled is not False:
            yield key


@dataclass(frozen=True)
class AccessKeyCreatedAtUserSetup(Check):
    """A key that came with its user was ticked in a form, not asked for by anybody who needed it.

    A person who signs in to the console can make a key on the day it is wanted. While the id of a key is not
    known, its date is the credential report's last_rotated, which moves when the key is switched off and on
    again; the evidence then says that it is approximate.
    """

    id = "access-key-created-at-user-setup"
    title = "Access key was made together with its console user"
    severity = Severity.LOW
    needs = (Section.ACCESS_KEYS, Section.USERS, Section.PASSWORDS)
    examines = Population("access keys of users with a console password", keys_of_console_users)
    remedy = Remedy(
        text="Ask {user} whether {key} is needed. If not, deactivate and delete it; if it is, put a new key in"
        " its place, made by {user}.",
        console=(
            key_commands.OPEN,
            "Look at Last used of {key}",
            "Actions > Deactivate on {key}; after a quiet week, Actions > Delete",
        ),
        cli=(key_commands.LAST_USED, key_commands.DEACTIVATE, key_commands.DELETE),
        automated=key_commands.REVOKE_UNUSED,
    )

    window_seconds: int = option(
        10, "Seconds between user and key that count as one act; exactly so many do."
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - only dates of creation count
        """Flag keys made within `window_seconds` of their user, if the user has a console password."""
        for key in keys_of_console_users(snapshot):
            if verdict := self._judge(key, snapshot.users_by_name[key.user_name]):
                yield verdict

    def _judge(self, key: AccessKey, user: User) -> Finding | None:
        if key.created_at is None or user.created_at is None:
            return self.unknown(key, f"AWS did not say when {user.name} and its key were made.")
        seconds = round(abs((key.created_at - user.created_at).total_seconds()))
        if seconds > self.window_seconds:
            return None
        if user.password.enabled is None:
            return self.unknown(key, f"AWS did not say whether {user.name} has a console password.")
        message = (
            f"{key.label} was made within {seconds} seconds of {user.name}, who signs in with a password."
        )
        facts: Facts = {
            "seconds_apart": seconds,
            "limit_seconds": self.window_seconds,
            "approximate": key.id is None,
        }
        return self.finding(key, message, {**facts, **use_facts(key.last_used)})
