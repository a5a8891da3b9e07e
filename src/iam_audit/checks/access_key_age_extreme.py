"""Active access keys that were forgotten for so long that rotation is no longer the word for it."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option, same_for_machines
from iam_audit.checks.credential_checks import ActiveKeyCheck
from iam_audit.checks.last_use import use_facts
from iam_audit.model import AccessKey, Finding, Severity, whole_days


@dataclass(frozen=True)
class AccessKeyAgeExtreme(ActiveKeyCheck):
    """A key of several years has been on every laptop and in every backup of that time.

    The same question as `access-key-age` asks, with a limit at which nobody can speak of a rotation that is
    a little late. Keys that are switched off are for `access-key-inactive-stale`.
    """

    id = "access-key-age-extreme"
    title = "Access key is older than any rotation plan allows"
    severity = Severity.HIGH
    remedy = Remedy(
        text="Find out from its last use what {key} is for. Give that workload a role, or a new key, and"
        " deactivate {key} this week; delete it when nothing has missed it for another.",
        console=(
            key_commands.OPEN,
            "Look at Last used of {key}, and ask whoever runs that service",
            "Actions > Deactivate on {key}; after a quiet week, Actions > Delete",
        ),
        cli=(
            key_commands.LAST_USED,
            key_commands.CREATE,
            key_commands.DEACTIVATE,
            key_commands.DELETE,
        ),
        automated="The AWS Config rule access-keys-rotated, with maxAccessKeyAge set to 365, reports such keys.",
    )

    follows = same_for_machines("access-key-age-extreme", "max_days")

    max_days: int = option(365, "Days a key may live at the very most; a key of exactly this age passes.")
    machine_max_days: int = option(
        365, "Days a key of a program may live at the very most; unless set, max_days."
    )

    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Flag a key older than `max_days` whole days."""
        if key.created_at is None:
            return self.unknown(key, "AWS did not say when this key was made.")
        age = whole_days(key.created_at, now)
        if age <= self.max_days:
            return None
        message = (
            f"{key.label} of {key.user_name} is {age} days old; no key should be older than {self.max_days}."
        )
        facts: Facts = {
            "age_days": age,
            "limit_days": self.max_days,
            "created_at": key.created_at.isoformat(),
        }
        return self.finding(key, message, {**facts, **use_facts(key.last_used)})
