"""Managed policies that nothing should have attached."""

from collections.abc import Iterator
from dataclasses import dataclass

from iam_audit.checks.attachments import AttachmentCheck
from iam_audit.checks.base import Population, Remedy, option
from iam_audit.checks.naming import fits
from iam_audit.checks.own_policies import Holder, OwnPolicy, attached_policies, label
from iam_audit.model import Severity, Snapshot

UNSET = Population("attached managed policies", lambda _: ())
"""Without a list there is nothing to compare with, so `members` is what counts."""


@dataclass(frozen=True)
class PolicyDenylisted(AttachmentCheck):
    """Some policies are too broad, or too old, to be given to anybody: a list says so once for all.

    Name them in the option `policies`, by name or by ARN, with wildcards; without any, nothing is looked at.
    `exceptions` are holders that may have them all the same, such as `role/break-glass`.
    """

    id = "policy-denylisted"
    title = "Policy that is on the deny list is attached"
    severity = Severity.MEDIUM
    examines = UNSET
    remedy = Remedy(
        text="Detach {name} from whatever has it, and give those a policy that allows what they do.",
        console=("IAM > Policies > {name} > Entities attached > select > Detach",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn {arn}",
            "aws iam detach-user-policy --user-name USER --policy-arn {arn}",
            "aws iam detach-group-policy --group-name GROUP --policy-arn {arn}",
            "aws iam detach-role-policy --role-name ROLE --policy-arn {arn}",
        ),
        automated="The AWS Config rule iam-policy-blacklisted-check reports whatever has such a policy.",
    )

    policies: tuple[str, ...] = option(
        (), "Names or ARNs of unwanted policies, with * and ?; none by default."
    )
    exceptions: tuple[str, ...] = option(
        (), "Holders that may have them, as user/NAME, group/NAME or role/NAME."
    )

    def members(self, snapshot: Snapshot) -> Iterator[OwnPolicy]:
        """Yield the attached policies once some are unwanted."""
        return (policy for policy in attached_policies(snapshot) if self.policies)

    def is_unwanted(self, policy: OwnPolicy) -> bool:
        """Whether a policy is on the list."""
        return fits(policy.resource.name, self.policies) or fits(policy.resource.arn, self.policies)

    def may_hold(self, holder: Holder) -> bool:
        """Whether a holder is one of the exceptions."""
        return fits(label(holder), self.exceptions)
