"""Customer managed policies that give all of a service."""

from iam_audit.checks.base import Remedy
from iam_audit.checks.own_policies import MANAGED, OF_CUSTOMER, OwnPolicy, listed, reach_facts
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, PolicyCheck
from iam_audit.model import Finding, Severity, Snapshot
from iam_audit.policy.document import Statement
from iam_audit.policy.wildcards import whole_services


class PolicyServiceWildcard(PolicyCheck):
    """`s3:*` also allows what nobody thought of: to open the bucket to the world, and what AWS adds tomorrow.

    A pattern such as `s3:Get*` passes; so does a wildcard whose service is denied again. The resources do not
    matter here. A NotAction gives every service that it does not name, so it fails.
    """

    id = "policy-service-wildcard"
    title = "Customer managed policy allows every action of a service"
    severity = Severity.LOW
    needs = MANAGED
    examines = OF_CUSTOMER
    remedy = Remedy(
        text="Name the actions that are used in {name} in the place of the wildcard.",
        console=EDIT_STEPS,
        cli=EDIT,
        automated="The AWS Config rule iam-policy-no-statements-with-full-access reports such policies.",
    )

    def judge(
        self, policy: OwnPolicy, statements: tuple[Statement, ...], snapshot: Snapshot
    ) -> Finding | None:
        """Flag a policy in which an Allow gives all actions of at least one service."""
        services = whole_services(statements)
        if not services:
            return None
        message = f"{policy.words} allows every action of {listed(services)}."
        return self.finding(policy, message, {"services": listed(services), **reach_facts(policy, snapshot)})
