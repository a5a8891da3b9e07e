"""The function that begins an audit on several machines: lists the accounts and deals them out."""

import os
from pathlib import Path

from iam_audit.aws_lambda.announcing import keep_wanted, refuse_unknown
from iam_audit.aws_lambda.deployment import deployment
from iam_audit.aws_lambda.events import Context, Event, PlanEvent, Summary, understood
from iam_audit.aws_lambda.telling import alerting_of
from iam_audit.aws_lambda.writing import wanted_formats
from iam_audit.workflows import plan_batches


def handler(event: Event, _context: Context) -> Summary:
    """Keep the plan in the bucket, and say where the batches are.

    What is wrong with the settings is refused here, before any worker starts.
    """
    asked = understood(event, PlanEvent)
    deployed = deployment(asked.run_id, Path.cwd(), os.environ)
    wanted_formats(deployed)
    refuse_unknown(alerting_of(deployed), asked.chosen.send)
    deployed.questions(asked.now)
    size = deployed.settings.shards.accounts_per_batch
    plan = plan_batches(deployed.organization(asked.chosen), deployed.run, asked.now, size)
    keep_wanted(deployed.run, asked.chosen.send)
    return {
        "run_id": asked.run_id,
        "now": plan.now.isoformat(),
        "scope": plan.scope,
        "accounts": len(plan.accounts),
        "batches": len(plan.batches),
        "bucket": deployed.store.bucket,
        "key": deployed.store.key(deployed.run.batches),
    }
