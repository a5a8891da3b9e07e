"""Policies that have to be in use, and are not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.own_policies import INLINE, Holder, label, listed, members_of
from iam_audit.checks.populations import Thing
from iam_audit.model import Finding, Group, Resource, Severity, Snapshot

UNSET = Population("required policies", lambda _: ())
"""Which policies are required is for the option to say, so `members` is what counts."""


@dataclass(frozen=True)
class PolicyRequiredInUse(Check):
    """A policy that the rules ask for helps nobody while it is attached to nothing.

    Name the policies by ARN in the option `policies`; without any, nothing is looked at. A group without members
    is no use.
    """

    id = "policy-required-in-use"
    title = "Required policy is not in use"
    severity = Severity.LOW
    needs = INLINE
    examines = UNSET
    remedy = Remedy(
        text="Attach {name} to the role, group or user that it was made for.",
        console=("IAM > Policies > {name} > Entities attached > Attach",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn {arn}",
            "aws iam attach-role-policy --role-name ROLE --policy-arn {arn}",
        ),
        automated="The AWS Config rule iam-policy-in-use reports policies without any use.",
    )

    policies: tuple[str, ...] = option((), "ARNs of the policies that have to be in use; none by default.")
    usage: Literal["any", "user", "group", "role"] = option(
        "any", "What a policy has to be attached to: any, user, group or role."
    )

    def members(self, snapshot: Snapshot) -> Iterator[Thing]:
        """Yield the required policies, whether or not the account has them."""
        for arn in dict.fromkeys(self.policies):
            name = arn.rpartition("/")[2]
            yield Thing(Resource(type="policy", id=arn, arn=arn, name=name, account_id=snapshot.account.id))

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag required policies that nothing uses."""
        held = snapshot.policy_holders
        unread = any(user.permissions is None for user in snapshot.users)
        for policy in self.members(snapshot):
            if not self._is_used(policy.resource.arn, held, snapshot):
                yield self._unused(policy, held, unread=unread)

    def _is_used(self, arn: str, held: Mapping[str, tuple[Holder, ...]], snapshot: Snapshot) -> bool:
        return any(
            self.usage in ("any", holder.resource.type)
            and (not isinstance(holder, Group) or bool(members_of(holder, snapshot)))
            for holder in held.get(arn, ())
        )

    def _unused(self, policy: Thing, held: Mapping[str, tuple[Holder, ...]], *, unread: bool) -> Finding:
        name = policy.resource.name
        if unread:
            return self.unknown(policy, f"Whether {name} is in use could not be read for every user.")
        others = listed(map(label, held.get(policy.resource.arn, ()))) or None
        what = "anything" if self.usage == "any" else f"a {self.usage}"
        message = f"The required policy {name} is not in use by {what}."
        return self.finding(policy, message, {"usage": self.usage, "attached_to": others})
