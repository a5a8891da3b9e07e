"""Analyzers with findings that nobody has dealt with."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy
from iam_audit.model import Analyzer, Finding, Section, Severity, Snapshot

MOST_COUNTED = 100
"""Only the first page is counted."""


def analyzers_at_work(snapshot: Snapshot) -> Iterator[Analyzer]:
    """Yield the analyzers that are active."""
    return (one for region in snapshot.analyzers for one in region.analyzers if one.active)


class AnalyzerActiveFindings(Check):
    """A finding that nobody resolves or archives is a door that may stand open.

    Findings of every type count: external, internal and unused access. Archived ones do not.
    """

    id = "analyzer-active-findings"
    title = "Analyzer has unresolved findings"
    severity = Severity.MEDIUM
    needs = (Section.ANALYZERS,)
    examines = Population("active analyzers", analyzers_at_work)
    remedy = Remedy(
        text="Go through the findings of {name}: close the access, or archive what is intended.",
        console=("IAM > Access Analyzer > choose {name} > Active > open each finding",),
        cli=("aws accessanalyzer list-findings-v2 --analyzer-arn {arn}",),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag analyzers with active findings."""
        for one in analyzers_at_work(snapshot):
            if one.active_findings is None:
                yield self.unknown(one, f"The findings of the analyzer {one.name} could not be counted.")
            elif one.active_findings:
                more = " or more" * (one.active_findings >= MOST_COUNTED)
                count = f"{one.active_findings}{more} active finding{'s' * (one.active_findings != 1)}"
                message = f"The analyzer {one.name} in {one.region} has {count}."
                yield self.finding(one, message, {"active_findings": one.active_findings, "type": one.type})
