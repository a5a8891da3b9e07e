"""Find the stale access keys of one account, write them down, tell a Slack channel, switch the oldest off.

Four functions for a script or a notebook, with the credentials that the AWS CLI would use.
"""

import logging
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

from iam_audit import aws, clock, workflows
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.errors import DeliveryError
from iam_audit.files import write_text
from iam_audit.model import AccessKey, Severity, Snapshot, whole_days
from iam_audit.remediate.outcomes import Became, Outcome
from iam_audit.reports.spreadsheet import csv_text
from iam_audit.reports.stale_keys_csv import COLUMNS

logger = logging.getLogger(__name__)

Violation = TypedDict(
    "Violation",
    {"User": str, "AccessKeyId": str, "Status": str, "Age (Days)": int, "Created": str, "Risk": str},
)


def audit_iam_keys(max_age_days: int = 90) -> list[Violation]:
    """Return the access keys of this account that are older than `max_age_days` whole days (UTC).

    `Risk` is `MEDIUM`, and `HIGH` above 180 days. What could not be read is logged as a warning, and never counts as
    having no keys. Raises CredentialsError without credentials and AccountError when no keys could be read at all.
    """
    now = clock.now()
    snapshot = workflows.read_account(aws.connect(), now)
    for gap in snapshot.gaps:
        logger.warning("%s could not be read: %s", gap.section, gap.reason)
    return stale_keys(snapshot, now, max_age_days)


def stale_keys(snapshot: Snapshot, now: datetime, max_age_days: int = 90) -> list[Violation]:
    """Return the rows of `audit_iam_keys` for an account that was read before."""
    rules = AccessKeyAge()
    dated = ((key, key.created_at) for key in snapshot.access_keys if key.created_at)
    aged = ((key, made, whole_days(made, now)) for key, made in dated)
    return [_violation(key, made, age, rules) for key, made, age in aged if age > max_age_days]


def generate_report(violations: Sequence[Violation], filename: str = "iam_audit_report.csv") -> None:
    """Write the rows of `audit_iam_keys` as CSV; with no rows nothing is written, and it says so.

    Raises OutputError when the file cannot be written.
    """
    if not violations:
        _say("No stale access keys found; no report written.")
        return
    rows: list[Mapping[str, Any]] = list(violations)
    write_text(Path(filename), csv_text(COLUMNS, ([row[column] for column in COLUMNS] for row in rows)))
    _say(f"{len(violations)} stale access keys found; report saved to {filename}.")


def disable_stale_keys(violations: Sequence[Violation], dry_run: bool = True) -> None:
    """Switch off the keys whose `Risk` is `HIGH`; by default only say which. Nothing is ever deleted.

    Each key is looked at again right before: one that was used in the last 90 days, or whose last use AWS will not
    tell, stays on, whatever its age, and so does what `iam-audit remediate` never touches. To undo:
    `aws iam update-access-key ... --status Active`.
    """
    keys = [(one["User"], one["AccessKeyId"]) for one in violations if one["Risk"] == Severity.HIGH.upper()]
    run = workflows.disable_keys(aws.connect(), keys, clock.now, dry_run=dry_run) if keys else None
    for outcome in run.outcomes if run else ():
        _say(_told(outcome))


def send_slack_alert(violations: Sequence[Violation], webhook_url: str) -> None:
    """Post how many stale keys there are to a Slack incoming webhook, with the first ten by name.

    Raises DeliveryError when Slack does not take it. The webhook URL is a secret and appears in no message.
    """
    try:
        answer = WebhookClient(webhook_url, timeout=10).send_dict(slack_message(violations))
    except (SlackClientError, OSError, ValueError) as error:
        raise DeliveryError(
            f"Slack could not be reached: {type(error).__name__}. Check the webhook URL."
        ) from error
    if answer.status_code != 200:
        raise DeliveryError(f"Slack refused the alert with status {answer.status_code}: {answer.body[:200]}")


def slack_message(violations: Sequence[Violation]) -> dict[str, Any]:
    """Return what `send_slack_alert` posts."""
    return {
        "text": f"IAM audit alert: {len(violations)} stale access keys found",
        "attachments": [{"color": "danger", "fields": _fields(violation)} for violation in violations[:10]],
    }


def _violation(key: AccessKey, made: datetime, age: int, rules: AccessKeyAge) -> Violation:
    return {
        "User": key.user_name,
        "AccessKeyId": key.id or f"unknown (key {key.slot})",
        "Status": "Inactive" if key.active is False else "Active",
        "Age (Days)": age,
        "Created": made.strftime("%Y-%m-%d"),
        "Risk": rules.severity_at(age).upper(),
    }


def _fields(violation: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"title": "User", "value": _escaped(violation["User"]), "short": True},
        {"title": "Age", "value": f"{violation['Age (Days)']} days", "short": True},
    ]


def _escaped(text: str) -> str:
    """Slack reads `& < >` as its own markup ("Formatting text" in Slack's API documentation)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(outcome: Outcome) -> str:
    key = f"key {outcome.target.id} of user {outcome.target.user_name}"
    match outcome.became:
        case Became.WOULD:
            return f"[dry run] Would disable {key}."
        case Became.DONE:
            return f"Disabled {key}."
        case Became.UNCERTAIN:
            return f"Whether {key} is disabled is not known, look at it: {outcome.why}"
        case _:
            return f"Left {key} as it was: {outcome.why}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
