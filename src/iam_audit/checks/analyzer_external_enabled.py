"""Regions without an analyzer of external access."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.model import AnalyzedRegion, Finding, Section, Severity, Snapshot

EXTERNAL = ("ACCOUNT", "ORGANIZATION")


@dataclass(frozen=True)
class AnalyzerExternalEnabled(Check):
    """IAM Access Analyzer tells which resources somebody outside can reach; it does so Region by Region.

    Analyzers of unused or internal access do not count. Looked at are the Region in force and those in the
    setting `regions`. An account does not see an analyzer that a delegated administrator has for the whole
    organization: where there is one, say so with the option.
    """

    id = "analyzer-external-enabled"
    title = "Region has no analyzer of external access"
    severity = Severity.MEDIUM
    needs = (Section.ANALYZERS,)
    examines = Population("Regions", lambda snapshot: snapshot.analyzers)
    remedy = Remedy(
        text="Create an analyzer of external access in {name}; it costs nothing.",
        console=(
            "In {name}: IAM > Access Analyzer > Analyzer settings > Create analyzer > External access analysis",
        ),
        cli=(
            "aws accessanalyzer create-analyzer --analyzer-name external-access --type ACCOUNT --region {name}",
        ),
    )

    organization_has_one: bool = option(
        False, "An organization-wide analyzer in another account covers this one."
    )

    def members(self, snapshot: Snapshot) -> Iterator[AnalyzedRegion]:
        """Yield the Regions that need an analyzer of their own."""
        return (one for one in snapshot.analyzers if not self.organization_has_one)

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag Regions in which none is at work."""
        for region in self.members(snapshot):
            if not any(one.active and one.type in EXTERNAL for one in region.analyzers):
                message = f"No analyzer of external access is at work in {region.name}."
                others = ", ".join(f"{one.name} ({one.type}, {one.status})" for one in region.analyzers)
                yield self.finding(region, message, {"analyzers": others or "none"})
