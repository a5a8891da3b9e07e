"""Inactive access keys that were left lying about instead of being deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Facts, Remedy, option, same_for_machines
from iam_audit.checks.last_use import use_facts
from iam_audit.checks.populations import INACTIVE_KEYS, inactive_keys
from iam_audit.model import AccessKey, Finding, Section, Severity, Snapshot, Status, whole_days


@dataclass(frozen=True)
class AccessKeyInactiveStale(Check):
    """A key that is switched off opens nothing, until one click switches it on again.

    The time counts from last_rotated of the credential report, which moves when a key is switched off. Where
    the report was not read, AWS does not say when a key was switched off.
    """

    id = "access-key-inactive-stale"
    title = "Inactive access key was never deleted"
    severity = Severity.LOW
    needs = (Section.ACCESS_KEYS,)
    examines = INACTIVE_KEYS
    remedy = Remedy(
        text="Delete {key}. Nothing has been able to use it since it was switched off, and deleting it"
        " leaves room for the next rotation: a user can hold two keys.",
        console=(key_commands.OPEN, "Actions > Delete on {key}; type its id to confirm"),
        cli=(key_commands.LIST, key_commands.DELETE),
    )

    follows = same_for_machines("access-key-inactive-stale", "max_days")

    max_days: int = option(90, "Days an inactive key may be kept; exactly this many pass.")
    machine_max_days: int = option(90, "Days an inactive key of a program may be kept; unless set, max_days.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag inactive keys that were switched off more than `max_days` whole days ago."""
        for key in inactive_keys(snapshot):
            verdict = self._judge(key, now)
            if verdict and verdict.status is Status.FAIL and key.active is None:
                verdict = self.unknown(
                    key, f"AWS did not say whether it is active. If it is not: {verdict.message}"
                )
            if verdict:
                yield verdict

    def _judge(self, key: AccessKey, now: datetime) -> Finding | None:
        if key.rotated_at is None:
            return (
                None
                if self._is_young(key, now)
                else self.unknown(key, "AWS did not say when it was switched off.")
            )
        days = whole_days(key.rotated_at, now)
        if days <= self.max_days:
            return None
        message = (
            f"{key.label} of {key.user_name} has been inactive for {days} days and is still there;"
            f" the limit is {self.max_days}."
        )
        facts: Facts = {
            "inactive_days": days,
            "limit_days": self.max_days,
            "rotated_at": key.rotated_at.isoformat(),
        }
        return self.finding(key, message, {**facts, **use_facts(key.last_used)})

    def _is_young(self, key: AccessKey, now: datetime) -> bool:
        """Whether the key has existed for so short a time that it cannot have been inactive for too long."""
        return key.created_at is not None and whole_days(key.created_at, now) <= self.max_days
