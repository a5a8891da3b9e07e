"""Analyzers without tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.tag_rules import lacking
from iam_audit.model import Analyzer, Finding, Section, Severity, Snapshot


def every_analyzer(snapshot: Snapshot) -> Iterator[Analyzer]:
    """Yield the analyzers of all Regions that were looked into."""
    return (one for region in snapshot.analyzers for one in region.analyzers)


@dataclass(frozen=True)
class AnalyzerTagged(Check):
    """An analyzer without tags tells nobody who reads its findings."""

    id = "analyzer-tagged"
    title = "Analyzer has no tags"
    severity = Severity.INFO
    needs = (Section.ANALYZERS,)
    examines = Population("analyzers", every_analyzer)
    remedy = Remedy(
        text="Tag {name} with its owner.",
        console=("IAM > Access Analyzer > Analyzer settings > {name} > Tags",),
        cli=("aws accessanalyzer tag-resource --resource-arn {arn} --tags owner=TEAM",),
    )

    required: tuple[str, ...] = option((), "Keys of the tags that must be there; by default any tag will do.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag analyzers that lack tags."""
        for one in every_analyzer(snapshot):
            if missing := lacking(one.tags, self.required):
                message = f"The analyzer {one.name} in {one.region} lacks {missing}."
                yield self.finding(one, message, {"tags": ", ".join(sorted(one.tags))})
