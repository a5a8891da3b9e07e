"""What the checks of attached managed policies share."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from iam_audit.checks.base import Check, Facts, Population
from iam_audit.checks.own_policies import (
    INLINE,
    Holder,
    OwnPolicy,
    attached_policies,
    label,
    listed,
    reach_facts,
)
from iam_audit.model import Finding, Section, Snapshot


class AttachmentCheck(Check):
    """A question about the managed policies that users, groups and roles have attached."""

    needs: ClassVar[tuple[Section, ...]] = INLINE
    examines = Population("attached managed policies", attached_policies)

    @abstractmethod
    def is_unwanted(self, policy: OwnPolicy) -> bool:
        """Whether a policy should not be attached to anything."""

    def may_hold(self, holder: Holder) -> bool:  # noqa: ARG002 - for checks with exceptions
        """Whether a holder is an exception."""
        return False

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag the unwanted policies, once for all that they are attached to."""
        for user in snapshot.users:
            if user.permissions is None:
                yield self.unknown(user, f"The policies of {user.name} could not be read.")
        for policy in attached_policies(snapshot):
            wrong = [holder for holder in policy.holders if not self.may_hold(holder)]
            if wrong and self.is_unwanted(policy):
                attached_to = listed(map(label, wrong))
                facts: Facts = {"attached_to": attached_to, **reach_facts(policy, snapshot)}
                yield self.finding(policy, f"{policy.words} is attached to {attached_to}.", facts)
