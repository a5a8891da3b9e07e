"""AuditResult in, flat tables out: what SQL asks of audits, in files that Athena, DuckDB and others read."""

from iam_audit.tables.ddl import athena_ddl
from iam_audit.tables.parquet import DESCRIPTION, PARQUET, parquet
from iam_audit.tables.rows import TABLES, AccountRecord, FindingRecord, KeyRecord, Record, records

__all__ = [
    "DESCRIPTION",
    "PARQUET",
    "TABLES",
    "AccountRecord",
    "FindingRecord",
    "KeyRecord",
    "Record",
    "athena_ddl",
    "parquet",
    "records",
]
