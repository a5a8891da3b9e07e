"""Writing on a user until when something has to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from iam_audit.checks.base import option
from iam_audit.model import User
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import USER_READS, Looking, look_at_user
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction


@dataclass(frozen=True)
class TagDueDate(UserAction):
    """Tag a user with the day by which its findings should be settled, for all who look at the user in the console.

    The tag is for people: nothing here reads it back, and no step of the ladder waits for it or trusts it.
    """

    id = "tag-due-date"
    title = "tag the user with a due date"
    answers = (
        "access-key-age",
        "access-key-age-extreme",
        "access-key-unused",
        "access-key-never-used",
        "access-key-deadline",
        "console-password-unused",
        "console-password-never-used",
        "console-password-age",
        "user-inactive",
        "user-mfa-console",
        "unused-credentials",
    )
    reads = USER_READS
    writes = ("iam:TagUser", "iam:UntagUser")
    reversible = True

    tag: str = option("iam-audit:due", "The key of the tag.")
    days: int = option(30, "Days from when the account was read to the due date.")

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for a user without a due date, or whose due date is past."""
        target = user_target(user, tag=self.tag)
        if user.tags is None:
            yield self.refusal(target, Rule.UNREADABLE, f"The tags of {user.name} could not be read.")
            return
        due = user.tags.get(self.tag)
        if due is not None and _is_ahead(due, changing.now.date()):
            yield self.refusal(target, Rule.DONE, f"{user.name} has a due date already: {due}.")
            return
        back = f"Set the tag back to {due}." if due is not None else "Remove the tag."
        yield self.step(changing, target, user_expected(user) | {"due": due}, undo=back)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user and its tags."""
        looking = Looking()
        look_at_user(looking, door("iam"), target.id)
        tags = looking.facts().get("user_tags")
        if isinstance(tags, dict):
            looking.note({"due": tags.get(target.details["tag"])})
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Set the tag."""
        tags = [{"Key": step.target.details["tag"], "Value": self.due(step)}]
        change(door("iam").tag_user, UserName=step.target.id, Tags=tags)

    def done(self, step: Step, after: Facts) -> bool | None:
        """Whether the tag holds the due date."""
        return after["due"] == self.due(step) if "due" in after else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Set the tag to what it was, or remove it."""
        iam, user, tag = door("iam"), step.target.id, step.target.details["tag"]
        if before["due"] is None:
            change(iam.untag_user, *GONE, UserName=user, TagKeys=[tag])
        else:
            change(iam.tag_user, UserName=user, Tags=[{"Key": tag, "Value": before["due"]}])

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - it is in the facts
        """Whether the tag is what it was."""
        return now["due"] == before["due"] if "due" in now else None

    def due(self, step: Step) -> str:
        """Return the due date of a step: the same whenever it is asked."""
        return (step.proof.at + timedelta(days=self.days)).date().isoformat()


def _is_ahead(text: str, today: date) -> bool:
    """Whether somebody has set a date that is not over; what is no date does not count."""
    try:
        return date.fromisoformat(text) >= today
    except ValueError:
        return False
