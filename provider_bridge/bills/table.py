"""A file of a bill as a table of DuckDB: its columns, and the expression that reads it."""

from __future__ import annotations

import csv
import gzip
import os
import re
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic
from .bill import BillError, in_file
from .engine import verifies_gzip
from .files import BillFile, unreadable
from .sql import Column, Columns, identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

_MIN_OBJECT_BYTES = 1 << 24
_KEYS = "SELECT DISTINCT unnest(json_keys(json)) FROM (SELECT json FROM {0} LIMIT 1000)"
_PARQUET = "hive_partitioning = false, binary_as_string = true"
_BATCH = 10_000
_HEADER_BYTES = 1 << 20
_DELIMITERS = ",;\t|"
_CSV_ERROR = re.compile(
    r"CSV Error on Line: (?P<line>[0-9]+)\n.*^"
    r"(?:Expected Number of Columns: (?P<columns>[0-9]+) Found: [0-9]+|Value with unterminated quote found\.)$",
    re.DOTALL | re.MULTILINE,
)
"""What DuckDB 1.4 to 2.0 says of a line; between the two is the line itself."""


class Table(NamedTuple):
    """A file that DuckDB can read."""

    file: BillFile
    relation: str
    columns: Columns
    header_lines: int
    """Lines before the first row, so that an editor's line of a row can be told."""


def open_table(connection: DuckDBPyConnection, file: BillFile) -> Table:
    """Return a file as a table; only its header is read.

    Raises:
        BillError: The file is not what its name says, is cut off, or has a column twice.

    """
    if file.kind == "csv":
        return _csv(file)
    if file.kind == "json":
        relation = f"read_json_objects({literal(file.absolute)}, {_json_options(file)})"
        keys = run(connection, file, _KEYS.format(relation))
        return Table(file, relation, Columns(Column(str(key), "JSON") for (key,) in sorted(keys, key=str)), 0)
    return described(connection, file, f"read_parquet({literal(file.absolute)}, {_PARQUET})")


def described(connection: DuckDBPyConnection, file: BillFile, relation: str) -> Table:
    """Return an expression that reads a file as a table.

    Raises:
        BillError: The file cannot be read, or has a column twice.

    """
    columns = run(connection, file, f"DESCRIBE FROM {relation}")
    return Table(file, relation, _columns(file, [Column(str(row[0]), str(row[1])) for row in columns]), 0)


def typed_json(file: BillFile, types: str) -> str:
    """Return the expression that reads a JSON file with columns of these types."""
    return f"read_json({literal(file.absolute)}, columns = {{{types}}}, {_json_options(file)})"


def _json_options(file: BillFile) -> str:
    """Return how a JSON file is read: one object may be as long as the file."""
    size = max(_MIN_OBJECT_BYTES, os.path.getsize(file.absolute) + 1)
    return f"format = 'auto', maximum_object_size = {size}"


def run(
    connection: DuckDBPyConnection, file: BillFile, statement: str, values: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Run a statement over a file and return its rows.

    Raises:
        BillError: DuckDB cannot read the file, or needs more memory.

    """
    return list(stream(connection, file, statement, values))


def stream(
    connection: DuckDBPyConnection, file: BillFile, statement: str, values: Sequence[object] = ()
) -> Iterator[tuple[Any, ...]]:
    """Run a statement over a file and return its rows one by one.

    Raises:
        BillError: DuckDB cannot read the file, or needs more memory.

    """
    import duckdb

    try:
        result = connection.execute(statement, values)
        while batch := result.fetchmany(_BATCH):
            yield from batch
    except RuntimeError as error:
        if "interrupted" in str(error).lower():  # DuckDB reports a signal so
            raise KeyboardInterrupt from None
        raise
    except duckdb.OutOfMemoryException:
        message, fix = "more memory is needed than is allowed", "raise the limit, for example: --memory 2GB"
        raise BillError(Diagnostic("bill-unreadable", message, fix, file.location)) from None
    except duckdb.Error as error:
        raise BillError(_refused(file, str(error))) from None


def _refused(file: BillFile, text: str) -> Diagnostic:
    """Return the error that DuckDB refuses a file, at the line that it names."""
    diagnostic = unreadable(file, _first_line(text).replace(file.absolute, file.path))
    match = _CSV_ERROR.search(text)
    if match is None:
        return diagnostic
    reason = "a quoted value does not end"
    if match["columns"]:
        reason = f"the line does not have the {match['columns']} columns of the header"
    return diagnostic._replace(values=(reason,), location=in_file(file.path, int(match["line"])))


def _first_line(text: str) -> str:
    """Return what DuckDB says without its own path of the file and hints about its options."""
    line = text.strip().splitlines()[0] if text.strip() else "unknown error"
    return line.removeprefix("Invalid Input Error: ").removeprefix("IO Error: ")


def _csv(file: BillFile) -> Table:
    names, delimiter = _header(file)
    if file.is_compressed and not verifies_gzip():
        _verify_gzip(file)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    relation = (
        f"read_csv({literal(file.absolute)}, columns = {{{columns}}}, header = true, auto_detect = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', nullstr = ['', 'NULL', 'null'], "
        f"compression = '{'gzip' if file.is_compressed else 'none'}', hive_partitioning = false)"
    )
    return Table(file, relation, _columns(file, [Column(name, "VARCHAR") for name in names]), 1)


def _header(file: BillFile) -> tuple[list[str], str]:
    opener = gzip.open if file.is_compressed else open
    try:
        with opener(file.absolute, "rb") as opened:
            start = opened.read(_HEADER_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise BillError(unreadable(file, getattr(error, "strerror", None) or str(error))) from None
    lines = start.decode("utf-8-sig", "surrogateescape").splitlines()
    header = lines[0] if lines else ""
    if not header.isprintable() and "\t" not in header:
        raise BillError(unreadable(file, "not a CSV file in UTF-8"))
    if not header.strip():
        raise BillError(unreadable(file, "the file is empty"))
    delimiter = max(_DELIMITERS, key=header.count)
    return next(csv.reader([header], delimiter=delimiter)), delimiter


def _verify_gzip(file: BillFile) -> None:
    try:
        with gzip.open(file.absolute, "rb") as opened:
            while opened.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise BillError(unreadable(file, str(error))) from None


def _columns(file: BillFile, columns: list[Column]) -> Columns:
    seen: set[str] = set()
    for column in columns:
        if column.name.lower() in seen:
            message, fix = "duplicate column {0}", "rename one of the two columns"
            raise BillError(Diagnostic("bill-column", message, fix, file.location, values=(column.name,)))
        seen.add(column.name.lower())
    return Columns(columns)


def row_of_first(connection: DuckDBPyConnection, table: Table, condition: str, column: Column) -> tuple[int, str]:
    """Return the line of the first row that meets a condition, and what it has in a column."""
    statement = (
        f"SELECT n, CAST(v AS VARCHAR) FROM (SELECT row_number() OVER () AS n, {identifier(column.name)} AS v, "  # noqa: S608
        f"{condition} AS wrong FROM {table.relation}) WHERE wrong ORDER BY n LIMIT 1"
    )
    rows = run(connection, table.file, statement)
    number, value = rows[0] if rows else (0, "")
    return int(str(number)) + table.header_lines, "" if value is None else str(value)
