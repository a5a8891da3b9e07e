"""Records as the bytes of a Parquet file."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from iam_audit.errors import OutputError, UsageError
from iam_audit.tables.columns import columns
from iam_audit.tables.rows import Record

if TYPE_CHECKING:
    import duckdb

ENCODER = msgspec.json.Encoder()
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,  # nothing is ever fetched: reading JSON and writing Parquet are built in
    "threads": 1,
}
PARQUET = "parquet"
"""What people write after `--format`."""
DESCRIPTION = "Tables for Athena, DuckDB and the like: accounts, keys and findings, one file each."
MISSING = "Parquet needs DuckDB: pip install 'iam-audit[parquet]'."


def parquet(kind: type[Record], records: Iterable[Record]) -> bytes:
    """Return a file with these records, of all the columns even where there are none.

    Raises UsageError when DuckDB is not installed, and OutputError when there is no room for temporary files.
    """
    connection = _connection()
    try:
        with connection, tempfile.TemporaryDirectory() as folder:
            lines, file = Path(folder) / "records.jsonl", Path(folder) / "records.parquet"
            _write_lines(lines, records)
            connection.execute(_copy(kind, lines, file))
            return file.read_bytes()
    except OSError as error:
        why = error.strerror or error
        raise OutputError(
            f"The temporary files of a Parquet file could not be written: {why}. Choose a folder with TMPDIR."
        ) from error


def _connection() -> "duckdb.DuckDBPyConnection":
    try:
        import duckdb  # noqa: PLC0415 - large, and of use to few
    except ImportError as error:
        raise UsageError(MISSING) from error
    return duckdb.connect(":memory:", config=SETTINGS)


def _write_lines(path: Path, records: Iterable[Record]) -> None:
    """Go by way of JSON: DuckDB reads a file many times faster than it takes rows one by one."""
    with path.open("wb") as file:
        for record in records:
            file.write(ENCODER.encode(record) + b"\n")


def _copy(kind: type[Record], lines: Path, file: Path) -> str:
    types = ", ".join(f"'{one.name}': '{one.duckdb}'" for one in columns(kind))
    read = f"read_json({_quoted(lines)}, format = 'newline_delimited', columns = {{{types}}})"
    return f"COPY (SELECT * FROM {read}) TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - no value in it is anybody's but ours


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"
