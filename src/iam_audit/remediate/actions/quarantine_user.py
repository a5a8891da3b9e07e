"""Denying a user everything, at once and until somebody has had a look."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iam_audit.aws import partition_of
from iam_audit.collect.asking import field, unless_absent
from iam_audit.errors import ChangeError
from iam_audit.model import User
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.changing import GONE, change
from iam_audit.remediate.inventory import inline_of
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import USER_READS, Looking, keys_of, look_at_user
from iam_audit.remediate.proposing import user_expected, user_target
from iam_audit.remediate.user_action import UserAction, both, same

POLICY_NAME = "iam-audit-quarantine"
DENY_ALL = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "IamAuditQuarantine", "Effect": "Deny", "Action": "*", "Resource": "*"}],
}


@dataclass(frozen=True)
class QuarantineUser(UserAction):
    """Deny a user everything, whether it is in use or not: for a key that leaked, or is used where it should not be.

    An inline policy that denies all is put on the user: inline, since the slots for managed policies may be full. Where
    there is no room for it either, AWS's policy AWSDenyAll becomes the permissions boundary. Keys, password, groups and
    policies stay as they are, so that nothing is lost, and all is as before once it is undone. Sessions of roles that
    were assumed earlier go on until they end.
    """

    id = "quarantine-user"
    title = "deny the user everything"
    answers = (
        "user-quarantine-policy-attached",
        "access-key-unexpected-use-context",
        "access-key-canary-used",
    )
    reads = (*USER_READS, "iam:GetUserPolicy", "iam:ListUserPolicies", "iam:ListAccessKeys")
    writes = (
        "iam:PutUserPolicy",
        "iam:DeleteUserPolicy",
        "iam:PutUserPermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
    )
    reversible = True

    def judge(self, user: User, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for any user that is not in quarantine yet."""
        held = user.permissions.inline if user.permissions else ()
        if any(policy.name == POLICY_NAME for policy in held):
            yield self.refusal(user_target(user), Rule.DONE, f"{user.name} is in quarantine already.")
            return
        undo = (
            f"Take {POLICY_NAME} off {user.name}, and give back the permissions boundary if it was replaced."
        )
        expects = user_expected(user) | {"quarantine_policy": None}
        yield self.step(changing, user_target(user), expects, undo=undo)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user, the policy of quarantine, and what the user has besides."""
        iam, looking = door("iam"), Looking()
        if look_at_user(looking, iam, target.id):
            looking.fact("quarantine_policy", lambda: _policy(iam, target.id))
            looking.fact("user_inline", lambda: inline_of(iam, target.id))
            looking.fact("keys", lambda: {key.access_key_id: key.status for key in keys_of(iam, target.id)})
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Put the policy on the user; when there is no room for it, replace the boundary."""
        iam, user = door("iam"), step.target.id
        try:
            change(iam.put_user_policy, UserName=user, PolicyName=POLICY_NAME, PolicyDocument=_text(DENY_ALL))
        except ChangeError as error:
            if error.code != "LimitExceeded":
                raise
            arn = deny_all_arn(step.target)
            change(iam.put_user_permissions_boundary, UserName=user, PermissionsBoundary=arn)

    def done(self, step: Step, after: Facts) -> bool | None:
        """Whether one of the two denies all."""
        if after.get("quarantine_policy") == _text(DENY_ALL):
            return True
        if after.get("user_boundary") == deny_all_arn(step.target):
            return True
        return False if "quarantine_policy" in after and "user_boundary" in after else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:
        """Take the policy off, and give the boundary back if it is the one of quarantine."""
        iam, user = door("iam"), step.target.id
        now = self.observe(step.target, door)
        change(iam.delete_user_policy, *GONE, UserName=user, PolicyName=POLICY_NAME)
        denied, earlier = deny_all_arn(step.target), before.get("user_boundary")
        if now.get("user_boundary") == denied and earlier != denied:
            _give_back(iam, user, earlier)

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - it is in the facts
        """Whether policy and boundary are what they were."""
        return both(same("quarantine_policy", before, now), same("user_boundary", before, now))


def deny_all_arn(target: Target) -> str:
    """Return AWS's policy that denies everything, in the partition of the user."""
    return f"arn:{partition_of(target.arn)}:iam::aws:policy/AWSDenyAll"


def _give_back(iam: Client, user: str, boundary: object) -> None:
    if boundary:
        change(iam.put_user_permissions_boundary, UserName=user, PermissionsBoundary=boundary)
    else:
        change(iam.delete_user_permissions_boundary, *GONE, UserName=user)


def _policy(iam: Client, user: str) -> str | None:
    answer = unless_absent(lambda: iam.get_user_policy(UserName=user, PolicyName=POLICY_NAME))
    return None if answer is None else _text(field(answer, "PolicyDocument"))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"))
