"""Inline policies, whoever has them."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.checks.own_policies import INLINE, Holder, holders, inline_policies
from iam_audit.checks.policy_checks import remedy_for
from iam_audit.checks.populations import AWS_PATHS
from iam_audit.model import Finding, Remediation, Resource, Role, Severity, Snapshot


def of_holder(resource: Resource) -> tuple[str, str]:
    """Return the user, group or role that a finding is about, be it that or one of its policies."""
    return (resource.type.removesuffix("-policy"), resource.name)


def own_holders(snapshot: Snapshot) -> Iterator[Holder]:
    """Yield the users, groups and roles that the account can change."""
    for holder in holders(snapshot):
        if not (isinstance(holder, Role) and holder.path.startswith(AWS_PATHS)):
            yield holder


class PolicyInlineAny(Check):
    """An inline policy has no versions, cannot be used twice, and is seen by nobody who reads the list of policies.

    Each is a finding of its own; users, groups and roles are counted, but for roles that belong to AWS services or
    to IAM Identity Center, where the permission set is what can be changed.
    """

    id = "policy-inline-any"
    title = "User, group or role has an inline policy"
    severity = Severity.LOW
    needs = INLINE
    examines = Population("users, groups and roles", own_holders, identify=of_holder)
    remedy = Remedy(
        text="Make a managed policy of {name}, attach it in its place, and delete the inline one.",
        console=(
            "IAM > Policies > Create policy > JSON: paste the inline policy, then attach it and remove the other",
        ),
        cli=("aws iam create-policy --policy-name POLICY --policy-document file://policy.json",),
        automated="The AWS Config rule iam-no-inline-policy-check reports whatever has inline policies.",
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag every inline policy."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
        own = {(one.resource.type, one.name) for one in own_holders(snapshot)}
        for policy in inline_policies(snapshot):
            if of_holder(policy.resource) not in own:
                continue
            name = policy.resource.id.removeprefix(f"{policy.resource.name}/")
            holder = f"{policy.resource.type.removesuffix('-policy')}/{policy.resource.name}"
            message = f"{holder} has the inline policy {name}."
            yield self.finding(policy, message, {"policy": name, "holder": holder})

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to move this very policy."""
        return remedy_for(self.remedy, resource, INSTEAD)


INSTEAD = {
    f"{kind}-policy": (
        (
            f"aws iam get-{kind}-policy --{kind}-name {{name}} --policy-name {{policy}} --query PolicyDocument >"
            " policy.json"
        ),
        "aws iam create-policy --policy-name {policy} --policy-document file://policy.json",
        f"aws iam attach-{kind}-policy --{kind}-name {{name}} --policy-arn POLICY_ARN",
        f"aws iam delete-{kind}-policy --{kind}-name {{name}} --policy-name {{policy}}",
    )
    for kind in ("user", "group", "role")
}
"""The commands that turn an inline policy into a managed one."""
