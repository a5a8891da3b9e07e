"""Findings in the AWS Security Finding Format, ready for Security Hub's BatchImportFindings.

The limits on lengths and counts are those of "AwsSecurityFinding" in the Security Hub API Reference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from iam_audit.model import (
    WORST_FIRST,
    Account,
    AccountResult,
    AuditResult,
    Finding,
    KeyRow,
    Lazy,
    Order,
    Severity,
    Status,
)
from iam_audit.reports.base import StreamedReport
from iam_audit.reports.digest import findings_of
from iam_audit.reports.json_text import json_pieces
from iam_audit.reports.wording import cut

SCHEMA_VERSION = "2018-10-08"
BEST_PRACTICES = "Software and Configuration Checks/AWS Security Best Practices"
STANDARDS = "Software and Configuration Checks/Industry and Regulatory Standards"

HOME_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
}
"""Where IAM lives in each partition; findings go there unless told otherwise."""
NAMED_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
"""Those that the format can name for a resource; in others the field is left out."""

COMPLIANCE = {
    Status.PASS: "PASSED",
    Status.FAIL: "FAILED",
    Status.MUTED: "FAILED",
    Status.NOT_EVALUATED: "NOT_AVAILABLE",
    Status.MANUAL: "WARNING",
}
WORKFLOW = {Status.PASS: "RESOLVED", Status.MUTED: "SUPPRESSED"}
RESOURCE_TYPES = {
    "access-key": "AwsIamAccessKey",
    "user": "AwsIamUser",
    "group": "AwsIamGroup",
    "role": "AwsIamRole",
    "policy": "AwsIamPolicy",
    "account": "AwsAccount",
    "root": "AwsAccount",
}

Json = dict[str, object]
Keys = dict[tuple[str, str, str], KeyRow | None]
"""Key rows by account, user and key; None where masking has made two of them look alike."""


@dataclass(frozen=True)
class AsffReport(StreamedReport):
    """A JSON list, as `--findings` of `aws securityhub batch-import-findings` takes it (100 at a time)."""

    name = "asff"
    filename = "findings.asff.json"
    media_type = "application/json"
    description = "AWS Security Finding Format, for Security Hub's BatchImportFindings (100 findings a call)."

    region: str | None = None
    """Where the findings will be imported; None for the home region of IAM."""

    def pieces(self, result: AuditResult) -> Iterator[str]:
        """Yield a finding for every finding of ours and for every account that was not assessed."""
        about = result.ordered(ABOUT)
        return json_pieces(Lazy(lambda: (_imported(one, result.generated_at, self.region) for one in about)))


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with what its account knows of its resource."""

    finding: Finding
    account: Account
    key: KeyRow | None


def _about(account: AccountResult) -> Iterator[About]:
    keys = _keys(account)
    for one in findings_of(account):
        resource = one.resource
        key = keys.get((resource.account_id, resource.name, resource.id))
        yield About(finding=one, account=account.account, key=key)


ABOUT = Order(
    name="asff",
    kind=About,
    items=_about,
    key=lambda about: about.finding.order,
    before_account=WORST_FIRST.before_account,
)


def _keys(account: AccountResult) -> Keys:
    found: Keys = {}
    for row in account.keys:
        where = (row.account.id, row.key.user_name, row.key.resource.id)
        found[where] = None if where in found else row
    return found


def _imported(about: About, now: datetime, region: str | None) -> Json:
    return in_asff(about.finding, about.account, now, key=about.key, region=region)


