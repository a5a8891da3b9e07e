"""Switching an access key off."""

from dataclasses import dataclass

from iam_audit.checks.base import option
from iam_audit.model import AccessKey
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.key_action import KeyAction, switch_key
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target


@dataclass(frozen=True)
class DeactivateAccessKey(KeyAction):
    """Stop one access key from working; it stays there and can be switched on again in a second.

    Only a key that lay idle for the whole period is touched, whatever the finding says of its age, and of two keys
    of a user only the one that the finding names. A finding about a user is about each of the user's active keys, each
    judged by itself.
    """

    id = "deactivate-access-key"
    title = "deactivate the access key"
    answers = (
        "access-key-unused",
        "access-key-never-used",
        "access-key-age",
        "access-key-age-extreme",
        "access-key-deadline",
        "access-key-created-at-user-setup",
        "access-key-multiple-active",
        "unused-credentials",
        "user-inactive",
    )
    writes = ("iam:UpdateAccessKey",)
    reversible = True

    idle_days: int = option(90, "Days a key must have lain idle: it goes when it has been idle for longer.")
    min_age_days: int = option(30, "Keys younger than this many days are left alone, used or not.")

    def judge(self, key: AccessKey, target: Target, changing: Changing) -> Step | Refusal:
        """Propose it for an active key that is old enough and has been idle for long enough."""
        if not key.active:
            return self.refusal(target, Rule.DONE, f"{key.id} is inactive already.")
        refused = self.too_young(key, target, changing.now, self.min_age_days) or self.in_use(
            key, target, changing.now, self.idle_days
        )
        return refused or self.step(
            changing,
            target,
            self.expected(key, "Active"),
            idle_days=self.idle_days,
            undo=f"Switch {key.id} on again; it works within seconds.",
        )

    def act(self, step: Step, door: Door) -> None:
        """Switch the key off."""
        switch_key(door, step.target, "Inactive")

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every key
        """Whether AWS lists the key as inactive."""
        return after["key_status"] == "Inactive" if "key_status" in after else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Give the key the status that it had."""
        switch_key(door, step.target, str(before["key_status"]))

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - as for done
        """Whether the key has the status that it had."""
        return now["key_status"] == before["key_status"] if "key_status" in now else None
