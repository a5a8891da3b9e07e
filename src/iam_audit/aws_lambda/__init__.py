"""The door for AWS Lambda: event in, workflow called, summary out.

| handler | for |
|---|---|
| `iam_audit.aws_lambda.plan.handler` | lists the accounts and deals them out in batches |
| `iam_audit.aws_lambda.batch.handler` | audits the accounts of one batch |
| `iam_audit.aws_lambda.merge.handler` | makes one report of all batches |
| `iam_audit.aws_lambda.audit.handler` | all three in one, for an account or a small organization |

Importing this does nothing; what a handler needs is made for each event, from the event and the environment.
"""
