"""Policies that mean to protect the members of a group, and do not."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from iam_audit.checks.base import Check, Facts, Population, Remedy
from iam_audit.checks.populations import Thing
from iam_audit.errors import PolicyError
from iam_audit.model import (
    Finding,
    Group,
    InlinePolicy,
    ManagedPolicy,
    Resource,
    Role,
    Section,
    Severity,
    Snapshot,
    User,
)
from iam_audit.policy.document import parse_policy
from iam_audit.policy.misaimed import misaimed_denials

Written: TypeAlias = tuple[ManagedPolicy | Thing, str | None]
"""A policy of the account and its document; None when the snapshot lacks it."""


def written(snapshot: Snapshot) -> Iterator[Written]:
    """Yield the policies that the account has written itself, wherever they are."""
    yield from ((policy, policy.document) for policy in snapshot.policies if not policy.aws_managed)
    for user in snapshot.users:
        if user.permissions:
            yield from _embedded(user, "user-policy", user.permissions.inline)
    for group in snapshot.groups:
        yield from _embedded(group, "group-policy", group.inline)
    for role in snapshot.roles:
        yield from _embedded(role, "role-policy", role.inline)


def _embedded(
    holder: User | Group | Role, kind: str, policies: tuple[InlinePolicy, ...]
) -> Iterator[Written]:
    for policy in policies:
        place = Resource(
            type=kind, id=f"{holder.name}/{policy.name}", name=holder.name, account_id=holder.account_id
        )
        yield Thing(place), policy.document


class GroupDenyUserActionBypass(Check):
    """A Deny of a user's action on the ARN of a group denies nothing: the members stay as unprotected as before.

    `iam:DeleteUser` or `iam:CreateAccessKey` work on users, and no user is inside the ARN of a group. A pattern
    that takes in actions on groups as well does deny those, so it passes.
    """

    id = "group-deny-user-action-bypass"
    title = "Deny names a group and does not reach its members"
    severity = Severity.MEDIUM
    needs = (Section.POLICIES, Section.GROUPS, Section.USERS, Section.PERMISSIONS, Section.ROLES)
    examines = Population(
        "policies that the account has written", lambda snapshot: (policy for policy, _ in written(snapshot))
    )
    remedy = Remedy(
        text="Name the users in the policy: by their ARNs, by a path that the users to protect share, or by a tag"
        " on them (iam:ResourceTag).",
        console=("IAM > Policies, or the Permissions of {name} > the policy > Edit: change the Resource",),
        cli=(
            "aws iam get-group --group-name GROUP --query 'Users[].Arn' --output text",
            (
                "aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json"
                " --set-as-default"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag policies with such a Deny, once for all of its actions."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
        for policy, document in written(snapshot):
            if verdict := self._judge(policy, document):
                yield verdict

    def _judge(self, policy: ManagedPolicy | Thing, document: str | None) -> Finding | None:
        if document is None:
            return self.unknown(policy, "The document of this policy is not in the snapshot.")
        try:
            found = list(misaimed_denials(parse_policy(document)))
        except PolicyError as error:
            return self.unknown(policy, f"This policy cannot be understood: {error}.")
        if not found:
            return None
        actions, groups = (", ".join(dict.fromkeys(names)) for names in zip(*found, strict=True))
        facts: Facts = {"actions": actions, "groups": groups}
        return self.finding(policy, f"It denies {actions} on {groups}, which reaches no member.", facts)
