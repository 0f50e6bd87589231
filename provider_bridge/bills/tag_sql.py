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


STATES = ("state", "more_state")
"""The columns of what is known of a line's tags, and of the tags to match by after them."""


class Lookup(NamedTuple):
    """The tags to look for on a bill, each in the spellings that it has there."""

    by_key: tuple[tuple[str, ...], ...]
    has_more: bool
    """Whether the bill has tags to match by after the tags."""

    @property
    def values(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The columns of the values: one for each spelling, of tags and of the tags to match by after them."""
        numbers = range(sum(map(len, self.by_key)))
        more = tuple(f"more_tag_{number}" for number in numbers) if self.has_more else ()
        return tuple(f"tag_{number}" for number in numbers), more

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (*STATES, *self.values[0], *self.values[1])

    def columns(self, tags: TagColumn, more_tags: TagColumn) -> str:
        """Return all columns, from the columns of a line's tags."""
        more_values = self._values(more_tags) if self.has_more else []
        expressions = (_state(tags), _state(more_tags), *self._values(tags), *more_values)
        return ", ".join(f"{each} AS {name}" for each, name in zip(expressions, self.names, strict=True))

    def of_line(self, row: Sequence[str | None]) -> tuple[Tags, Tags]:
        """Return the tags of a line from all columns."""
        (state, more_state), values = row[: len(STATES)], row[len(STATES) :]
        middle = len(values) // 2 if self.has_more else len(values)
        return self._tags(state or "", values[:middle]), self._tags(more_state or "", values[middle:])

    def _values(self, column: TagColumn) -> list[str]:
        """Return the value of each spelling in a column. An object's text is parsed once for all."""
        keys = sum(self.by_key, ())
        text = column.expression
        if column.is_map:
            return [f"{text}[{literal(key)}]" for key in keys]
        paths = ", ".join(literal(pointer(key)) for key in keys)
        values = f"(CASE WHEN {_is_object(text)} THEN json_extract_string({text}, [{paths}]) END)"
        return [f"{values}[{index + 1}]" for index in range(len(keys))]

    def _tags(self, state: str, values: Sequence[str | None]) -> Tags:
        """Return the value of each tag from those of its spellings."""
        if values.count(None) == len(values):
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


def look_up(keys: Sequence[WantedKey], on_bill: Iterable[str], more_tags: TagColumn) -> Lookup:
    """Return the tags to look for, in the spellings that a bill has."""
    return Lookup(tuple(map(tuple, spellings(keys, on_bill))), more_tags != NO_TAGS)


def _state(column: TagColumn) -> str:
    """Return the state of the tags in a column: `none`, `unreadable` or `some`."""
    text = column.expression
    if column.is_map:
        return f"CASE WHEN {text} IS NULL OR cardinality({text}) = 0 THEN 'none' ELSE 'some' END"
    is_empty = f"{text} NOT LIKE '{{\"%' AND regexp_full_match({text}, '\\s*(null|\\{{\\s*\\}})?\\s*')"
    is_none = f"{text} IS NULL OR ({is_empty})"
    return f"CASE WHEN {is_none} THEN 'none' WHEN {_is_object(text)} THEN 'some' ELSE 'unreadable' END"


def _is_object(text: str) -> str:
    """Return whether a text is a JSON object. Other text would end the query."""
    return f"(({text} LIKE '{{%' OR regexp_matches({text}, '^\\s+\\{{')) AND json_valid({text}))"


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
