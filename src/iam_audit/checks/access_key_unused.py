"""Active access keys that nothing has used for a while."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option, same_for_machines
from iam_audit.checks.credential_checks import ActiveKeyCheck
from iam_audit.checks.last_use import key_idle_since, use_facts, use_words, why_unknown
from iam_audit.model import AccessKey, Finding, Severity, whole_days


@dataclass(frozen=True)
class AccessKeyUnused(ActiveKeyCheck):
    """A key that nothing uses serves nobody but whoever finds it.

    A key that was never used counts from the day it was made or last switched on, so a fresh key has the
    whole limit to come into use. AWS notes a use within minutes, but the credential report may be four hours
    old. A key that was made before AWS began to record uses, on 22 April 2015, and shows none, has been idle since that
    day at least.
    """

    id = "access-key-unused"
    title = "Access key is unused"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Ask {user} what {key} was for, then deactivate it. That can be undone in a second, so do it"
        " before anybody is sure. Delete it when nothing has missed it for a week.",
        console=(
            key_commands.OPEN,
            "Actions > Deactivate on {key}",
            "After a quiet week, Actions > Delete",
        ),
        cli=(
            key_commands.LAST_USED,
            key_commands.DEACTIVATE,
            key_commands.DELETE,
        ),
        automated=key_commands.REVOKE_UNUSED,
    )

    follows = same_for_machines("access-key-unused", "max_days")

    max_days: int = option(45, "Days a key may lie unused; a key unused for exactly this long passes.")
    machine_max_days: int = option(45, "Days a key of a program may lie unused; unless set, max_days.")

    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Flag a key that has been idle for more than `max_days` whole days."""
        since = key_idle_since(key)
        if since is None:
            return self.unknown(key, why_unknown(key.last_used, "when this key was made"))
        days = whole_days(since, now)
        if days <= self.max_days:
            return None
        use = use_words(key.last_used, days, "it was made or switched on")
        message = f"{key.label} of {key.user_name} {use}; the limit is {self.max_days}."
        facts: Facts = {"unused_days": days, "limit_days": self.max_days, "idle_since": since.isoformat()}
        return self.finding(key, message, {**facts, **use_facts(key.last_used)})
