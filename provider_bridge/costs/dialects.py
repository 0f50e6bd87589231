"""SQL dialects: how each reads a tag from JSON text, from a map or from a list of labels.

Every accessor is written by hand: a transpiler's result is null without an error on some engines. DuckDB, PostgreSQL 15
and Spark 4 were run; the others are from the engines' documentation (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

JSON, MAP, LABELS = "json", "map", "labels"
STORAGES = (JSON, MAP, LABELS)
"""How a table has the tags: JSON text, a map, or a list of structs with key and value."""
RESERVED = frozenset(["charge", "charge_month", "cost", "currency", "date", "env", "key", "lines", "value"])
"""Names that a column for a tag must not have: the statement's own, and words that engines reserve."""


class Dialect(NamedTuple):
    """The parts of a dialect in which it differs from the others; `{…}` are the fields of templates."""

    month: str
    """`2025-01` of the timestamp `{column}`."""
    json: str
    """A tag of JSON text; a text that is not JSON, which ends a whole query on some engines, has no tag."""
    map: str | None = None
    labels: str | None = None
    quote: str = '"'
    """The quotation mark of names."""
    timestamp: str = "TIMESTAMP '{day} 00:00:00'"
    text: str = "'{text}'"
    has_backslash: bool = False
    """Whether a backslash in a text escapes the next character."""
    character: str | None = "' || CHR({code}) || '"
    """A character by its number inside a text; None is a `\\U` escape."""


_TRINO = Dialect(
    month="date_format({column}, '%Y-%m')",
    json="json_extract_scalar({tags}, {bracket_path})",
    map="element_at({tags}, {key})",
)
_SPARK = Dialect(
    month="date_format({column}, 'yyyy-MM')",
    json="try_element_at(from_json({tags}, 'map<string,string>'), {key})",
    map="try_element_at({tags}, {key})",
    quote="`",
    has_backslash=True,
    character=None,
)
_TSQL = Dialect(
    month="CONVERT(char(7), {column}, 126)",
    json="CASE WHEN ISJSON({tags}) = 1 THEN JSON_VALUE({tags}, {path}) END",
    timestamp="CAST('{day}T00:00:00' AS datetime2)",
    text="N'{text}'",
    character="' + NCHAR({code}) + N'",
)
DIALECTS: dict[str, Dialect] = {
    "duckdb": Dialect(
        month="strftime({column}, '%Y-%m')",
        json="CASE WHEN json_valid({tags}) THEN json_extract_string({tags}, {pointer}) END",
        map="map_extract({tags}, {key})[1]",
    ),
    "bigquery": Dialect(
        month="FORMAT_TIMESTAMP('%Y-%m', {column})",
        json="JSON_VALUE({tags}, {path})",
        labels="(SELECT ANY_VALUE(label.value) FROM UNNEST({tags}) AS label WHERE label.key = {key})",
        quote="`",
        has_backslash=True,
    ),
    "athena": _TRINO,
    "trino": _TRINO,
    "snowflake": Dialect(
        month="TO_CHAR({column}, 'YYYY-MM')",
        json="GET(TRY_PARSE_JSON({tags}), {key})::STRING",
        map="GET({tags}, {key})::STRING",
        has_backslash=True,
    ),
    "databricks": _SPARK,
    "spark": _SPARK,
    "tsql": _TSQL,
    "fabric": _TSQL,
    "postgres": Dialect(
        month="to_char({column}, 'YYYY-MM')",
        json="CASE WHEN CAST({tags} AS text) LIKE '{{%' THEN CAST({tags} AS jsonb) ->> {key} END",
    ),
}


def tag(dialect: Dialect, storage: str, column: str, key: str) -> str | None:
    """Return the expression for a tag's value, or None if the dialect does not have such a storage."""
    template = {JSON: dialect.json, MAP: dialect.map, LABELS: dialect.labels}[storage]
    if template is None:
        return None
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    return template.format(
        tags=column,
        key=text(dialect, key),
        path=text(dialect, f'$."{quoted}"'),
        bracket_path=text(dialect, f'$["{quoted}"]'),
        pointer=text(dialect, "/" + key.replace("~", "~0").replace("/", "~1")),
    )


def text(dialect: Dialect, value: str) -> str:
    """Return a text literal; a character that a terminal would obey is written by its number."""
    escaped = value.replace("\\", "\\\\") if dialect.has_backslash else value
    quote = "\\'" if dialect.has_backslash else "''"
    inner = "".join(_character(dialect, char, quote) for char in escaped)
    literal = dialect.text.format(text=inner)
    return literal if value.isprintable() or dialect.character is None else f"({literal})"


def _character(dialect: Dialect, char: str, quote: str) -> str:
    if char.isprintable():
        return quote if char == "'" else char
    code = ord(char)
    return f"\\U{code:08X}" if dialect.character is None else dialect.character.format(code=code)


def name(dialect: Dialect, words: str) -> str:
    """Return a quoted name of letters, digits and `_`."""
    return f"{dialect.quote}{words}{dialect.quote}"


def month(dialect: Dialect, column: str) -> str:
    """Return the expression for the month of a timestamp, such as `2025-01`."""
    return dialect.month.format(column=column)


def midnight(dialect: Dialect, day: date) -> str:
    """Return a timestamp literal for the start of a day."""
    return dialect.timestamp.format(day=day.isoformat())


def column_names(keys: tuple[str, ...]) -> dict[str, str]:
    """Return a column name for each tag key: letters and digits kept, each name once."""
    names: dict[str, str] = {}
    for key in keys:
        words = "".join(char if char.isascii() and char.isalnum() else "_" for char in key).lower()
        words = f"tag_{words}" if words in RESERVED or not words.strip("_") or words[0].isdigit() else words
        number = 1
        while words in names.values():
            number += 1
            words = f"{words.removesuffix(f'_{number - 1}')}_{number}"
        names[key] = words
    return names
