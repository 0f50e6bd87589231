"""The lines of a file, added up by DuckDB: first by its columns, then by what they lead to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from ..tags.normalize import as_column
from . import split_rows
from .bill import BillError, Source, units
from .formats import detect
from .formats.aggregated import TAG
from .messages import no_cost, no_currency, no_tags, not_a_date, not_a_number
from .request import MOST_DAYS
from .sql import NULL
from .table import Table, described, open_table, run, typed_json
from .tagged_lines import charges, numbered_lines, tagged_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from .bill import Charge, Lead, Line
    from .files import BillFile
    from .formats.shape import Shape
    from .keys import WantedKey
    from .request import Request
    from .tagged_lines import TaggedTable


class LineTaker(Protocol):
    """The stage after the reader: it finds the target of each line, and takes the cost of each."""

    def deciding(self, cloud: str | None) -> Sequence[set[str]]:
        """Return the values of each tag, by position, on which the target of a line of a cloud depends."""

    def deciding_facts(self) -> Collection[str]:
        """Return the facts on which a target depends besides tags: `service`, `service_code`, `account`."""

    def lead(self, line: Line) -> Lead | None:
        """Return the target of a line; None for a line whose cost is not taken."""

    def add(self, charge: Charge) -> None:
        """Take the cost of a target in a period."""


class Reader:
    """Reads the files of a bill one by one, then takes from resources what lines say to be a part of them."""

    def __init__(self, connection: DuckDBPyConnection, request: Request, taker: LineTaker) -> None:
        self._connection, self._request, self._taker = connection, request, taker
        self._tagged: dict[str, TaggedTable] = {}
        """By path, of the files that were read."""

    def read(self, file: BillFile) -> Source:
        """Take each line of a file, and return what the file holds.

        Raises:
            BillError: The file cannot be read, or is not of its format.

        """
        tagged, source = self._sum_up(file)
        self._take_lines(tagged)
        if tagged.shape.has_parents:
            self._run(file, split_rows.NO_PARENTS)
            self._run(file, split_rows.add_parents(tagged.table, tagged.shape, self._request))
        self._tagged[file.path] = tagged
        return source

    def _sum_up(self, file: BillFile) -> tuple[TaggedTable, Source]:
        """Make the table `lines` of a file, and return what the file holds."""
        table, shape, name = self._open(file)
        lacking = [f"{TAG}{as_column(key.key)}" for key in self._request.keys if not _has_key(shape, key)]
        if lacking:
            raise BillError(no_tags(file, lacking))
        tagged = tagged_table(self._connection, table, shape, self._request.keys)
        self._run(file, f"CREATE OR REPLACE TEMP TABLE lines AS {split_rows.added_up(tagged, self._request)}")
        source = _source(self._connection, table, shape, name)
        return tagged, source._replace(has_months=self._has_months(table, shape))

    def _has_months(self, table: Table, shape: Shape) -> bool:
        """Return whether a row has the charges of a whole month."""
        if not shape.is_month:
            return False
        statement = f"SELECT bool_or({shape.is_month}) FROM {table.relation}"  # noqa: S608
        return bool(self._run(table.file, statement)[0][0])

    def _open(self, file: BillFile) -> tuple[Table, Shape, str]:
        """Return a file as a table, the facts of its lines, and the name of its format."""
        table = open_table(self._connection, file)
        form = detect(table, self._request.format)
        if file.kind == "json":
            table = described(self._connection, file, form.rows(typed_json(file, form.JSON)))
        shape = form.shape(table.columns, self._request.cost)
        if isinstance(shape, str):
            raise BillError(no_cost(file, shape, self._request.cost))
        return table, shape, form.NAME

    def fitting_grain(self, files: Sequence[BillFile]) -> str:
        """Return `day` if files have days, and charges start within at most MOST_DAYS, otherwise `month`.

        Raises:
            BillError: A file cannot be read, or is not of its format.

        """
        days: list[date] = []
        for file in files:
            table, shape, _ = self._open(file)
            if self._has_months(table, shape):
                return "month"
            span = self._run(file, split_rows.span(table, shape, self._request))[0]
            days += [start.date() for start in span if isinstance(start, datetime)]
        return "day" if not days or (max(days) - min(days)).days < MOST_DAYS else "month"

    def take_from_parents(self) -> dict[str, dict[str, int]]:
        """Take a line without rows for each resource that others are a part of, less their cost.

        Return what was taken away by file and currency. A resource that no file has keeps its parts as they are.
        """
        taken: dict[str, dict[str, int]] = {}
        for tagged in self._tagged.values():
            if not tagged.shape.has_parents:
                continue
            file = tagged.table.file
            self._run(file, f"CREATE OR REPLACE TEMP TABLE lines AS {split_rows.less_parts(tagged, self._request)}")
            rows = self._run(file, "SELECT currency, CAST(sum(cost) AS VARCHAR) FROM lines GROUP BY ALL")
            taken[file.path] = {str(currency): units(str(cost)) for currency, cost in rows}
            self._run(file, split_rows.REMOVE_TAKEN)
            self._take_lines(tagged)
        return taken

    @property
    def files(self) -> list[TaggedTable]:
        """The files that were read."""
        return list(self._tagged.values())

    def whole(self, files: Sequence[BillFile]) -> list[Source]:
        """Return what files hold in all, whatever period is asked for."""
        everything = Reader(self._connection, self._request._replace(first=None, end=None), self._taker)
        return [everything._sum_up(file)[1] for file in files]

    def has_same_lines(self, one: Source, other: Source) -> bool:
        """Return whether two files that were read, with as many rows, hold the same lines."""
        tables = [self._tagged[each.path] for each in (one, other)]
        first, second = (split_rows.lines(each.table, each.shape, self._request) for each in tables)
        return not self._run(tables[1].table.file, f"{first} EXCEPT ALL {second} LIMIT 1")

    def _take_lines(self, tagged: TaggedTable) -> None:
        facts = self._taker.deciding_facts()
        lines = numbered_lines(self._connection, tagged, self._taker.deciding, facts)
        leads = {number: lead for number, line in lines if (lead := self._taker.lead(line)) is not None}
        for charge in charges(self._connection, tagged, leads, facts):
            self._taker.add(charge)
        self._run(tagged.table.file, "DROP TABLE lines")

    def _run(self, file: BillFile, statement: str) -> list[tuple[object, ...]]:
        return run(self._connection, file, statement)


def _source(connection: DuckDBPyConnection, table: Table, shape: Shape, name: str) -> Source:
    rows = run(
        connection,
        table.file,
        f"SELECT currency, CAST(sum(cost) AS VARCHAR), sum(n), min(first), max(last), bool_or(bad_number),"  # noqa: S608
        f" bool_or(bad_start), {'NULL' if shape.basis == NULL else 'max(basis)'} FROM lines GROUP BY ALL ORDER BY 1",
    )
    if any(row[5] for row in rows):
        raise BillError(not_a_number(connection, table, shape))
    if any(row[6] for row in rows):
        raise BillError(not_a_date(connection, table, shape))
    if any(row[0] is None for row in rows):
        raise BillError(no_currency(table.file))
    firsts, lasts = ([row[index] for row in rows] for index in (3, 4))
    return Source(
        table.file.path,
        name,
        sum(int(str(row[2])) for row in rows),
        {str(row[0]): units(str(row[1])) for row in rows},
        min(firsts).date() if firsts else None,
        max(lasts).date() if lasts else None,
        next((str(row[7]) for row in rows if row[7]), ""),
    )


def _has_key(shape: Shape, key: WantedKey) -> bool:
    return shape.keys is None or any(map(key.is_spelled, shape.keys))
