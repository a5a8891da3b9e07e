"""Accounts without an analyzer of unused access."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Remedy, option
from iam_audit.checks.populations import ACCOUNT
from iam_audit.model import Analyzer, Finding, Section, Severity, Snapshot

SUFFIX = "_UNUSED_ACCESS"


def unused_access_analyzers(snapshot: Snapshot) -> list[Analyzer]:
    """Return the analyzers of unused access that are at work."""
    every = (one for region in snapshot.analyzers for one in region.analyzers)
    return [one for one in every if one.active and one.type.endswith(SUFFIX)]


@dataclass(frozen=True)
class AnalyzerUnusedAccessEnabled(Check):
    """An analyzer of unused access tells which roles, keys and permissions nobody needs. AWS charges for it.

    IAM is the same in all Regions, so one analyzer in any of them will do.
    """

    id = "analyzer-unused-access-enabled"
    title = "Account has no analyzer of unused access"
    severity = Severity.LOW
    needs = (Section.ANALYZERS,)
    examines = ACCOUNT
    remedy = Remedy(
        text="Create an analyzer of unused access in account {account}, if its price is worth it to you.",
        console=("IAM > Access Analyzer > Analyzer settings > Create analyzer > Unused access analysis",),
        cli=(
            (
                "aws accessanalyzer create-analyzer --analyzer-name unused-access --type ACCOUNT_UNUSED_ACCESS"
                " --configuration file://ninety-days.json"
            ),
        ),
    )

    max_days: int = option(90, "Days without use after which access must count as unused.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag an account without one, or whose analyzers wait too long."""
        found = unused_access_analyzers(snapshot)
        ages = [one.unused_access_age for one in found]
        if not found:
            message = f"No analyzer of unused access is at work for account {snapshot.account.id}."
            yield self.finding(snapshot.account, message, {"analyzers": 0})
        elif not any(age is not None and age <= self.max_days for age in ages):
            known = [age for age in ages if age is not None]
            if len(known) < len(ages):
                yield self.unknown(
                    snapshot.account, "AWS did not say after how many days access counts as unused."
                )
                return
            message = f"Access counts as unused after {min(known)} days; the limit is {self.max_days}."
            yield self.finding(snapshot.account, message, {"days": min(known), "max_days": self.max_days})
