"""The function that ends an audit on several machines: one report of what all workers found."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from iam_audit.aws_lambda.announcing import send_report, wanted
from iam_audit.aws_lambda.deployment import Deployment, deployment
from iam_audit.aws_lambda.events import Context, Event, MergeEvent, Summary, understood
from iam_audit.aws_lambda.telling import alerting_of, tell
from iam_audit.aws_lambda.writing import write_reports, write_tables
from iam_audit.errors import InputError, UnfinishedError
from iam_audit.model import AuditResult
from iam_audit.workflows import Batch, Merged, Plan, merge
from iam_audit.workflows.batches import PLAN


def handler(event: Event, context: Context) -> Summary:
    """Write the reports, send alerts, and sum the audit up. Accounts that no worker finished are not assessed.

    Raises UnfinishedError when messages are left: another attempt goes on with them.
    """
    asked = understood(event, MergeEvent)
    deployed = deployment(asked.run_id, Path.cwd(), os.environ)
    plan = deployed.run.load(PLAN, Plan)
    if plan is None:
        raise InputError(f"There is no plan of the run {asked.run_id}: begin with the plan function.")
    return ended(deployed, plan, context, wanted(deployed.run))


def ended(deployed: Deployment, plan: Plan, context: Context, send: Sequence[str]) -> Summary:
    """Write the reports of an audit whose batches were run, send what is to be sent, and sum it up.

    Raises UnfinishedError when a message waits that another attempt may deliver.
    """
    questions = deployed.questions(plan.now)
    merged = merge(plan, questions, deployed.run)
    news = merged.changed | {one.account.id for one in merged.unfinished}
    for batch in plan.batches:
        _complete_tables(deployed, batch, merged.result, news)
    result = deployed.published(merged.result)
    reports = write_reports(deployed, result)
    return _summary(deployed, merged, result, reports) | _sent(deployed, result, send, context)


def _sent(deployed: Deployment, result: AuditResult, send: Sequence[str], context: Context) -> Summary:
    """Send alerts, and the report to whom it was asked for, and sum that up; nothing when there is no channel."""
    alerting = alerting_of(deployed)
    if alerting is None:
        return {}
    alerts = tell(deployed, result, alerting, context)
    report = send_report(deployed, result, alerting, send, context)
    if left := " ".join(one.left for one in (alerts, report) if one.left):
        raise UnfinishedError(f"{left} The reports are written; another attempt goes on with what is left.")
    return alerts.summary | report.summary


def _complete_tables(deployed: Deployment, batch: Batch, result: AuditResult, news: Collection[str]) -> None:
    """Write the part of a batch that was not finished, or of which there is more to say than its worker knew."""
    ids = {one.account.id for one in batch.accounts}
    if ids.isdisjoint(news):
        return
    accounts = tuple(one for one in result.accounts if one.account.id in ids)
    part = msgspec.structs.replace(result, accounts=accounts)
    write_tables(deployed, deployed.published(part), batch)


def _summary(deployed: Deployment, merged: Merged, result: AuditResult, reports: tuple[str, ...]) -> Summary:
    fail_on = deployed.settings.audit.fail_on
    return {
        "run_id": deployed.run.id,
        "generated_at": result.generated_at.isoformat(),
        "scope": result.scope,
        "accounts": len(result.accounts),
        "complete": result.complete,
        "unfinished": len(merged.unfinished),
        "coverage": result.coverage,
        "failed": bool(fail_on and result.fails_at(fail_on)),
        "risk": {tier.value: count for tier, count in result.risk_counts.items()},
        "severity": {severity.value: count for severity, count in result.severity_counts.items()},
        "reports": list(reports),
    }
