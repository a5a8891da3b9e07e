"""The function that audits the accounts of one batch, and goes on where an earlier attempt stopped."""

import os
from collections import Counter
from pathlib import Path

from iam_audit.aws_lambda.deployment import deployment
from iam_audit.aws_lambda.events import BatchEvent, Chosen, Context, Event, Summary, understood
from iam_audit.aws_lambda.writing import write_tables
from iam_audit.workflows import audit_batch


def handler(event: Event, context: Context) -> Summary:
    """Keep the result of each account in the bucket, and the tables of the batch when all are done.

    Raises UnfinishedError when accounts are left, so that whoever called tries again.
    """
    asked = understood(event, BatchEvent)
    deployed = deployment(asked.run_id, Path.cwd(), os.environ)
    questions = deployed.questions(asked.now)
    source, has_time = deployed.organization(Chosen()), deployed.has_time(context)
    judged = audit_batch(source, asked.batch, questions, asked.now, deployed.run, has_time)
    result = deployed.published_accounts(judged, questions, asked.now)
    write_tables(deployed, result, asked.batch)
    ended = Counter(one.status.value for one in judged)
    return {"batch": asked.batch.number, "accounts": len(judged), **ended}
