"""The statement that adds up lines which lead to the same target.

Values that no job and no pool has are alike: a bill may name a million jobs that no file describes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tag_sql import STATES, cloud

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .tag_sql import Lookup

NO_VALUES = "CREATE OR REPLACE TEMP TABLE deciding (position INTEGER, value VARCHAR)"
ADD_VALUES = "INSERT INTO deciding SELECT $1, unnest($2) EXCEPT FROM deciding"
"""Add the values of a tag, by its position, on which the target of a line depends."""
_FACTS = "category, service, service_code, account, period, currency"


def alike(lookup: Lookup) -> str:
    """Return the query for the lines of the table `lines`, each with the tags of those with the most cost."""
    joins: list[str] = []
    differences = ["NULL"]
    for names in lookup.values:
        for position, value, of_tag in _chosen(lookup, names):
            table = f"deciding_{len(joins)}"
            joins.append(f"LEFT JOIN deciding AS {table} ON {table}.position = {position} AND {table}.value = {value}")
            differences += [*of_tag, f"{table}.value"]
    states, tags = ", ".join(STATES), ", ".join(sum(lookup.values, ()))
    named = ", ".join(f"{each} AS difference_{index}" for index, each in enumerate(differences))
    example = "".join(f"example[{index + 1}], " for index in range(sum(map(len, lookup.values))))
    return f"""
SELECT {states}, {example}cloud, {_FACTS}, CAST(cost AS VARCHAR), CAST(n AS BIGINT)
FROM (SELECT {states}, {cloud("provider")} AS cloud, {_FACTS}, {named}, sum(cost) AS cost, sum(n) AS n,
  first([{tags}] ORDER BY abs(cost) DESC, [{tags}]) AS example
  FROM lines {" ".join(joins)} GROUP BY ALL)
ORDER BY ALL"""  # noqa: S608


def _chosen(lookup: Lookup, names: Sequence[str]) -> Iterator[tuple[int, str, list[str]]]:
    """Return for each tag its position, the value to match by, and what else tells lines apart."""
    start = 0
    for position, spellings in enumerate(lookup.by_key):
        values = names[start : start + len(spellings)]
        start += len(spellings)
        if len(values) == 1:
            yield position, values[0], [f"{values[0]} IS NULL"]
        elif values:
            least, greatest = (f"{each}({', '.join(values)})" for each in ("least", "greatest"))
            yield position, least, [f"{least} IS NULL", f"{least} <> {greatest}"]
