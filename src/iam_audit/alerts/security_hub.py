"""AWS Security Hub."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from iam_audit.alerts.aws_calls import AwsSettings, delivering
from iam_audit.alerts.base import Client, Receipt, SharedChannel
from iam_audit.alerts.batches import batches
from iam_audit.alerts.message import Item, Message
from iam_audit.aws.redaction import safe
from iam_audit.errors import DeliveryError
from iam_audit.reports.asff import in_asff

MOST = 100
"""Findings per call of BatchImportFindings."""
LARGEST = 5_000_000
"""Bytes per call; a call may have 6 MB."""

AccountId: TypeAlias = Annotated[str, Meta(pattern=r"^\d{12}$")]
Imported: TypeAlias = dict[str, Any]


class SecurityHubSettings(AwsSettings, frozen=True, kw_only=True):
    """Where findings are imported."""

    account_id: Annotated[
        AccountId | None,
        Meta(
            description="File all findings under this account, the one whose credentials are used; unless set, each"
            " is filed under its own, which Security Hub takes from that account alone.",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class SecurityHub(SharedChannel[SecurityHubSettings]):
    """Imports findings in the AWS Security Finding Format; one that is resolved is archived as passed.

    A finding has the same id whenever it is sent, so a repetition updates it and never makes a second one. Messages
    without findings, such as the report of all users, have nothing to import.
    """

    kind = "security-hub"
    settings_type = SecurityHubSettings
    permissions = ("securityhub:BatchImportFindings",)

    def post(self, message: Message) -> Receipt:
        """Import all findings of the message, and say which were not taken."""
        client = self.surroundings.client("securityhub", self.settings.region)
        region = self.settings.region or client.meta.region_name
        failed: dict[str, str] = {}
        findings = (self._imported(item, message, region) for item in message.ordered)
        with delivering("Security Hub"):
            for batch in batches(findings, MOST, size=_size, largest=LARGEST):
                failed |= _import(client, batch)
        if failed:
            raise self._trouble(message, failed)
        return self.receipt(f"Security Hub in {region}", id=message.key)

    def _trouble(self, message: Message, failed: dict[str, str]) -> DeliveryError:
        taken = [item.fingerprint for item in message.items if _id(item.fingerprint) not in failed]
        why = next(iter(failed.values()))
        said = f"Security Hub did not take {len(failed)} of {len(message.items)} findings: {why}."
        return DeliveryError(said, delivered=taken)

    def _imported(self, item: Item, message: Message, region: str) -> Imported:
        found: Imported = in_asff(item.finding, item.account, message.at, region=region)
        if item.since:
            found["CreatedAt"] = _moment(datetime.combine(item.since, time(), UTC))
        if item.resolved:
            found |= {"RecordState": "ARCHIVED", "Compliance": {"Status": "PASSED"}}
            found["Workflow"] = {"Status": "RESOLVED"}
        return found | self._filed(item, region)

    def _filed(self, item: Item, region: str) -> Imported:
        """Return the account that the finding is filed under, where that is another than its own."""
        own = self.settings.account_id
        if own is None:
            return {}
        product = f"arn:{item.account.partition}:securityhub:{region}:{own}:product/{own}/default"
        return {"AwsAccountId": own, "ProductArn": product}


def _import(client: Client, batch: list[Imported]) -> dict[str, str]:
    answer = client.batch_import_findings(Findings=batch)
    return {
        one["Id"]: safe(f"{one['ErrorCode']}: {one.get('ErrorMessage', '')}").rstrip(".")
        for one in answer.get("FailedFindings", [])
    }


def _id(fingerprint: str) -> str:
    return f"iam-audit/{fingerprint}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _size(found: Imported) -> int:
    return len(msgspec.json.encode(found))
