"""Deleting an access key for good."""

from dataclasses import dataclass
from datetime import timedelta

from iam_audit.checks.base import option
from iam_audit.model import AccessKey, whole_days
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.key_action import KeyAction
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target


@dataclass(frozen=True)
class DeleteAccessKey(KeyAction):
    """Delete one access key that has been inactive for a while and that nothing missed.

    An active key is never deleted: it is deactivated first, and the quiet period begins then.
    """

    id = "delete-access-key"
    title = "delete the access key"
    answers = ("access-key-inactive-stale", "user-inactive")
    writes = ("iam:DeleteAccessKey",)
    reversible = False
    final = True
    follows = "deactivate-access-key"
    lasting = "A deleted access key cannot be brought back: give its owner a new one."

    quiet_days: int = option(
        30, "Days a key must have been inactive, and without any use: it goes after more than that."
    )

    def judge(self, key: AccessKey, target: Target, changing: Changing) -> Step | Refusal:
        """Propose it for a key that was switched off long enough ago."""
        if key.active:
            why = (
                f"{key.id} is active: deactivate it first, and delete it {self.quiet_days} quiet days later."
            )
            return self.refusal(target, Rule.WAITING, why)
        refused = self._not_quiet(key, target, changing) or self.in_use(
            key, target, changing.now, self.quiet_days
        )
        return refused or self.step(
            changing, target, self.expected(key, "Inactive"), idle_days=self.quiet_days
        )

    def act(self, step: Step, door: Door) -> None:
        """Delete the key."""
        iam = door("iam")
        change(iam.delete_access_key, *GONE, UserName=step.target.user_name, AccessKeyId=step.target.id)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every key
        """Whether AWS does not list the key any more."""
        return after["key_status"] is None if "key_status" in after else None

    def _not_quiet(self, key: AccessKey, target: Target, changing: Changing) -> Refusal | None:
        off_since = key.rotated_at
        if off_since is None:
            why = f"AWS did not say when {key.id} was switched off: its credential report was not read."
            return self.refusal(target, Rule.UNREADABLE, why)
        days = whole_days(off_since, changing.now)
        if days > self.quiet_days:
            return None
        why = f"{key.id} was switched off {days} days ago; it is deleted after {self.quiet_days} quiet days."
        return self.refusal(target, Rule.WAITING, why, off_since + timedelta(days=self.quiet_days + 1))
