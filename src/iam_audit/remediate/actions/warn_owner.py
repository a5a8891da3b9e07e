"""Telling the owner of a key what is going to happen to it."""

from dataclasses import dataclass

from iam_audit.model import AccessKey
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.key_action import KeyAction
from iam_audit.remediate.ladder import WARN_OWNER
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target


@dataclass(frozen=True)
class WarnOwner(KeyAction):
    """Tell whoever owns an access key by when it is switched off, and what to do about it.

    It changes nothing in AWS, and is planned by the ladder alone: what counts is that a channel took the message.
    """

    id = WARN_OWNER
    title = "warn the owner of the access key"
    answers = ()
    writes = ()
    reversible = False
    lasting = "A message that was sent cannot be called back; the owner can be told that nothing happens."

    def judge(self, key: AccessKey, target: Target, changing: Changing) -> Step | Refusal:  # noqa: ARG002
        """Leave it to the ladder."""
        return self.refusal(
            target, Rule.UNSUITABLE, f"The ladder decides when the owner of {key.id} is warned."
        )

    def act(self, step: Step, door: Door) -> None:
        """Change nothing: the message is sent by whoever applies the plan."""

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - nothing in AWS shows it
        """Nothing in AWS tells whether somebody was told."""
        return None
