"""What the checks of inline policies share."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts
from iam_audit.model import Finding, Group, Role, Snapshot


class InlinePolicyCheck(Check):
    """A question about policies that are embedded in a group or role."""

    @abstractmethod
    def members(self, snapshot: Snapshot) -> Iterable[Group | Role]:
        """Return what may hold inline policies."""

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag what has an inline policy, once for all of them."""
        for one in self.members(snapshot):
            if one.inline:
                named = ", ".join(policy.name for policy in one.inline)
                facts: Facts = {"policies": named, "policy_count": len(one.inline)}
                yield self.finding(one, f"{one.name} has inline policies: {named}.", facts)
