"""Sends alerts after an audit, as far as the time of a function reaches."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from iam_audit import clock
from iam_audit.alerts import Surroundings
from iam_audit.aws_lambda.deployment import Deployment
from iam_audit.aws_lambda.events import Context, Summary
from iam_audit.errors import SettingsError
from iam_audit.ledger import Patience
from iam_audit.ledger.dynamodb import DynamoDbLedger
from iam_audit.model import AuditResult
from iam_audit.workflows import Alerting, AlertRun, alert, alerting_from

logger = logging.getLogger(__name__)

PATIENCE = Patience(first_wait=timedelta(seconds=50))
"""What failed is due again when Lambda, or the state machine, tries again after a minute."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What sending came to."""

    summary: Summary = field(default_factory=dict)
    left: str = ""
    """What another attempt should go on with, in words; empty when nothing is left."""


def alerting_of(deployed: Deployment) -> Alerting | None:
    """Return how alerts go; None when there is no channel. Raises SettingsError for what does not fit together."""
    if not deployed.settings.channels:
        return None
    if not deployed.settings.shards.ledger_table:
        raise SettingsError(
            "There are channels for alerts and no ledger of what was said: set IAM_AUDIT_SHARDS__LEDGER_TABLE to the "
            "name of a DynamoDB table."
        )
    around = Surroundings(clock=clock.now, secrets=deployed.secrets, client=deployed.aws.client)
    return alerting_from(deployed.settings, around)


def tell(deployed: Deployment, result: AuditResult, alerting: Alerting, context: Context) -> Told:
    """Send what is due, and say what came of it. Nothing is sent a second time."""
    if deployed.settings.alerts.creators:
        logger.warning("creators of [alerts] is for the command line: functions do not ask who made the keys")
    table = deployed.settings.shards.ledger_table or ""
    ledger = DynamoDbLedger(deployed.aws.client("dynamodb"), table, PATIENCE)
    has_time = deployed.has_time_to_send(context)
    run = alert(result, alerting, ledger, result.generated_at, clock.now, has_time)
    for line in _lines(run):
        logger.warning("%s", line)
    return Told(summary={"alerts": _summary(run)}, left=_unfinished(run))


def _unfinished(run: AlertRun) -> str:
    """Say what another attempt should go on with; in quiet hours, nothing should."""
    waiting = [one for one in run.undelivered if not one.given_up]
    if run.quiet or not waiting:
        return ""
    errors = sorted({one.error for one in waiting if one.error})
    why = errors[0] if errors else "there was no time left, or another function is sending them"
    return (
        f"{len(waiting)} messages of this audit or an earlier one are not delivered yet, {len(run.sent)} were: "
        f"{why.rstrip('.')}. They are in the ledger, for the next audit too."
    )


def _summary(run: AlertRun) -> Summary:
    return {
        "sent": len(run.sent),
        "given_up": sum(one.given_up for one in run.undelivered),
        "waiting": sum(not one.given_up for one in run.undelivered),
        "quiet": run.quiet,
        "remarks": len(run.remarks),
    }


def _lines(run: AlertRun) -> Iterator[str]:
    """Yield what somebody who looks into the logs should know; who was told what is in the ledger."""
    for one in run.undelivered:
        how = "was given up" if one.given_up else "waits"
        yield f"a message over {one.channel} {how} after {one.attempts} attempts: {one.error or 'not tried yet'}"
    yield from run.remarks
