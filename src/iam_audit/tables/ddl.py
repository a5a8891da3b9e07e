"""The statements that make Athena see the tables."""

from iam_audit.tables.columns import Column, columns
from iam_audit.tables.rows import TABLES

FIRST_DAY = "2026-01-01"


def athena_ddl(table: str, location: str) -> str:
    """Return the CREATE TABLE statement for a table below a location such as `s3://bucket/prefix/tables`.

    Partition projection finds the days by itself: no crawler, no MSCK REPAIR TABLE.
    """
    listed = ",\n".join(_line(one) for one in columns(TABLES[table]))
    return (
        f"CREATE EXTERNAL TABLE iam_audit_{table} (\n{listed}\n)\n"
        "PARTITIONED BY (run_date string)\n"
        "STORED AS PARQUET\n"
        f"LOCATION '{location}/{table}/'\n"
        "TBLPROPERTIES (\n"
        "  'projection.enabled' = 'true',\n"
        "  'projection.run_date.type' = 'date',\n"
        "  'projection.run_date.format' = 'yyyy-MM-dd',\n"
        f"  'projection.run_date.range' = '{FIRST_DAY},NOW',\n"
        f"  'storage.location.template' = '{location}/{table}/run_date=${{run_date}}/'\n"
        ");\n"
    )


def _line(column: Column) -> str:
    comment = column.description.replace("'", "").replace("`", "")
    return f"  {column.name} {column.athena} COMMENT '{comment}'"