def in_asff(
    finding: Finding, account: Account, now: datetime, *, key: KeyRow | None = None, region: str | None = None
) -> Json:
    """Return one finding; `key` tells more of an access key."""
    region = region or HOME_REGIONS.get(account.partition, "us-east-1")
    product = f"arn:{account.partition}:securityhub:{region}:{account.id}:product/{account.id}/default"
    moment = _moment(now)
    severity = {"Label": _label(finding), "Original": finding.severity.value}
    types = [BEST_PRACTICES, *([STANDARDS] if finding.frameworks else [])]
    return {
        "SchemaVersion": SCHEMA_VERSION,
        "Id": f"iam-audit/{finding.fingerprint}",
        "ProductArn": product,
        "ProductName": "iam-audit",
        "CompanyName": "iam-audit",
        "GeneratorId": f"iam-audit/{finding.check_id}",
        "AwsAccountId": account.id,
        "CreatedAt": moment,
        "UpdatedAt": moment,
        "LastObservedAt": moment,
        "Types": types,
        "Severity": severity,
        "FindingProviderFields": {"Severity": severity, "Types": types},
        "Title": cut(finding.title, 256),
        "Description": cut(finding.message, 1024),
        "Remediation": {"Recommendation": {"Text": cut(finding.remediation.text, 512)}},
        "ProductFields": _product_fields(finding),
        "Resources": [_resource(About(finding=finding, account=account, key=key))],
        "Compliance": _compliance(finding),
        "Workflow": {"Status": WORKFLOW.get(finding.status, "NEW")},
        "RecordState": "ACTIVE",
    }


def _label(finding: Finding) -> str:
    """Security Hub shows what passed as INFORMATIONAL, and so do we."""
    quiet = finding.status is Status.PASS or finding.severity is Severity.INFO
    return "INFORMATIONAL" if quiet else finding.severity.upper()


def _compliance(finding: Finding) -> Json:
    controls = [f"{framework} {one}" for framework, ids in finding.frameworks.items() for one in ids]
    related: Json = {"RelatedRequirements": [cut(one, 64) for one in controls[:32]]} if controls else {}
    return {"Status": COMPLIANCE[finding.status]} | related


def _product_fields(finding: Finding) -> dict[str, str]:
    """At most 50 of them, each up to 2048 characters."""
    evidence = {
        f"iam-audit/evidence/{name}": _text(value) for name, value in list(finding.evidence.items())[:45]
    }
    own = {"iam-audit/fingerprint": finding.fingerprint, "iam-audit/status": finding.status.value}
    return {cut(name, 128): cut(value, 2048) for name, value in (own | evidence).items() if value}


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _resource(about: About) -> Json:
    finding, account = about.finding, about.account
    kind = RESOURCE_TYPES.get(finding.resource.type, "Other")
    where: Json = {"Type": kind, "Id": cut(_id(finding, account), 512)}
    partition = {"Partition": account.partition} if account.partition in NAMED_PARTITIONS else {}
    details = _details(finding, about.key)
    return where | partition | ({"Details": details} if details else {})


def _id(finding: Finding, account: Account) -> str:
    resource = finding.resource
    match resource.type:
        case "access-key":
            return f"AWS::IAM::AccessKey:{resource.id}"
        case "account" | "root":
            return f"AWS::::Account:{account.id}"
        case _:
            return resource.arn or f"iam-audit:{account.id}:{resource.type}/{resource.id}"


def _details(finding: Finding, key: KeyRow | None) -> Json:
    resource = finding.resource
    match resource.type:
        case "access-key":
            return {"AwsIamAccessKey": _key_details(finding, key)}
        case "user":
            return {"AwsIamUser": {"UserName": resource.name}}
        case kind if kind in RESOURCE_TYPES:
            return {}
        case kind:
            return {"Other": {"Kind": kind, "Name": cut(resource.name, 1024)}}


def _key_details(finding: Finding, row: KeyRow | None) -> Json:
    resource = finding.resource
    details: Json = {
        "PrincipalType": "IAMUser",
        "PrincipalName": resource.name,
        "AccountId": resource.account_id,
    }
    if row is None:
        return details
    if row.key.id:
        details["AccessKeyId"] = row.key.id
    if row.key.active is not None:
        details["Status"] = "Active" if row.key.active else "Inactive"
    if row.key.created_at:
        details["CreatedAt"] = _moment(row.key.created_at)
    return details


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
