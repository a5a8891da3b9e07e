"""Customer managed policies that make administrators and wait to be attached."""

from collections.abc import Iterator

import msgspec

from iam_audit.checks.administration import AdminCheck
from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.own_policies import MANAGED, OwnPolicy, all_customer_policies, milder
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.document import Statement


def unattached_customer_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield the customer managed policies that are attached to nothing; use as a boundary is no attachment."""
    return (policy for policy in all_customer_policies(snapshot) if not policy.attached)


class PolicyAdminCustomerUnattached(AdminCheck):
    """It gives nothing today, and everything to whoever is careless, or malicious, enough to attach it.

    What full control means is the same as for `policy-admin-customer-attached`. A policy that is in use as a
    permissions boundary is meant to allow much, and would give it all when attached: the finding is milder.
    """

    id = "policy-admin-customer-unattached"
    title = "Unattached customer managed policy would give full control of the account"
    severity = Severity.MEDIUM
    needs = MANAGED
    examines = Population("unattached customer managed policies", unattached_customer_policies)
    remedy = Remedy(
        text="Delete {name}, or cut it down to what it was written for. A permissions boundary needs no full"
        " control either: let it allow the services in use.",
        console=("IAM > Policies > {name} > Actions > Delete",),
        cli=(
            "aws iam list-entities-for-policy --policy-arn {arn}",
            "aws iam list-policy-versions --policy-arn {arn}",
            "aws iam delete-policy --policy-arn {arn}",
        ),
    )

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag an unattached policy that allows everything, or everything but little."""
        verdict = super().judge(policy, statements, snapshot)
        if verdict is None or not policy.boundary_only:
            return verdict
        return msgspec.structs.replace(verdict, severity=milder(verdict.severity))

    def says(self, policy: OwnPolicy) -> str:
        """Return what the policy would do."""
        use = "is only used as a permissions boundary" if policy.boundary_only else "is attached to nothing"
        return f"{use}, and would give full control of the account"
