"""The statements that add up lines which lead to the same target.

Values that no job and no pool has are alike: a bill may name a million jobs that no file describes. DuckDB gives alike
lines a number, Python finds the target of each number, and DuckDB adds up the lines of each target by period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sql import NULL
from .tag_sql import STATES, cloud

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .tag_sql import Lookup

NO_VALUES = "CREATE OR REPLACE TEMP TABLE deciding (position INTEGER, value VARCHAR)"
ADD_VALUES = "INSERT INTO deciding SELECT $1, unnest($2) EXCEPT FROM deciding"
"""Add the values of a tag, by its position, on which the target of a line depends."""
TARGETS = (
    "CREATE OR REPLACE TEMP TABLE targets AS "
    "SELECT unnest($1) AS number, unnest($2) AS target, unnest($3) AS by_service"
)
_OPTIONAL = ("service", "service_code", "account")
"""The facts on which a target depends only where a filter names them."""
_FACTS = (*STATES, "cloud", "category", *(f"deciding_{name}" for name in _OPTIONAL), "currency")
LISTED = f"""
SELECT number, example, {", ".join(_FACTS)}, CAST(cost AS VARCHAR), CAST(n AS BIGINT)
FROM alike ORDER BY {", ".join(_FACTS)}, example"""  # noqa: S608
"""The lines of the table `alike`."""


def numbered(lookup: Lookup, facts: Collection[str]) -> str:
    """Return the statement that numbers what is alike, with the tags of the line with the most cost.

    `facts` are those on which a target depends besides tags: `service`, `account`.
    """
    equal = ", ".join(_equal(lookup))
    return f"""CREATE OR REPLACE TEMP TABLE alike AS SELECT row_number() OVER () AS number, *
FROM (SELECT {equal}, first(tags ORDER BY abs(cost) DESC, tags) AS example, sum(cost) AS cost, sum(n) AS n
  FROM ({_compared(lookup, facts)}) GROUP BY {equal})"""  # noqa: S608


def added_up(lookup: Lookup, facts: Collection[str]) -> str:
    """Return the query for the cost of each target of the table `targets`, by period and service."""
    are_alike = " AND ".join(f"compared.{name} IS NOT DISTINCT FROM alike.{name}" for name in _equal(lookup))
    return f"""
SELECT target, CASE WHEN by_service THEN service ELSE '' END AS of_service, period, compared.currency,
  CAST(sum(compared.cost) AS VARCHAR), CAST(sum(compared.n) AS BIGINT)
FROM ({_compared(lookup, facts)}) AS compared JOIN alike ON {are_alike} JOIN targets USING (number)
GROUP BY ALL ORDER BY ALL"""  # noqa: S608


def _equal(lookup: Lookup) -> list[str]:
    """Return the columns in which alike lines are equal."""
    return [*_FACTS, *(f"difference_{index}" for index in range(sum(1 for _ in _differences(lookup))))]


def _compared(lookup: Lookup, facts: Collection[str]) -> str:
    """Return the query for the lines of the table `lines`, with what tells them apart."""
    differences = "".join(f", {each} AS difference_{index}" for index, each in enumerate(_differences(lookup)))
    joins = " ".join(
        f"LEFT JOIN deciding AS {table} ON {table}.position = {position} AND {table}.value = {value}"
        for table, position, value, _ in _chosen(lookup)
    )
    tags = ", ".join(sum(lookup.values, ()))
    optional = ", ".join(f"{name if name in facts else NULL} AS deciding_{name}" for name in _OPTIONAL)
    return f"""SELECT {", ".join(STATES)}, {cloud("provider")} AS cloud, category, {optional}, currency,
  service, period, cost, n, CAST([{tags}] AS VARCHAR[]) AS tags{differences}
FROM lines {joins}"""  # noqa: S608


def _differences(lookup: Lookup) -> Iterator[str]:
    """Yield what tells the tags of lines apart: deciding values, and whether there are one, two or none."""
    for table, _, value, spellings in _chosen(lookup):
        yield f"{table}.value"
        yield f"{value} IS NULL"
        if len(spellings) > 1:
            yield f"{value} <> greatest({', '.join(spellings)})"


def _chosen(lookup: Lookup) -> Iterator[tuple[str, int, str, Sequence[str]]]:
    """Yield for each tag the table of its deciding values, its position, its value, and its columns."""
    for names in lookup.values:
        start = 0
        for position, spellings in enumerate(lookup.by_key):
            columns = names[start : start + len(spellings)]
            start += len(spellings)
            if columns:
                value = columns[0] if len(columns) == 1 else f"least({', '.join(columns)})"
                yield f"deciding_of_{columns[0]}", position, value, columns
