"""Permission sets that refer to a policy which is not there."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Population, Remedy
from iam_audit.checks.permission_set_checks import PermissionSetCheck
from iam_audit.checks.sso_facts import permission_sets
from iam_audit.model import Finding, PermissionSet, Section, Severity, Snapshot


def with_customer_policies(snapshot: Snapshot) -> Iterator[PermissionSet]:
    """Yield the permission sets that refer to customer managed policies and are provisioned in this account."""
    for one in permission_sets(snapshot):
        if one.customer_policies and snapshot.account.id in one.accounts:
            yield one


class SsoMissingCustomerPolicy(PermissionSetCheck):
    """Where the policy is missing, provisioning fails, and whoever makes one of that name decides what it allows.

    A policy is found by its path and name. Judged is the account that was read, which the permission sets were
    read with; the policies of other accounts are not in sight.
    """

    id = "sso-missing-customer-policy"
    title = "Permission set refers to a policy that is missing"
    severity = Severity.MEDIUM
    needs = (Section.IDENTITY_CENTER, Section.POLICIES)
    examines = Population("permission sets with customer managed policies", with_customer_policies)
    remedy = Remedy(
        text="Create the policy in account {account}, or take it out of {name}.",
        console=("IAM Identity Center > Permission sets > {name} > Customer managed policies",),
        cli=(
            (
                "aws sso-admin detach-customer-managed-policy-reference-from-permission-set"
                " --instance-arn {instance} --permission-set-arn {permission_set}"
                " --customer-managed-policy-reference Name=POLICY,Path=/"
            ),
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag references that no policy of this account answers."""
        there = {f"{one.path}{one.name}" for one in snapshot.policies if not one.aws_managed}
        for one in with_customer_policies(snapshot):
            wanted = [f"{each.path}{each.name}" for each in one.customer_policies]
            if missing := [each for each in wanted if each not in there]:
                named = ", ".join(missing)
                message = f"{one.name} refers to policies that account {snapshot.account.id} does not have: {named}."
                yield self.finding(one, message, {"missing": named})
