"""The errors of a bill, about its columns, its values and its period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic
from .bill import BILL, days, in_file
from .sql import identifier
from .table import row_of_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from .bill import Source
    from .files import BillFile
    from .formats.shape import Shape
    from .table import Table


def no_cost(file: BillFile, column: str, cost: str) -> Diagnostic:
    """Return the error that a file lacks the column of a kind of cost."""
    message, fix = "column {0} is missing, which {1:bare} cost needs", 'set "--cost" to a cost that the file has'
    return Diagnostic("bill-column", message, fix, file.location, values=(column, cost))


def no_currency(file: BillFile) -> Diagnostic:
    """Return the error that a line has no currency."""
    message, fix = "a line has no currency", "export the column of the currency"
    return Diagnostic("bill-column", message, fix, file.location)


def no_tags(file: BillFile, columns: Sequence[str]) -> Diagnostic:
    """Return the error that the result of a printed statement lacks tags that are asked for."""
    message = "the file lacks columns of tags: {0:all}"
    fix = 'print the statement again with "--print-sql" and the same options, and export its result'
    return Diagnostic("bill-column", message, fix, file.location, values=(tuple(columns),))


def not_a_number(connection: DuckDBPyConnection, table: Table, shape: Shape) -> Diagnostic:
    """Return the error of the first cost that is not a number."""
    for column in shape.cost_columns:
        text = f"TRY_CAST({identifier(column.name)} AS DOUBLE)"
        wrong = f"({text} IS NULL OR NOT isfinite({text}))"
        line, value = row_of_first(connection, table, f"coalesce({shape.is_line}, TRUE) AND {wrong}", column)
        if line > table.header_lines:
            message, fix = "{0} must be a number, found {1}", "export the bill again with a point as decimal separator"
            location = in_file(table.file.path, line)
            return Diagnostic("bill-number", message, fix, location, values=(column.name, value))
    message, fix = "a cost has too many digits", "export the bill again"
    return Diagnostic("bill-number", message, fix, table.file.location)


def not_a_date(connection: DuckDBPyConnection, table: Table, shape: Shape) -> Diagnostic:
    """Return the error of the first charge whose start is not a date."""
    column = shape.start_column
    if column is None:
        return Diagnostic("bill-period", "a charge has no start", "export the bill again", table.file.location)
    line, value = row_of_first(
        connection, table, f"coalesce({shape.is_line}, TRUE) AND ({shape.start}) IS NULL", column
    )
    message, fix = "{0} must be a date, found {1}", "export the bill again with dates such as 2025-01-31"
    location = in_file(table.file.path, line)
    return Diagnostic("bill-period", message, fix, location, values=(column.name, value))


def only_months(source: Source) -> Diagnostic:
    """Return the error that days are asked for, and a file has months."""
    message = "the file has months, and days are asked for"
    fix = 'print the statement again with "--grain day", or ask for whole months'
    return Diagnostic("bill-period", message, fix, in_file(source.path))


def nothing_to_take() -> Diagnostic:
    """Return the error that no line is asked for."""
    return Diagnostic("bill-period", 'no line of the bill matches "--where"', 'change "--where"', BILL)


def empty_period(sources: Sequence[Source]) -> Diagnostic:
    """Return the error that a bill has no line in the requested period. `sources` are its whole files."""
    if not any(source.rows for source in sources):
        return Diagnostic("bill-period", "the bill has no charges", "export the bill again", BILL)
    message = "the bill has no charges in this period; its charges are from {0:bare} to {1:bare}"
    first, last = days(sources)
    return Diagnostic("bill-period", message, 'change "--from" or "--to"', BILL, values=(str(first), str(last)))
