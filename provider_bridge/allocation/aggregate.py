"""The lines of a file, added up by DuckDB: first by the columns as they are, then by the tags that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from . import split_rows
from .bill import BILL, BillError, Line, Source, Tags, in_file
from .bill_files import unreadable
from .formats import detect
from .keys import spellings
from .sql import identifier, literal
from .table import Table, described, open_table, row_of_first, run, typed_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from .bill_files import BillFile
    from .formats.shape import BillFormat, Shape
    from .keys import WantedKey
    from .request import Request

_DIGEST = f"SELECT sum(hash(tags, more_tags, {', '.join(split_rows.FACTS)}, first, last, cost, n)) FROM lines"  # noqa: S608
_KEYS = (
    "SELECT DISTINCT unnest(json_keys(t)) FROM (SELECT DISTINCT tags AS t FROM lines UNION SELECT more_tags FROM lines)"
)
_BATCH = 10_000
_PATHS = {"~": "~0", "/": "~1"}
"""Escapes of JSON pointers: https://www.rfc-editor.org/rfc/rfc6901 (read 2026-11-30)."""


class Reader:
    """Reads the files of a bill one by one, then takes from resources what lines say to be a part of them."""

    def __init__(self, connection: DuckDBPyConnection, request: Request, take: Callable[[Line], None]) -> None:
        self._connection, self._request, self._take = connection, request, take
        self._with_parents: list[tuple[Table, Shape]] = []

    def read(self, file: BillFile) -> Source:
        """Take each line of a file, and return what the file holds.

        Raises:
            BillError: The file cannot be read, or is not of its format.

        """
        table, form = self._open(file)
        shape = form.shape(table.columns, self._request.cost)
        if isinstance(shape, str):
            raise BillError(_no_cost(file, shape, self._request.cost))
        self._run(file, f"CREATE TEMP TABLE lines AS {split_rows.added_up(table, shape, self._request)}")
        source = _source(self._connection, table, shape, form.NAME)
        self._take_lines(file)
        if shape.has_parents:
            if not self._with_parents:
                self._run(file, split_rows.NO_PARENTS)
            self._run(file, split_rows.add_parents(table, shape, self._request))
            self._with_parents.append((table, shape))
        return source

    def _open(self, file: BillFile) -> tuple[Table, BillFormat]:
        table = open_table(self._connection, file)
        form = detect(table, self._request.format)
        if file.kind == "json":
            table = described(self._connection, file, form.rows(typed_json(file, form.JSON)))
        return table, form

    def take_from_parents(self) -> dict[str, dict[str, int]]:
        """Take a line without rows for each resource that others are a part of, less their cost.

        Return what was taken away by file and currency. A resource that no file has keeps its parts as they are.
        """
        taken: dict[str, dict[str, int]] = {}
        for table, shape in self._with_parents:
            self._run(table.file, f"CREATE TEMP TABLE lines AS {split_rows.less_parts(table, shape, self._request)}")
            rows = self._run(table.file, "SELECT currency, CAST(sum(cost) AS VARCHAR) FROM lines GROUP BY ALL")
            taken[table.file.path] = {str(currency): _units(str(cost)) for currency, cost in rows}
            self._run(table.file, split_rows.REMOVE_TAKEN)
            self._take_lines(table.file)
        return taken

    def _take_lines(self, file: BillFile) -> None:
        for line in _lines(self._connection, file, self._request.keys):
            self._take(line)
        self._run(file, "DROP TABLE lines")

    def _run(self, file: BillFile, statement: str) -> list[tuple[object, ...]]:
        return run(self._connection, file, statement)


def _source(connection: DuckDBPyConnection, table: Table, shape: Shape, name: str) -> Source:
    rows = run(
        connection,
        table.file,
        "SELECT currency, CAST(sum(cost) AS VARCHAR), sum(n), min(first), max(last), max(basis), bool_or(bad_number),"
        " bool_or(bad_start), bool_or(bad_currency) FROM lines GROUP BY ALL ORDER BY 1",
    )
    if any(row[6] for row in rows):
        raise BillError(_not_a_number(connection, table, shape))
    if any(row[7] for row in rows):
        raise BillError(_not_a_date(connection, table, shape))
    if any(row[8] for row in rows):
        message, fix = "a line has no currency", "export the column of the currency"
        raise BillError(Diagnostic("bill-column", message, fix, table.file.location))
    digest = run(connection, table.file, _DIGEST)
    firsts, lasts = ([row[index] for row in rows] for index in (3, 4))
    return Source(
        table.file.path,
        name,
        sum(int(str(row[2])) for row in rows),
        {str(row[0]): _units(str(row[1])) for row in rows},
        min(firsts).date() if firsts else None,  # type: ignore[type-var, attr-defined]
        max(lasts).date() if lasts else None,  # type: ignore[type-var, attr-defined]
        next((str(row[5]) for row in rows if row[5]), ""),
        str(digest[0][0]),
    )


def _no_cost(file: BillFile, column: str, cost: str) -> Diagnostic:
    message, fix = "column {0} is missing, which {1:bare} cost needs", 'set "--cost" to a cost that the file has'
    return Diagnostic("bill-column", message, fix, file.location, values=(column, cost))


