"""The lines of a file by the tags that are asked for, whatever their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .alike_lines import ADD_VALUES, LISTED, NO_VALUES, TARGETS, added_up, numbered
from .bill import Charge, Lead, Line, Tags, units
from .table import run, stream
from .tag_sql import cloud, keys_in, look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

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
    return TaggedTable(table, shape, look_up(keys, (str(row[0]) for row in on_bill), shape.more_tags))


def numbered_lines(
    connection: DuckDBPyConnection, tagged: TaggedTable, deciding: DecidingValues, facts: Collection[str]
) -> Iterator[tuple[int, Line]]:
    """Return what the table `lines` holds by what decides the target of a line, each with a number.

    `facts` are those that decide besides tags: `service`, `account`.

    Raises:
        BillError: DuckDB needs more memory.

    """
    file = tagged.table.file
    run(connection, file, NO_VALUES)
    clouds = run(connection, file, f"SELECT DISTINCT {cloud('provider')} FROM lines ORDER BY 1")  # noqa: S608
    for (each,) in clouds:
        for position, values in enumerate(deciding(each)):
            run(connection, file, ADD_VALUES, [position, sorted(values)])
    run(connection, file, numbered(tagged.lookup, facts))
    known: dict[tuple[str | None, ...], tuple[Tags, Tags]] = {}
    for number, example, state, more_state, *others in stream(connection, file, LISTED):
        row = (state, more_state, *example)
        tags = known.get(row)
        if tags is None:
            tags = known[row] = tagged.lookup.of_line(row)
        provider, category, service, code, account, currency, cost, rows = others
        yield number, Line(*tags, provider, category, service or "", code, account or "", currency, units(cost), rows)


def charges(
    connection: DuckDBPyConnection, tagged: TaggedTable, leads: Mapping[int, Lead], facts: Collection[str]
) -> Iterator[Charge]:
    """Return the cost of each target; `leads` are by the numbers of lines, and `facts` as for these.

    Raises:
        BillError: DuckDB needs more memory.

    """
    file = tagged.table.file
    targets, by_service = ([each[index] for each in leads.values()] for index in range(2))
    run(connection, file, TARGETS, [[*leads], targets, by_service])
    for target, service, period, currency, cost, rows in stream(connection, file, added_up(tagged.lookup, facts)):
        yield Charge(target, service, period, currency, units(cost), rows)
