"""Taking a user out of a group."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from iam_audit.checks.base import option
from iam_audit.model import User
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import USER_READS, Looking, look_at_user
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction


@dataclass(frozen=True)
class RemoveFromGroup(UserAction):
    """Take a user out of those groups that the settings name, and so take away what the groups give.

    No group is left unless somebody has named it: which membership is too much, no finding can tell.
    """

    id = "remove-from-group"
    title = "take the user out of the group"
    answers = ("user-admin", "admin-user-mfa", "user-mfa-groups", "user-inactive")
    reads = USER_READS
    writes = ("iam:RemoveUserFromGroup", "iam:AddUserToGroup")
    reversible = True

    groups: tuple[str, ...] = option((), "Groups that users may be taken out of, by name or pattern.")

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for each group of the user's that the settings name."""
        if not self.groups:
            yield self.unsuitable(
                user, "No group is named: set the option `groups` to those that may be left."
            )
        elif user.permissions is None:
            why = f"The groups of {user.name} could not be read."
            yield self.refusal(user_target(user), Rule.UNREADABLE, why)
        else:
            named = [group for group in user.permissions.groups if self._names(group)]
            for group in named:
                yield self._leave(user, group, changing)
            if not named:
                yield self.refusal(
                    user_target(user), Rule.DONE, f"{user.name} is in none of the groups named."
                )

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user and its groups."""
        looking = Looking()
        look_at_user(looking, door("iam"), target.id)
        groups = looking.facts().get("user_groups")
        if isinstance(groups, list):
            looking.note({"in_group": target.details["group"] in groups})
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Take the user out of the group."""
        group, user = step.target.details["group"], step.target.id
        change(door("iam").remove_user_from_group, *GONE, GroupName=group, UserName=user)

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is in the facts
        """Whether the user is not in the group."""
        if "in_group" in after:
            return not after["in_group"]
        return True if after.get("user", "") is None else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:  # noqa: ARG002 - it was a member
        """Put the user into the group again."""
        group, user = step.target.details["group"], step.target.id
        change(door("iam").add_user_to_group, GroupName=group, UserName=user)

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - as for done
        """Whether the user is in the group."""
        return bool(now["in_group"]) if "in_group" in now else None

    def _names(self, group: str) -> bool:
        return any(fnmatchcase(group, pattern) for pattern in self.groups)

    def _leave(self, user: User, group: str, changing: Changing) -> Step:
        return self.step(
            changing,
            user_target(user, group=group),
            user_expected(user) | {"in_group": True},
            undo=f"Put {user.name} into {group} again.",
        )
