"""Writes reports and tables into the bucket."""

from iam_audit.aws_lambda.deployment import Deployment
from iam_audit.model import AuditResult
from iam_audit.reports import formats
from iam_audit.settings import all_of
from iam_audit.tables import TABLES, parquet, records
from iam_audit.workflows import Batch

USUAL = ("json", "csv", "html")
"""What is written unless the settings name formats."""


def wanted_formats(deployed: Deployment) -> tuple[str, ...]:
    """Return the formats to write. Raises UsageError for one that is unknown."""
    named = all_of("IAM_AUDIT_REPORT__FORMAT", deployed.settings.report.format, list(formats()))
    return named or USUAL


def write_reports(deployed: Deployment, result: AuditResult) -> tuple[str, ...]:
    """Write the reports and return where they are. Raises OutputError."""
    known = formats()
    chosen = [known[name] for name in wanted_formats(deployed)]
    names = [deployed.run.save_report(one.filename, one.render(result), one.media_type) for one in chosen]
    return tuple(f"s3://{deployed.store.bucket}/{deployed.store.key(name)}" for name in names)


def write_tables(deployed: Deployment, result: AuditResult, batch: Batch) -> None:
    """Write the part of the tables that a batch is, if they are wanted. Raises OutputError."""
    if not deployed.settings.shards.tables:
        return
    for table, rows in records(result, deployed.run.id).items():
        data = parquet(TABLES[table], rows)
        deployed.run.save_table(table, result.generated_at, f"batch-{batch.number:05d}", data)
