"""IAM Access Analyzer: which analyzers each Region has, and how much they have to say."""

from typing import Any

import msgspec

from iam_audit.collect.asking import Refusal, attempt, field, listed_by_token
from iam_audit.collect.base import Answer, Client, RegionalCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, AnalyzedRegion, Analyzer, Section

MOST_COUNTED = 100
"""Findings are counted on the first page alone: whether there are 100 or 10,000 changes nothing here."""


class RawUnusedAccess(msgspec.Struct, rename="camel"):
    """What counts as unused."""

    unused_access_age: int | None = None


class RawConfiguration(msgspec.Struct, rename="camel"):
    """How an analyzer is set; empty for most types."""

    unused_access: RawUnusedAccess | None = None


class RawAnalyzer(msgspec.Struct, rename="camel"):
    """An entry of ListAnalyzers, with the number of its active findings added."""

    arn: str
    name: str
    type: str
    status: str
    tags: dict[str, str] = {}
    configuration: RawConfiguration | None = None
    active_findings: int | None = None


class RawRegion(msgspec.Struct):
    """A Region that was asked."""

    region: str = msgspec.field(name="Region")
    analyzers: list[RawAnalyzer]


class Analyzers(RegionalCollector[tuple[AnalyzedRegion, ...]]):
    """Asks for the analyzers, and each one that is at work for its active findings."""

    section = Section.ANALYZERS
    file = "access-analyzers.json"
    key = "Regions"
    permissions = ("access-analyzer:ListAnalyzers", "access-analyzer:ListFindings")
    service = "accessanalyzer"

    def fetch(self, client: Client) -> Answer:
        """Return the analyzers of one Region."""
        found = listed_by_token(client.list_analyzers, "analyzers", following="nextToken")
        return {"analyzers": [entry | _findings(client, entry) for entry in found]}

    def parse(self, answer: Answer, account: Account) -> tuple[AnalyzedRegion, ...]:
        """Shape the list."""
        return tuple(
            AnalyzedRegion(
                name=raw.region,
                account_id=account.id,
                analyzers=tuple(_analyzer(one, raw.region, account) for one in raw.analyzers),
            )
            for raw in read_shape(answer, list[RawRegion], self.file)
        )


def _findings(client: Client, entry: dict[str, Any]) -> Answer:
    if entry.get("status") != "ACTIVE":
        return {}
    active = {"status": {"eq": ["ACTIVE"]}}
    page = attempt(
        lambda: client.list_findings_v2(
            analyzerArn=field(entry, "arn"), filter=active, maxResults=MOST_COUNTED
        )
    )
    return {} if isinstance(page, Refusal) else {"activeFindings": len(field(page, "findings"))}


def _analyzer(raw: RawAnalyzer, region: str, account: Account) -> Analyzer:
    unused = raw.configuration.unused_access if raw.configuration else None
    return Analyzer(
        name=raw.name,
        arn=raw.arn,
        account_id=account.id,
        region=region,
        type=raw.type,
        status=raw.status,
        tags=raw.tags,
        unused_access_age=unused.unused_access_age if unused else None,
        active_findings=raw.active_findings,
    )
