"""The lines of a file by the tags that are asked for, whatever their spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bill import BillError, Line, Tags
from .bill_files import unreadable
from .keys import spellings
from .sql import literal
from .table import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from .bill_files import BillFile
    from .keys import WantedKey

_KEYS = (
    "SELECT DISTINCT unnest(json_keys(t)) FROM (SELECT DISTINCT tags AS t FROM lines UNION SELECT more_tags FROM lines)"
)
_BATCH = 10_000
_PATHS = {"~": "~0", "/": "~1"}
"""Escapes of JSON pointers: https://www.rfc-editor.org/rfc/rfc6901 (read 2026-11-30)."""


def lines_by_tags(connection: DuckDBPyConnection, file: BillFile, keys: Sequence[WantedKey]) -> Iterator[Line]:
    """Return the lines by the tags that are asked for, each in every spelling that the file has."""
    listed = run(connection, file, f"{_KEYS} WHERE {_is_object('t')}")
    by_key = spellings(keys, (str(row[0]) for row in listed))
    paths = [literal("/" + _escaped(key)) for of_key in by_key for key in of_key]
    import duckdb

    tags: dict[tuple[Any, ...], tuple[Tags, Tags]] = {}
    try:
        result = connection.execute(_by_tags(paths))
        while batch := result.fetchmany(_BATCH):
            for state, values, more_state, more_values, *facts, cost, rows in batch:
                written = (state, more_state, *(values or ()), None, *(more_values or ()))
                both = tags.get(written)
                if both is None:
                    both = _tags(state, values, by_key), _tags(more_state, more_values, by_key)
                    tags[written] = both
                fields: list[Any] = [*both, *facts, int(cost.replace(".", "")), rows]
                yield Line(*fields)
    except duckdb.Error as error:
        raise BillError(unreadable(file, str(error).splitlines()[0])) from None


def _by_tags(paths: list[str]) -> str:
    """Return the query that adds up lines by the tags at these paths."""
    return f"""
SELECT {_state("tags")}, {_values("tags", paths)}, {_state("more_tags")}, {_values("more_tags", paths)},
  {_cloud("provider")}, category, service, service_code, account, period, currency, CAST(sum(cost) AS VARCHAR),
  CAST(sum(n) AS BIGINT)
FROM lines GROUP BY ALL"""  # noqa: S608


def _escaped(key: str) -> str:
    return "".join(_PATHS.get(char, char) for char in key)


def _is_object(text: str) -> str:
    """Return whether a text is a JSON object; text that is no JSON would end the query."""
    return f"(ltrim({text}) LIKE '{{%' AND json_valid({text}))"


def _state(column: str) -> str:
    is_empty = f"length({column}) < 20 AND regexp_full_match({column}, '\\{{\\s*\\}}')"
    return (
        f"CASE WHEN {column} IS NULL OR ({is_empty}) THEN 'none' WHEN {_is_object(column)} THEN 'some' "
        "ELSE 'unreadable' END"
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
