"""Tags of a bill in DuckDB's SQL: a column of JSON text, and the keys in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..costs.dialects import pointer
from .bill import Tags
from .keys import spellings
from .sql import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .keys import WantedKey


def keys_in(tags: str, more_tags: str, relation: str) -> str:
    """Return the query for all keys that two columns of tags have."""
    columns = f"SELECT DISTINCT {tags} AS t FROM {relation} UNION SELECT DISTINCT {more_tags} FROM {relation}"  # noqa: S608
    return f"SELECT DISTINCT unnest(json_keys(t)) FROM ({columns}) WHERE {_is_object('t')}"  # noqa: S608


class Lookup(NamedTuple):
    """The tags to look for on a bill, each in the spellings that it has there."""

    by_key: tuple[tuple[str, ...], ...]

    def state(self, column: str) -> str:
        """Return the state of the tags in a column: `none`, `unreadable` or `some`."""
        is_empty = f"length({column}) < 20 AND regexp_full_match({column}, 'null|\\{{\\s*\\}}')"
        return (
            f"CASE WHEN {column} IS NULL OR ({is_empty}) THEN 'none' WHEN {_is_object(column)} THEN 'some' "
            "ELSE 'unreadable' END"
        )

    def values(self, column: str) -> str:
        """Return the values of all spellings in a column, as a list."""
        paths = [literal(pointer(key)) for key in sum(self.by_key, ())]
        if not paths:
            return "NULL"
        return f"CASE WHEN {_is_object(column)} THEN json_extract_string({column}, [{', '.join(paths)}]) END"

    def tags(self, state: str, values: Sequence[str | None] | None) -> Tags:
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


def _is_object(text: str) -> str:
    """Return whether a text is a JSON object. Other text would end the query."""
    return f"(ltrim({text}) LIKE '{{%' AND json_valid({text}))"


def cloud(provider: str) -> str:
    """Return the cloud whose formats a provider's tags have, NULL for a vendor that is none of them."""
    text = f"lower({provider})"
    return (
        f"CASE WHEN {text} LIKE 'aws%' OR {text} LIKE 'amazon%' THEN 'aws' "
        f"WHEN {text} LIKE '%microsoft%' OR {text} LIKE '%azure%' THEN 'azure' "
        f"WHEN {text} LIKE '%google%' OR {text} = 'gcp' THEN 'gcp' WHEN {text} = 'kubernetes' THEN 'kubernetes' END"
    )
