"""Active access keys that are past the rotation limit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import ACTIVE_KEYS, active_keys
from iam_audit.model import Finding, Section, Severity, Snapshot, whole_days


@dataclass(frozen=True)
class AccessKeyAge(Check):
    """A key that nobody rotates has had longer to leak, and longer to be missed.

    The age counts from the key's creation; while its id is unknown, from the credential report's last_rotated, which
    moves when a key is switched off and on again.
    """

    id = "access-key-age"
    title = "Access key is past its rotation limit"
    severity = Severity.MEDIUM
    needs = (Section.ACCESS_KEYS,)
    examines = ACTIVE_KEYS
    remedy = Remedy(
        text="Make a second key, move what uses {key} over to it, then deactivate {key}; delete it when nothing misses it.",
        console=(
            "IAM > Users > {user} > Security credentials > Access keys",
            "Create access key, and put the new key where {key} is used",
            "Wait until Last used of the new key moves and that of {key} does not",
            "Actions > Deactivate on {key}; after a quiet week, Actions > Delete",
        ),
        cli=(
            "aws iam create-access-key --user-name {user}",
            "aws iam get-access-key-last-used --access-key-id {key}",
            "aws iam update-access-key --user-name {user} --access-key-id {key} --status Inactive",
            "aws iam delete-access-key --user-name {user} --access-key-id {key}",
        ),
    )

    max_days: int = option(90, "Days a key may live; a key of exactly this age passes.")
    high_days: int = option(180, "Days beyond which the finding is HIGH.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag active keys older than `max_days` whole days."""
        for key in active_keys(snapshot):
            if key.created_at is None:
                yield self.unknown(key, "AWS did not say when this key was made.")
            elif (age := whole_days(key.created_at, now)) > self.max_days:
                severity = Severity.HIGH if age > self.high_days else Severity.MEDIUM
                message = f"{key.label} of {key.user_name} is {age} days old; the limit is {self.max_days}."
                yield self.finding(key, message, severity=severity, age_days=age, limit_days=self.max_days)
