"""Policies given to a user directly instead of through a group."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy
from iam_audit.checks.populations import Thing
from iam_audit.model import (
    AttachedPolicy,
    Finding,
    InlinePolicy,
    Remediation,
    Resource,
    Section,
    Severity,
    Snapshot,
    User,
)

OPEN = "IAM > Users > {user} > Permissions"
AUTOMATED = (
    "The Systems Manager document AWSConfigRemediation-RemoveUserPolicies takes all direct policies off a"
    " user, without giving anything in return."
)
INLINE = Remedy(
    text="Give the permissions of {policy} to a group that {user} is a member of, then delete the policy"
    " from {user}.",
    console=(
        OPEN + " > {policy}: copy the JSON",
        "IAM > User groups > a group of {user} > Permissions > Add permissions > Create inline policy",
        OPEN + " > {policy} > Remove",
    ),
    cli=(
        (
            "aws iam get-user-policy --user-name {user} --policy-name {policy} --query PolicyDocument >"
            " policy.json"
        ),
        (
            "aws iam put-group-policy --group-name GROUP --policy-name {policy} --policy-document"
            " file://policy.json"
        ),
        "aws iam delete-user-policy --user-name {user} --policy-name {policy}",
    ),
    automated=AUTOMATED,
)
QUARANTINE = Remedy(
    text="Leave {policy} where it is: AWS attached it because a key of {user} leaked. Deactivate and replace"
    " the keys of {user}, see to the support case that AWS opened, and detach the policy last.",
    console=("IAM > Users > {user} > Security credentials > Access keys > Actions > Deactivate",),
    cli=("aws iam list-access-keys --user-name {user}",),
)


def of_user(resource: Resource) -> tuple[str, str]:
    """Return the user a finding is about, be it the user or a policy of the user."""
    return ("user", resource.name)


class UserDirectPolicy(Check):
    """Permissions handed out one user at a time are forgotten one user at a time.

    Each policy is a finding of its own, inline or attached. A permissions boundary only takes away, so it
    does not count. The policies with which AWS quarantines a leaked key do, but the advice is to leave them
    alone.
    """

    id = "user-direct-policy"
    title = "Policy is given to a user directly"
    severity = Severity.LOW
    needs = (Section.USERS, Section.PERMISSIONS)
    examines = Population("users", lambda snapshot: snapshot.users, identify=of_user)
    remedy = Remedy(
        text="Give {policy} to a group that {user} is a member of, then detach it from {user}.",
        console=(
            "IAM > User groups > a group of {user} > Permissions > Add permissions > Attach policies",
            OPEN + " > {policy} > Remove",
        ),
        cli=(
            "aws iam attach-group-policy --group-name GROUP --policy-arn {policy_arn}",
            "aws iam detach-user-policy --user-name {user} --policy-arn {policy_arn}",
        ),
        automated=AUTOMATED,
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag every policy that is attached to, or embedded in, a user."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
                continue
            for inline in user.permissions.inline:
                yield self._inline(user, inline)
            for attached in user.permissions.attached:
                yield self._attached(user, attached)

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to move this very policy: inline, attached, or put there by AWS."""
        if resource.type != "user-policy":
            return self.remedy.for_resource(resource)
        policy = resource.id.removeprefix(f"{resource.name}/")
        name = policy.rpartition("/")[2]
        attached = policy.startswith("arn:")
        remedy = QUARANTINE if is_quarantine(name) else self.remedy if attached else INLINE
        return remedy.for_resource(resource, policy=name, policy_arn=policy)

    def _inline(self, user: User, policy: InlinePolicy) -> Finding:
        message = f"{user.name} has the inline policy {policy.name}."
        return self.finding(_thing(user, policy.name), message, {"policy": policy.name, "kind": "inline"})

    def _attached(self, user: User, policy: AttachedPolicy) -> Finding:
        message = f"The policy {policy.name} is attached to {user.name} directly."
        facts: Facts = {"policy": policy.name, "policy_arn": policy.arn, "kind": "attached"}
        return self.finding(_thing(user, policy.arn), message, facts)


def is_quarantine(policy_name: str) -> bool:
    """Whether AWS attaches the policy of this name to a user whose key it found in public.

    See "AWS managed policies: AWSCompromisedKeyQuarantine" in the AWS Managed Policy Reference.
    """
    return policy_name.startswith(("AWSCompromisedKeyQuarantine", "AWSExposedCredentialPolicy_DO_NOT_REMOVE"))


def _thing(user: User, policy: str) -> Thing:
    """Two managed policies may share a name, so those go by ARN; no inline policy's name looks like one."""
    return Thing(
        Resource(type="user-policy", id=f"{user.name}/{policy}", name=user.name, account_id=user.account_id)
    )
