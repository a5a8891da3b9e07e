"""Active access keys that were made and then never used."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option, same_for_machines
from iam_audit.checks.credential_checks import ActiveKeyCheck
from iam_audit.checks.last_use import key_idle_since, use_facts, why_unknown
from iam_audit.model import AccessKey, Finding, Severity, Used, UseUnknown, whole_days


@dataclass(frozen=True)
class AccessKeyNeverUsed(ActiveKeyCheck):
    """A key made just in case, such as together with its user, is all risk and no use.

    The days of grace count from when the key was made or last switched on. Where AWS did not track use for
    the whole life of a key (those made before 22 April 2015), it is unknown whether it was ever used, and we
    say so; `access-key-unused` counts such a key from that day.
    """

    id = "access-key-never-used"
    title = "Access key was never used"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Nothing can miss {key}: deactivate it, delete it, and make keys only on the day they are"
        " needed.",
        console=(
            key_commands.OPEN,
            "Check that Last used of {key} still says Never",
            "Actions > Deactivate on {key}, then Actions > Delete",
        ),
        cli=(
            key_commands.LAST_USED,
            key_commands.DEACTIVATE,
            key_commands.DELETE,
        ),
        automated=key_commands.REVOKE_UNUSED,
    )

    follows = same_for_machines("access-key-never-used", "grace_days")

    grace_days: int = option(7, "Days a new key may wait for its first use; exactly this many pass.")
    machine_grace_days: int = option(
        7, "Days a new key of a program may wait for a use; unless set, grace_days."
    )

    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Flag a key without any use for more than `grace_days` whole days after it was made."""
        if isinstance(key.last_used, Used):
            return None
        since = key_idle_since(key)
        if since is None or isinstance(key.last_used, UseUnknown):
            return self.unknown(key, why_unknown(key.last_used, "when this key was made"))
        days = whole_days(since, now)
        if days <= self.grace_days:
            return None
        wait = f"was never used in the {days} days since it was made or switched on"
        message = f"{key.label} of {key.user_name} {wait}; the limit is {self.grace_days}."
        facts: Facts = {"unused_days": days, "limit_days": self.grace_days, "idle_since": since.isoformat()}
        return self.finding(key, message, {**facts, **use_facts(key.last_used)})
