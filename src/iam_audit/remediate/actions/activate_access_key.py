"""Switching an access key on again."""

from dataclasses import dataclass

from iam_audit.model import AccessKey
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.key_action import KeyAction, switch_key
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target


@dataclass(frozen=True)
class ActivateAccessKey(KeyAction):
    """Let an inactive access key work again: for the day on which somebody misses it.

    What this program deactivated is better brought back with `rollback`, which knows what it did. This is for keys
    that somebody else switched off.
    """

    id = "activate-access-key"
    title = "switch the access key on again"
    answers = ("access-key-inactive-stale",)
    writes = ("iam:UpdateAccessKey",)
    reversible = True

    def judge(self, key: AccessKey, target: Target, changing: Changing) -> Step | Refusal:
        """Propose it for an inactive key."""
        if key.active:
            return self.refusal(target, Rule.DONE, f"{key.id} is active already.")
        undo = f"Switch {key.id} off again."
        return self.step(changing, target, self.expected(key, "Inactive"), undo=undo)

    def act(self, step: Step, door: Door) -> None:
        """Switch the key on."""
        switch_key(door, step.target, "Active")

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is the same for every key
        """Whether AWS lists the key as active."""
        return after["key_status"] == "Active" if "key_status" in after else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Give the key the status that it had."""
        switch_key(door, step.target, str(before["key_status"]))

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - as for done
        """Whether the key has the status that it had."""
        return now["key_status"] == before["key_status"] if "key_status" in now else None
