"""Moving a policy from a user to a group of the user's."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.checks.base import option
from iam_audit.checks.user_direct_policy import is_quarantine
from iam_audit.model import AttachedPolicy, Section, User
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.inventory import attached_of, attached_to_group, inline_of_group
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import USER_READS, Looking, look_at_user
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction, both


@dataclass(frozen=True)
class DetachUserPolicy(UserAction):
    """Give a user a policy through a group instead of directly, so that nobody can do more or less than before.

    The group must hold this policy and nothing else: then the user, who had the policy anyway, gains nothing by
    joining. The user joins first and loses the direct policy after. Inline policies are not moved.
    """

    id = "detach-user-policy"
    title = "move the policy from the user to a group"
    answers = ("user-direct-policy",)
    reads = (
        *USER_READS,
        "iam:ListAttachedUserPolicies",
        "iam:ListAttachedGroupPolicies",
        "iam:ListGroupPolicies",
    )
    writes = (
        "iam:AddUserToGroup",
        "iam:DetachUserPolicy",
        "iam:AttachUserPolicy",
        "iam:RemoveUserFromGroup",
    )
    reversible = True

    group: str = option(
        "policy-{policy}",
        "The group that stands for a policy: {policy} is the policy's name. It must exist, with this one policy.",
    )

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for the policy that the finding names."""
        arn = changing.finding.resource.id.removeprefix(f"{user.name}/")
        held = user.permissions.attached if user.permissions else ()
        for policy in (one for one in held if one.arn == arn):
            yield self._move(user, policy, changing)
            return
        yield self.unsuitable(user, f"No policy that could be moved is attached to {user.name} as {arn}.")

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user and what is attached to it, and for what the group holds."""
        iam, looking = door("iam"), Looking()
        arn, group = target.details["policy_arn"], target.details["group"]
        if look_at_user(looking, iam, target.id):
            looking.fact("policy_attached", lambda: arn in attached_of(iam, target.id))
        looking.fact("group_policies", lambda: attached_to_group(iam, group))
        looking.fact("group_inline", lambda: inline_of_group(iam, group))
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Let the user join the group, then detach the policy from the user."""
        iam, user, details = door("iam"), step.target.id, step.target.details
        change(iam.add_user_to_group, GroupName=details["group"], UserName=user)
        change(iam.detach_user_policy, *GONE, UserName=user, PolicyArn=details["policy_arn"])

    def done(self, step: Step, after: Facts) -> bool | None:
        """Whether the user has the policy through the group, and only there."""
        attached, groups = after.get("policy_attached"), after.get("user_groups")
        joined = step.target.details["group"] in groups if isinstance(groups, list) else None
        return both(None if attached is None else not attached, joined)

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Attach the policy to the user again, and leave the group if the user was not in it."""
        iam, user, details = door("iam"), step.target.id, step.target.details
        change(iam.attach_user_policy, UserName=user, PolicyArn=details["policy_arn"])
        if not _was_member(step, before):
            change(iam.remove_user_from_group, *GONE, GroupName=details["group"], UserName=user)

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:
        """Whether the user has the policy directly, and is in the group only if that was so."""
        attached, groups = now.get("policy_attached"), now.get("user_groups")
        joined = step.target.details["group"] in groups if isinstance(groups, list) else None
        return both(
            attached if isinstance(attached, bool) else None,
            None if joined is None else joined == _was_member(step, before),
        )

    def _move(self, user: User, policy: AttachedPolicy, changing: Changing) -> Step | Refusal:
        name = self.group.replace("{policy}", policy.name)
        target = user_target(user, policy_arn=policy.arn, group=name)
        if why := self._no_group(policy, name, changing):
            return self.refusal(target, Rule.UNSUITABLE, why)
        expects = user_expected(user) | {
            "policy_attached": True,
            "group_policies": [policy.arn],
            "group_inline": [],
        }
        undo = f"Attach {policy.name} to {user.name} again, and take {user.name} out of {name} unless already in it."
        return self.step(changing, target, expects, undo=undo)

    def _no_group(self, policy: AttachedPolicy, name: str, changing: Changing) -> str:
        """Say why the policy cannot go to the group; empty when it can."""
        if is_quarantine(policy.name):
            return f"{policy.name} is there because a key leaked: leave it where it is."
        if changing.snapshot.gap(Section.GROUPS):
            return "The groups of the account could not be read."
        group = changing.snapshot.groups_by_name.get(name)
        if group is None:
            return (
                f"There is no group {name}. Make it with `aws iam create-group --group-name {name}` and"
                f" `aws iam attach-group-policy --group-name {name} --policy-arn {policy.arn}`,"
                " or name another in the option `group`."
            )
        if [one.arn for one in group.attached] != [policy.arn] or group.inline:
            return f"The group {name} does not hold {policy.name} alone, so joining it would change what people may do."
        return ""


def _was_member(step: Step, before: Facts) -> bool:
    groups = before.get("user_groups")
    return isinstance(groups, list) and step.target.details["group"] in groups
