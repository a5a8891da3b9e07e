"""Active access keys that are past the rotation limit."""

from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option, same_for_machines
from iam_audit.checks.credential_checks import ActiveKeyCheck
from iam_audit.checks.last_use import use_facts
from iam_audit.model import AccessKey, Finding, Severity, whole_days


@dataclass(frozen=True)
class AccessKeyAge(ActiveKeyCheck):
    """A key that nobody rotates has had longer to leak, and longer to be missed.

    The age counts from the key's creation; while its id is unknown, from the credential report's
    last_rotated, which moves when a key is switched off and on again. Whether the key is in use makes no
    difference.
    """

    id = "access-key-age"
    title = "Access key is past its rotation limit"
    severity = Severity.MEDIUM
    remedy = Remedy(
        text="Make a second key and move whatever uses {key} over to it. Then deactivate {key}, and delete"
        " it when nothing has missed it for a week. Better still, give the workload a role and no key at"
        " all.",
        console=(
            key_commands.OPEN,
            "Create access key, and put the new key where {key} is used",
            "Wait until Last used of the new key moves and that of {key} does not",
            "Actions > Deactivate on {key}; after a quiet week, Actions > Delete",
        ),
        cli=(
            key_commands.CREATE,
            key_commands.LAST_USED,
            key_commands.DEACTIVATE,
            key_commands.DELETE,
        ),
        automated="The AWS Config rule access-keys-rotated reports such keys as they come of age. In Python,"
        " iam_audit.disable_stale_keys(iam_audit.audit_iam_keys(), dry_run=False) deactivates those older"
        " than 180 days that nothing has used for 90; it deletes nothing.",
    )

    follows = same_for_machines("access-key-age", "max_days")

    max_days: int = option(90, "Days a key may live; a key of exactly this age passes.")
    machine_max_days: int = option(
        90, "Days a key of a program may live (see `[classify]`); unless set, max_days."
    )
    high_days: int = option(180, "Days of age beyond which the finding is HIGH.")

    def severity_at(self, age_days: int) -> Severity:
        """Return how bad it is that a key is this old."""
        return Severity.HIGH if age_days > self.high_days else Severity.MEDIUM

    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Flag a key older than `max_days` whole days."""
        if key.created_at is None:
            return self.unknown(key, "AWS did not say when this key was made.")
        age = whole_days(key.created_at, now)
        if age <= self.max_days:
            return None
        message = f"{key.label} of {key.user_name} is {age} days old; the limit is {self.max_days}."
        facts: Facts = {
            "age_days": age,
            "limit_days": self.max_days,
            "created_at": key.created_at.isoformat(),
        }
        facts = {**facts, **use_facts(key.last_used)}
        return self.finding(key, message, facts, severity=self.severity_at(age))
