"""Findings in the Open Cybersecurity Schema Framework, for Security Lake, Splunk and other event stores.

The class is Compliance Finding (2003): the verdict of an assessment against controls. Detection Finding
(2004) tells of something that an attacker may be doing, which an audit of settings does not see.
"""

from collections.abc import Iterator

from iam_audit.model import Account, AuditResult, Finding, Severity, Status
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.digest import all_findings
from iam_audit.reports.json_text import json_line

VERSION = "1.5.0"
"""The schema version that the events declare; it brought `compliance.checks`."""
CATEGORY_FINDINGS = 2
COMPLIANCE_FINDING = 2003
CREATE = 1
AWS_ACCOUNT = 10
RULE = 1

SEVERITIES = {
    Severity.CRITICAL: (5, "Critical"),
    Severity.HIGH: (4, "High"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.LOW: (2, "Low"),
    Severity.INFO: (1, "Informational"),
}
VERDICTS = {
    Status.PASS: (1, "Pass"),
    Status.FAIL: (3, "Fail"),
    Status.MUTED: (3, "Fail"),
    Status.NOT_EVALUATED: (2, "Warning"),
    Status.MANUAL: (2, "Warning"),
}
"""OCSF words Warning as: no result, for want of information."""
LIFECYCLE = {Status.PASS: (4, "Resolved"), Status.MUTED: (3, "Suppressed")}
NEW = (1, "New")

Event = dict[str, object]


class OcsfReport(StreamedReport):
    """One Compliance Finding event per line."""

    name = "ocsf"
    filename = "findings.ocsf.jsonl"
    media_type = "application/x-ndjson"
    description = (
        f"OCSF {VERSION} Compliance Finding events, one per line, for Security Lake, Splunk and the like."
    )

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield an event for every finding, and one for every account that was not assessed."""
        accounts = {one.account.id: one.account for one in result.accounts}
        events = (_event(finding, accounts[finding.account_id], result) for finding in all_findings(result))
        return (json_line(event) for event in events)


def _event(finding: Finding, account: Account, result: AuditResult) -> Event:
    milliseconds = round(result.generated_at.timestamp() * 1000)
    passed = finding.status is Status.PASS
    severity_id, severity = SEVERITIES[Severity.INFO if passed else finding.severity]
    status_id, status = LIFECYCLE.get(finding.status, NEW)
    return {
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_name": "Findings",
        "category_uid": CATEGORY_FINDINGS,
        "class_name": "Compliance Finding",
        "class_uid": COMPLIANCE_FINDING,
        "type_name": "Compliance Finding: Create",
        "type_uid": COMPLIANCE_FINDING * 100 + CREATE,
        "time": milliseconds,
        "severity": severity,
        "severity_id": severity_id,
        "status": status,
        "status_id": status_id,
        "message": finding.message,
        "metadata": _metadata(finding, result),
        "cloud": _cloud(account),
        "finding_info": _finding_info(finding, milliseconds),
        "compliance": _compliance(finding),
        "resources": [_resource(finding, account)],
        "remediation": {"desc": _remedy(finding)},
        "unmapped": {
            "evidence": finding.evidence,
            "frameworks": finding.frameworks,
            "status": finding.status,
        },
    }


def _metadata(finding: Finding, result: AuditResult) -> Event:
    return {
        "version": VERSION,
        "product": {
            "name": "iam-audit",
            "vendor_name": "iam-audit",
            "uid": "iam-audit",
            "version": result.tool_version,
        },
        "profiles": ["cloud"],
        "event_code": finding.check_id,
    }


def _cloud(account: Account) -> Event:
    who: Event = {"uid": account.id, "type": "AWS Account", "type_id": AWS_ACCOUNT}
    return {"provider": "AWS", "account": who | ({"name": account.name} if account.name else {})}


def _finding_info(finding: Finding, milliseconds: int) -> Event:
    return {
        "uid": finding.fingerprint,
        "title": finding.title,
        "desc": finding.message,
        "types": ["IAM credential audit"],
        "last_seen_time": milliseconds,
        "analytic": {"uid": finding.check_id, "name": finding.title, "type": "Rule", "type_id": RULE},
    }


def _compliance(finding: Finding) -> Event:
    verdict_id, verdict = VERDICTS[finding.status]
    standards = list(finding.frameworks) or ["iam-audit"]
    check: Event = {"uid": finding.check_id, "name": finding.title, "standards": standards}
    return {
        "standards": standards,
        "requirements": [f"{name} {one}" for name, ids in finding.frameworks.items() for one in ids],
        "control": finding.check_id,
        "checks": [check | {"status": verdict, "status_id": verdict_id}],
        "status": verdict,
        "status_id": verdict_id,
        "status_code": finding.status.upper(),
        "status_details": [finding.message],
    }


def _resource(finding: Finding, account: Account) -> Event:
    resource = finding.resource
    event: Event = {
        "type": resource.type,
        "uid": resource.id if resource.type == "access-key" else resource.arn or resource.id,
        "name": resource.name,
        "cloud_partition": account.partition,
    }
    if resource.type == "access-key" and resource.arn:
        event["owner"] = {"name": resource.name, "uid": resource.arn, "type": "User", "type_id": 1}
    return event


def _remedy(finding: Finding) -> str:
    return "\n".join((finding.remediation.text, *finding.remediation.cli))
