"""Tags of a bill in DuckDB's SQL: a column of JSON text, and the keys in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..costs.dialects import pointer
from .bill import Tags
from .keys import spellings
from .sql import NO_TAGS, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .keys import WantedKey
    from .sql import TagColumn


def keys_in(columns: Iterable[TagColumn], relation: str) -> str:
    """Return the query for all keys that columns of tags have."""
    lists = [
        f"SELECT unnest(map_keys({column.expression})) AS k FROM {relation}"  # noqa: S608
        if column.is_map
        else f"SELECT unnest(json_keys(t)) AS k FROM (SELECT {column.expression} AS t FROM {relation}) "  # noqa: S608
        f"WHERE {_is_object('t')}"
        for column in columns
        if column != NO_TAGS
    ]
    return f"SELECT DISTINCT k FROM ({' UNION ALL '.join(lists or ['SELECT NULL AS k'])}) WHERE k IS NOT NULL"  # noqa: S608


TAGS = ("state", "more_state", "tag_values", "more_tag_values")
"""The columns of what is asked for, of tags and of the tags to match by after them."""


class Lookup(NamedTuple):
    """The tags to look for on a bill, each in the spellings that it has there."""

    by_key: tuple[tuple[str, ...], ...]

    def columns(self, tags: TagColumn, more_tags: TagColumn) -> str:
        """Return the columns TAGS, from the columns of a line's tags."""
        states, values = (list(map(each, (tags, more_tags))) for each in (_state, self._values))
        return ", ".join(f"{each} AS {name}" for each, name in zip([*states, *values], TAGS, strict=True))

    def of_line(self, states: Sequence[str], values: Sequence[Sequence[str | None] | None]) -> tuple[Tags, Tags]:
        """Return the tags of a line from the columns TAGS."""
        return self._tags(states[0], values[0]), self._tags(states[1], values[1])

    def _values(self, column: TagColumn) -> str:
        """Return the values of all spellings in a column, as a list, or as a row, which is faster to group by."""
        keys = sum(self.by_key, ())
        if not keys:
            return "CAST(NULL AS VARCHAR[])"
        if column.is_map:
            return f"row({', '.join(f'{column.expression}[{literal(key)}]' for key in keys)})"
        paths = ", ".join(literal(pointer(key)) for key in keys)
        text = column.expression
        return f"CASE WHEN {_is_object(text)} THEN json_extract_string({text}, [{paths}]) END"

    def _tags(self, state: str, values: Sequence[str | None] | None) -> Tags:
        """Return the value of each tag from those of its spellings."""
        if values is None:
            return Tags(state, (None,) * len(self.by_key))
        chosen: list[str | None] = []
        ambiguous: list[int] = []
        start = 0
        for index, of_key in enumerate(self.by_key):
            distinct = {value for value in values[start : start + len(of_key)] if value is not None}
            start += len(of_key)
            chosen.append(min(distinct) if distinct else None)
            if len(distinct) > 1:
                ambiguous.append(index)
        return Tags(state, tuple(chosen), tuple(ambiguous))


def look_up(keys: Sequence[WantedKey], on_bill: Iterable[str]) -> Lookup:
    """Return the tags to look for, in the spellings that a bill has."""
    return Lookup(tuple(map(tuple, spellings(keys, on_bill))))


def _state(column: TagColumn) -> str:
    """Return the state of the tags in a column: `none`, `unreadable` or `some`."""
    text = column.expression
    if column.is_map:
        return f"CASE WHEN {text} IS NULL OR cardinality({text}) = 0 THEN 'none' ELSE 'some' END"
    is_empty = f"length({text}) < 20 AND regexp_full_match({text}, 'null|\\{{\\s*\\}}')"
    is_none = f"{text} IS NULL OR ({is_empty})"
    return f"CASE WHEN {is_none} THEN 'none' WHEN {_is_object(text)} THEN 'some' ELSE 'unreadable' END"


def _is_object(text: str) -> str:
    """Return whether a text is a JSON object. Other text would end the query."""
    return f"(ltrim({text}) LIKE '{{%' AND json_valid({text}))"


def in_any_storage(column: TagColumn) -> str:
    """Return the tags of a line as text that is the same for a map and for an object in any order."""
    text = column.expression
    entries = (
        text
        if column.is_map
        else f"CASE WHEN {_is_object(text)} THEN TRY_CAST(json({text}) AS MAP(VARCHAR, VARCHAR)) END"
    )
    return f"nullif(coalesce(CAST(to_json(list_sort(map_entries({entries}))) AS VARCHAR), {column.text}), '[]')"


def cloud(provider: str) -> str:
    """Return the cloud whose formats a provider's tags have, NULL for a vendor that is none of them."""
    text = f"lower({provider})"
    return (
        f"CASE WHEN {text} LIKE 'aws%' OR {text} LIKE 'amazon%' THEN 'aws' "
        f"WHEN {text} LIKE '%microsoft%' OR {text} LIKE '%azure%' THEN 'azure' "
        f"WHEN {text} LIKE '%google%' OR {text} = 'gcp' THEN 'gcp' WHEN {text} = 'kubernetes' THEN 'kubernetes' END"
    )
