"""Older versions of policies that would bring full control back."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy
from iam_audit.checks.own_policies import MANAGED
from iam_audit.errors import PolicyError
from iam_audit.model import Finding, ManagedPolicy, Severity, Snapshot
from iam_audit.policy.document import parse_policy
from iam_audit.policy.questions import administers


def customer_managed(snapshot: Snapshot) -> Iterator[ManagedPolicy]:
    """Yield the customer managed policies."""
    return (policy for policy in snapshot.policies if not policy.aws_managed)


class PolicyStaleVersions(Check):
    """One call makes an older version the one that counts, and nobody sees a change in any document.

    It fails when an older version gives full control of the account and the default one does not: whoever may
    call iam:SetDefaultPolicyVersion can take it.
    """

    id = "policy-stale-versions"
    title = "Older version of a policy gives full control of the account"
    severity = Severity.LOW
    needs = MANAGED
    examines = Population("customer managed policies", customer_managed)
    remedy = Remedy(
        text="Delete the older versions of {name}.",
        console=("IAM > Policies > {name} > Policy versions > select > Delete",),
        cli=(
            "aws iam list-policy-versions --policy-arn {arn}",
            "aws iam delete-policy-version --policy-arn {arn} --version-id VERSION_ID",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag policies with an older version that gives full control, where the default does not."""
        for policy in customer_managed(snapshot):
            if verdict := self._judge(policy, snapshot):
                yield verdict

    def _judge(self, policy: ManagedPolicy, snapshot: Snapshot) -> Finding | None:
        if policy.document is None:
            return self.unknown(policy, f"The default version of {policy.name} is not in the snapshot.")
        answers = {
            version.id: _gives_all(version.document, snapshot)
            for version in policy.versions
            if not version.default
        }
        now_gives_all = _gives_all(policy.document, snapshot)
        stale = sorted(version for version, gives in answers.items() if gives)
        if stale and now_gives_all is False:
            facts: Facts = {"versions": ", ".join(stale)}
            message = f"{policy.name} gives full control of the account in the older {', '.join(stale)}."
            return self.finding(policy, message, facts)
        broken = now_gives_all is None if stale else None in answers.values() and not now_gives_all
        return self.unknown(policy, f"A version of {policy.name} cannot be understood.") if broken else None


def _gives_all(document: str, snapshot: Snapshot) -> bool | None:
    try:
        return administers(parse_policy(document), snapshot.account) is not None
    except PolicyError:
        return None
