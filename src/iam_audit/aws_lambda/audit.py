"""The function that audits one account, or an organization that is small enough, in one go."""

import os
from pathlib import Path

from iam_audit import clock
from iam_audit.aws_lambda.announcing import refuse_unknown
from iam_audit.aws_lambda.deployment import Deployment, deployment
from iam_audit.aws_lambda.events import AuditEvent, Context, Event, Summary, understood
from iam_audit.aws_lambda.merge import ended
from iam_audit.aws_lambda.telling import alerting_of
from iam_audit.aws_lambda.writing import wanted_formats, write_tables
from iam_audit.workflows import OneAccount, Organization, audit_batch, plan_batches

ALL_IN_ONE = 10_000
"""More accounts than any one function will read; they make a single batch."""


def handler(event: Event, context: Context) -> Summary:
    """Audit, write the reports, send alerts, and sum the audit up.

    Raises UnfinishedError when the time runs out: Lambda then invokes the function again with the same event,
    and it goes on with the accounts and messages that are left.
    """
    asked = understood(event, AuditEvent)
    deployed = deployment(asked.run_id or context.aws_request_id, Path.cwd(), os.environ)
    wanted_formats(deployed)
    refuse_unknown(alerting_of(deployed), asked.send)
    now = asked.now or clock.now()
    questions = deployed.questions(now)
    source = _source(asked, deployed)
    plan = plan_batches(source, deployed.run, now, ALL_IN_ONE)
    for batch in plan.batches:
        has_time = deployed.has_time(context)
        judged = audit_batch(source, batch, questions, plan.now, deployed.run, has_time)
        write_tables(deployed, deployed.published_accounts(judged, questions, plan.now), batch)
    return ended(deployed, plan, context, asked.send)


def _source(asked: AuditEvent, deployed: Deployment) -> OneAccount | Organization:
    return deployed.organization(asked) if asked.many else deployed.own_account()