def _units(amount: str) -> int:
    """Return a decimal with all its digits as a whole number of the smallest unit."""
    return int(amount.replace(".", ""))


def _not_a_number(connection: DuckDBPyConnection, table: Table, shape: Shape) -> Diagnostic:
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


def _not_a_date(connection: DuckDBPyConnection, table: Table, shape: Shape) -> Diagnostic:
    column = shape.start_column
    if column is None:
        return Diagnostic("bill-period", "a charge has no start", "export the bill again", table.file.location)
    line, value = row_of_first(
        connection, table, f"coalesce({shape.is_line}, TRUE) AND ({shape.start}) IS NULL", column
    )
    message, fix = "{0} must be a date, found {1}", "export the bill again with dates such as 2025-01-31"
    location = in_file(table.file.path, line)
    return Diagnostic("bill-period", message, fix, location, values=(column.name, value))


def _lines(connection: DuckDBPyConnection, file: BillFile, keys: Sequence[WantedKey]) -> Iterator[Line]:
    """Return the lines by the tags that are asked for, each in every spelling that the file has."""
    listed = run(connection, file, f"{_KEYS} WHERE {_is_object('t')}")
    by_key = spellings(keys, (str(row[0]) for row in listed))
    paths = [literal("/" + _escaped(key)) for of_key in by_key for key in of_key]
    cloud = _cloud("provider")
    statement = f"""
SELECT {_state("tags")}, {_values("tags", paths)}, {_state("more_tags")}, {_values("more_tags", paths)}, {cloud},
  category, service, service_code, account, period, currency, CAST(sum(cost) AS VARCHAR), sum(n)
FROM lines GROUP BY ALL"""  # noqa: S608
    import duckdb

    try:
        result = connection.execute(statement)
        while batch := result.fetchmany(_BATCH):
            for state, values, more_state, more_values, *facts, cost, rows in batch:
                tags = _tags(state, values, by_key)
                more = _tags(more_state, more_values, by_key)
                fields: list[Any] = [tags, more, *facts, _units(cost), int(rows)]
                yield Line(*fields)
    except duckdb.Error as error:
        raise BillError(unreadable(file, str(error).splitlines()[0])) from None


def _escaped(key: str) -> str:
    return "".join(_PATHS.get(char, char) for char in key)


def _is_object(text: str) -> str:
    """Return whether a text is a JSON object; text that is no JSON would end the query."""
    return f"(CASE WHEN json_valid({text}) THEN json_type({text}) = 'OBJECT' ELSE FALSE END)"


def _state(column: str) -> str:
    return (
        f"CASE WHEN {column} IS NULL OR {column} = '{{}}' THEN 'none' WHEN NOT {_is_object(column)} THEN 'unreadable' "
        f"WHEN len(json_keys({column})) = 0 THEN 'none' ELSE 'some' END"
    )


def _values(column: str, paths: list[str]) -> str:
    if not paths:
        return "NULL"
    return f"CASE WHEN {_is_object(column)} THEN json_extract_string({column}, [{', '.join(paths)}]) END"


def _cloud(provider: str) -> str:
    """Return the cloud whose formats a provider's tags have, NULL for a vendor that is none of them."""
    text = f"lower({provider})"
    return (
        f"CASE WHEN {text} LIKE 'aws%' OR {text} LIKE 'amazon%' THEN 'aws' "
        f"WHEN {text} LIKE '%microsoft%' OR {text} LIKE '%azure%' THEN 'azure' "
        f"WHEN {text} LIKE '%google%' OR {text} = 'gcp' THEN 'gcp' WHEN {text} = 'kubernetes' THEN 'kubernetes' END"
    )


def _tags(state: str, values: list[str | None] | None, by_key: list[list[str]]) -> Tags:
    """Return the value of each tag from those of its spellings."""
    if values is None:
        return Tags(state, (None,) * len(by_key))
    chosen: list[str | None] = []
    ambiguous: list[int] = []
    start = 0
    for index, of_key in enumerate(by_key):
        distinct = {value for value in values[start : start + len(of_key)] if value is not None}
        start += len(of_key)
        chosen.append(min(distinct) if distinct else None)
        if len(distinct) > 1:
            ambiguous.append(index)
    return Tags(state, tuple(chosen), tuple(ambiguous))


def days(sources: Sequence[Source]) -> tuple[date, date]:
    """Return the days of the first and the last charge of sources that have any."""
    return min(each.first for each in sources if each.first), max(each.last for each in sources if each.last)


def empty_period(sources: Sequence[Source]) -> Diagnostic:
    """Return the error that a bill has no line in the period that is asked for; the sources are its whole files."""
    if not any(source.rows for source in sources):
        return Diagnostic("bill-period", "the bill has no charges", "export the bill again", BILL)
    message = "the bill has no charges in this period; its charges are from {0:bare} to {1:bare}"
    first, last = days(sources)
    return Diagnostic("bill-period", message, 'change "--from" or "--to"', BILL, values=(str(first), str(last)))
