"""The lines of a file by the tags that are asked for, whatever their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bill import Line, Tags
from .table import run, stream
from .tag_sql import cloud, keys_in, look_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from .bill_files import BillFile
    from .keys import WantedKey


def lines_by_tags(connection: DuckDBPyConnection, file: BillFile, keys: Sequence[WantedKey]) -> Iterator[Line]:
    """Return what the table `lines` holds, by the tags that are asked for.

    Raises:
        BillError: DuckDB needs more memory.

    """
    on_bill = run(connection, file, keys_in("tags", "more_tags", "lines"))
    lookup = look_up(keys, (str(row[0]) for row in on_bill))
    statement = f"""
SELECT {lookup.state("tags")}, {lookup.values("tags")}, {lookup.state("more_tags")}, {lookup.values("more_tags")},
  {cloud("provider")}, category, service, service_code, account, period, currency, CAST(sum(cost) AS VARCHAR),
  CAST(sum(n) AS BIGINT)
FROM lines GROUP BY ALL"""  # noqa: S608
    known: dict[tuple[Any, ...], tuple[Tags, Tags]] = {}
    for state, values, more_state, more_values, *facts, cost, rows in stream(connection, file, statement):
        written = (state, more_state, *(values or ()), None, *(more_values or ()))
        if written not in known:
            known[written] = lookup.tags(state, values), lookup.tags(more_state, more_values)
        fields: list[Any] = [*known[written], *facts, int(cost.replace(".", "")), rows]
        yield Line(*fields)
