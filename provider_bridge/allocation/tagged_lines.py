"""The lines of a file by the tags that are asked for, whatever their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .alike_lines import ADD_VALUES, NO_VALUES, alike
from .bill import Line, Tags
from .table import run, stream
from .tag_sql import cloud, keys_in, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from .formats.shape import Shape
    from .keys import WantedKey
    from .table import Table
    from .tag_sql import Lookup

    DecidingValues = Callable[[str | None], Sequence[set[str]]]
    """The values of each tag, by its position, on which the target of a line of a cloud depends."""


class TaggedTable(NamedTuple):
    """A file as a table, the facts of its lines, and the tags to look for in it."""

    table: Table
    shape: Shape
    lookup: Lookup


def tagged_table(connection: DuckDBPyConnection, table: Table, shape: Shape, keys: Sequence[WantedKey]) -> TaggedTable:
    """Return a table with the spellings that its tags have.

    Raises:
        BillError: The file cannot be read.

    """
    on_bill = run(connection, table.file, keys_in((shape.tags, shape.more_tags), table.relation))
    return TaggedTable(table, shape, look_up(keys, (str(row[0]) for row in on_bill)))


def lines_by_tags(connection: DuckDBPyConnection, tagged: TaggedTable, deciding: DecidingValues) -> Iterator[Line]:
    """Return what the table `lines` holds, those that lead to the same target as one.

    Raises:
        BillError: DuckDB needs more memory.

    """
    file = tagged.table.file
    run(connection, file, NO_VALUES)
    for (provider,) in run(connection, file, f"SELECT DISTINCT {cloud('provider')} FROM lines"):  # noqa: S608
        for position, values in enumerate(deciding(provider)):
            run(connection, file, ADD_VALUES, [position, sorted(values)])
    known: dict[tuple[str | None, ...], tuple[Tags, Tags]] = {}
    for *written, provider, category, service, code, account, period, currency, cost, rows in stream(
        connection, file, alike(tagged.lookup)
    ):
        row = tuple(written)
        tags = known.get(row)
        if tags is None:
            tags = known[row] = tagged.lookup.of_line(row)
        amount = int(cost.replace(".", ""))
        yield Line(*tags, provider, category, service, code, account, period, currency, amount, rows)
