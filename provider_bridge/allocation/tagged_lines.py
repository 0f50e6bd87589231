"""The lines of a file by the tags that are asked for, whatever their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .bill import Line, Tags
from .table import run, stream
from .tag_sql import TAGS, cloud, keys_in, look_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from .formats.shape import Shape
    from .keys import WantedKey
    from .table import Table
    from .tag_sql import Lookup


_MANY = 50_000
"""Distinct tags that are kept while the lines of a file are read: those with the most cost come again most often."""


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


def lines_by_tags(connection: DuckDBPyConnection, tagged: TaggedTable) -> Iterator[Line]:
    """Return what the table `lines` holds, that with the most cost first.

    Raises:
        BillError: DuckDB needs more memory.

    """
    facts = "category, service, service_code, account, period, currency, CAST(cost AS VARCHAR), CAST(n AS BIGINT)"
    statement = f"""
SELECT {", ".join(TAGS)}, {cloud("provider")} AS cloud, {facts}
FROM lines ORDER BY abs(cost) DESC, tag_values, more_tag_values, cloud"""  # noqa: S608
    known: dict[tuple[object, ...], tuple[Tags, Tags]] = {}
    for *written, provider, category, service, code, account, period, currency, cost, rows in stream(
        connection, tagged.table.file, statement
    ):
        key = (written[0], written[1], *(written[2] or ()), None, *(written[3] or ()))
        tags = known.get(key)
        if tags is None:
            tags = tagged.lookup.of_line(written[:2], written[2:])
            if len(known) < _MANY:
                known[key] = tags
        amount = int(cost.replace(".", ""))
        yield Line(*tags, provider, category, service, code, account, period, currency, amount, rows)
