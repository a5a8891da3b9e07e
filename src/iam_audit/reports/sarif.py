"""Findings as SARIF 2.1.0 (OASIS), for GitHub code scanning and other viewers of static analysis.

Only what fails becomes a result, since viewers show every result as an alert. What could not be evaluated
is a notification of the run, which then was not successful; so is what is left to a person, as a note.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote

from iam_audit import checks
from iam_audit.checks.base import Check
from iam_audit.model import AuditResult, Finding, Lazy, Severity, Status
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.digest import all_findings
from iam_audit.reports.json_text import json_pieces

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}
"""GitHub's bands: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low."""
NOTIFICATION_LEVELS = {Status.NOT_EVALUATED: "error", Status.MANUAL: "note"}

Json = dict[str, object]


@dataclass(frozen=True)
class SarifReport(StreamedReport):
    """One run with a rule per check and a result per failing finding."""

    name = "sarif"
    filename = "findings.sarif"
    media_type = "application/sarif+json"
    description = "SARIF 2.1.0, for GitHub code scanning and editors."

    explained_by: tuple[type[Check], ...] | None = None
    """The checks whose words explain the rules; None for the whole catalogue."""

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield the log; our fingerprints keep an alert the same alert from run to run."""
        known = checks.catalogue() if self.explained_by is None else self.explained_by
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(result, known)]}
        return json_pieces(log)


def _run(result: AuditResult, known: Sequence[type[Check]]) -> Json:
    findings = all_findings(result)
    rules = _rules((one for one in findings if one.status is not Status.PASS), known)
    order = {str(rule["id"]): index for index, rule in enumerate(rules)}
    return {
        "tool": {"driver": {"name": "iam-audit", "version": result.tool_version, "rules": rules}},
        "automationDetails": {"id": _category(result)},
        "invocations": [_invocation(result, findings)],
        "columnKind": "unicodeCodePoints",
        "results": Lazy(
            lambda: (_result(one, order) for one in findings if one.status in (Status.FAIL, Status.MUTED))
        ),
    }


def _category(result: AuditResult) -> str:
    """Keep the audits of frameworks apart: viewers close the alerts that a run of the same category lacks."""
    framework = f"{result.framework.id}/" if result.framework else ""
    return f"iam-audit/{quote(result.scope)}/{framework}"


def _invocation(result: AuditResult, findings: Sequence[Finding]) -> Json:
    return {
        "executionSuccessful": result.complete
        and not any(one.status is Status.NOT_EVALUATED for one in findings),
        "endTimeUtc": f"{result.generated_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": Lazy(
            lambda: (_notification(one) for one in findings if one.status in NOTIFICATION_LEVELS)
        ),
    }


def _rules(findings: Iterable[Finding], known: Sequence[type[Check]]) -> list[Json]:
    explained = {check.id: check for check in known}
    worst: dict[str, Finding] = {}
    for one in findings:
        worst.setdefault(one.check_id, one)
    return [_rule(worst[check_id], explained.get(check_id)) for check_id in sorted(worst)]


def _rule(finding: Finding, check: type[Check] | None) -> Json:
    why = " ".join((check.__doc__ or "").split()) if check else ""
    remedy = check.remedy.text.format_map(_Placeholders()) if check else finding.remediation.text
    help_text = f"{why}\n\n{remedy}".strip()
    return {
        "id": finding.check_id,
        "name": "".join(word.capitalize() for word in finding.check_id.split("-")),
        "shortDescription": {"text": finding.title},
        "fullDescription": {"text": why or finding.title},
        "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {
            "tags": [
                "security",
                "iam",
                *(f"{name} {one}" for name, ids in finding.frameworks.items() for one in ids),
            ][:20],
            "precision": "very-high",
            "security-severity": SECURITY_SEVERITY[finding.severity],
        },
    }


class _Placeholders(dict[str, str]):
    """Fills a remedy that speaks of no resource in particular: `{user}` becomes `USER`."""

    def __missing__(self, name: str) -> str:
        return name.upper()


def _result(finding: Finding, order: dict[str, int]) -> Json:
    justification = {"kind": "external", "status": "accepted", "justification": finding.message}
    suppressions: Json = {"suppressions": [justification]} if finding.status is Status.MUTED else {}
    return {
        "ruleId": finding.check_id,
        "ruleIndex": order[finding.check_id],
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding)],
        "partialFingerprints": {
            "iamAuditFingerprint/v1": finding.fingerprint,
            # The one name that GitHub compares; other viewers take any.
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        "properties": {
            "severity": finding.severity,
            "accountId": finding.account_id,
            "evidence": finding.evidence,
        },
    } | suppressions


def _notification(finding: Finding) -> Json:
    return {
        "level": NOTIFICATION_LEVELS[finding.status],
        "message": {"text": finding.message},
        "associatedRule": {"id": finding.check_id},
        "locations": [_location(finding)],
    }


def _location(finding: Finding) -> Json:
    """GitHub wants a file; the path names the resource, and is the same in every run."""
    resource = finding.resource
    path = "/".join(quote(part, safe="") for part in (resource.account_id, resource.type, resource.id))
    logical = {"name": resource.name, "fullyQualifiedName": resource.arn or path, "kind": "resource"}
    return {
        "physicalLocation": {"artifactLocation": {"uri": f"iam/{path}"}, "region": {"startLine": 1}},
        "logicalLocations": [logical],
    }
