"""Policies that IAM cannot understand, or understands otherwise than they were meant."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy
from iam_audit.checks.own_policies import (
    INLINE,
    MANAGED,
    OwnPolicy,
    all_customer_policies,
    inline_policies,
    reach_facts,
)
from iam_audit.checks.policy_checks import EDIT, EDIT_STEPS, remedy_for
from iam_audit.model import Finding, Remediation, Resource, Severity, Snapshot
from iam_audit.policy.lint import lint


def written_policies(snapshot: Snapshot) -> Iterator[OwnPolicy]:
    """Yield all policies that the account has written, boundaries included."""
    yield from all_customer_policies(snapshot)
    yield from inline_policies(snapshot)


class PolicyLint(Check):
    """A mistake in a policy does not make a noise: it allows less, or more, than its author believes.

    Among what is looked for: documents that are no policy, misspelled actions, services, global condition keys and
    operators, wildcards in the name of a service, resources that are no ARN, variables without the Version that
    makes them work, exact comparisons with a wildcard in them, and ForAllValues where nothing is compared.
    """

    id = "policy-lint"
    title = "Policy has mistakes"
    severity = Severity.LOW
    needs = (*MANAGED, *INLINE)
    examines = Population("customer managed and inline policies", written_policies)
    remedy = Remedy(
        text="Correct {name}; the message says what and in which statement.",
        console=(*EDIT_STEPS, "The editor shows what IAM Access Analyzer has to say"),
        cli=(
            "aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json",
            *EDIT,
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag policies with mistakes, once for all in one policy."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
        for policy in written_policies(snapshot):
            if policy.document is None:
                yield self.unknown(policy, f"{policy.words} is not in the snapshot with its document.")
            elif found := lint(policy.document):
                yield self._mistaken(policy, found, snapshot)

    def remediation(self, resource: Resource) -> Remediation:
        """Say how to change this very policy."""
        return remedy_for(self.remedy, resource)

    def _mistaken(self, policy: OwnPolicy, found: tuple[str, ...], snapshot: Snapshot) -> Finding:
        facts: Facts = {
            "problems": "; ".join(found),
            "problem_count": len(found),
            **reach_facts(policy, snapshot),
        }
        more = f" There are {len(found) - 1} more mistakes." if len(found) > 1 else ""
        return self.finding(policy, f"{policy.words}: {found[0]}.{more}", facts)
