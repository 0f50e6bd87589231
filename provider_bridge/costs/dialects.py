"""SQL dialects: how each reads a tag from JSON text, from a map or from a list of labels.

Every accessor is written by hand: a transpiler's result is null without an error on some engines. DuckDB, PostgreSQL
and Spark run in tests/warehouses; the others are from the engines' documentation (read 2026-11-30).
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
    day: str
    """`2025-01-31` of it."""
    json: str
    """A tag of a JSON object."""
    is_json: str
    """Whether a text that begins with `{` is JSON."""
    map: str | None = None
    is_empty_map: str | None = None
    labels: str | None = None
    is_empty_list: str | None = None
    as_text: str = "{tags}"
    """A column of JSON as text, where engines have a type for JSON."""
    quote: str = '"'
    """The quotation mark of names."""
    table: str = "{table}"
    timestamp: str = "TIMESTAMP '{day} 00:00:00'"
    text: str = "'{text}'"
    has_backslash: bool = False
    """Whether a backslash in a text escapes the next character."""
    character: str | None = "' || CHR({code}) || '"
    """A character by its number inside a text; None is a `\\U` escape."""


_STRING = r'"([^"\\[:cntrl:]]|\\["\\/bfnrt]|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4})*"'
_PAIR = rf"\s*{_STRING}\s*:\s*({_STRING}|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null)\s*"
_FLAT_OBJECT = rf"^\s*\{{({_PAIR}(,{_PAIR})*|\s*)\}}\s*$"
"""Tags as FOCUS has them. PostgreSQL before 16 has no test for JSON, and text that is none ends its whole query."""
_IN_UTC = "'{day} 00:00:00+00'"
"""A timestamp of the type of its column: one without a time zone would be in the session's."""
_TRINO = Dialect(
    month="date_format({column}, '%Y-%m')",
    day="date_format({column}, '%Y-%m-%d')",
    json="json_extract_scalar({tags}, {bracket_path})",
    is_json="TRY(json_parse({tags})) IS NOT NULL",
    map="element_at({tags}, {key})",
    is_empty_map="cardinality({tags}) = 0",
)
_SPARK = Dialect(
    month="date_format({column}, 'yyyy-MM')",
    day="date_format({column}, 'yyyy-MM-dd')",
    json="try_element_at(from_json({tags}, 'map<string,string>'), {key})",
    is_json="RTRIM({tags}) LIKE '%}}' AND "  # from_json ignores what comes after an object
    "from_json({tags}, 'map<string,string>', map('allowSingleQuotes', 'false')) IS NOT NULL",
    map="try_element_at({tags}, {key})",
    is_empty_map="size({tags}) = 0",
    quote="`",
    has_backslash=True,
    character=None,
)
_TSQL = Dialect(
    month="CONVERT(char(7), {column}, 126)",
    day="CONVERT(char(10), {column}, 126)",
    json="JSON_VALUE({tags}, {path})",
    is_json="ISJSON({tags}) = 1",
    timestamp="CAST('{day}T00:00:00' AS datetime2)",
    text="N'{text}'",
    character="' + NCHAR({code}) + N'",
)
DIALECTS: dict[str, Dialect] = {
    "duckdb": Dialect(
        month="strftime(make_timestamp(epoch_us({column})), '%Y-%m')",
        day="strftime(make_timestamp(epoch_us({column})), '%Y-%m-%d')",
        timestamp=_IN_UTC,
        json="json_extract_string({tags}, {pointer})",
        is_json="json_valid({tags})",
        map="map_extract({tags}, {key})[1]",
        is_empty_map="cardinality({tags}) = 0",
    ),
    "bigquery": Dialect(
        month="FORMAT_TIMESTAMP('%Y-%m', {column})",
        day="FORMAT_TIMESTAMP('%Y-%m-%d', {column})",
        json="JSON_VALUE({tags}, {path})",
        is_json="SAFE.PARSE_JSON({tags}) IS NOT NULL",
        labels="(SELECT ANY_VALUE(label.value) FROM UNNEST({tags}) AS label WHERE label.key = {key})",
        is_empty_list="ARRAY_LENGTH({tags}) = 0",
        quote="`",
        table="`{table}`",
        has_backslash=True,
    ),
    "athena": _TRINO,
    "trino": _TRINO,
    "snowflake": Dialect(
        month="TO_CHAR({column}, 'YYYY-MM')",
        day="TO_CHAR({column}, 'YYYY-MM-DD')",
        json="GET(TRY_PARSE_JSON({tags}), {key})::STRING",
        is_json="TRY_PARSE_JSON({tags}) IS NOT NULL",
        map="GET({tags}, {key})::STRING",
        is_empty_map="ARRAY_SIZE(OBJECT_KEYS({tags})) = 0",
        has_backslash=True,
    ),
    "databricks": _SPARK,
    "spark": _SPARK,
    "tsql": _TSQL,
    "fabric": _TSQL,
    "postgres": Dialect(
        month="to_char(to_timestamp(EXTRACT(EPOCH FROM {column})) AT TIME ZONE 'UTC', 'YYYY-MM')",
        day="to_char(to_timestamp(EXTRACT(EPOCH FROM {column})) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        timestamp=_IN_UTC,
        json="CAST({tags} AS jsonb) ->> {key}",
        is_json=f"{{tags}} ~ '{_FLAT_OBJECT.replace('{', '{{').replace('}', '}}')}'",
        as_text="CAST({tags} AS text)",
    ),
}


def tag(dialect: Dialect, storage: str, column: str, key: str) -> str | None:
    """Return the expression for a tag's value, or None if the dialect does not have such a storage.

    A column of JSON must hold objects only: `object_or_null` makes such a column.
    """
    template = {JSON: dialect.json, MAP: dialect.map, LABELS: dialect.labels}[storage]
    if template is None:
        return None
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    return template.format(
        tags=column,
        key=text(dialect, key),
        path=text(dialect, f'$."{quoted}"'),
        bracket_path=text(dialect, f'$["{quoted}"]'),
        pointer=text(dialect, pointer(key)),
    )


def object_or_null(dialect: Dialect, column: str) -> str:
    """Return the expression for JSON text where it is an object.

    Other text would end the whole query on some engines.
    """
    written = as_text(dialect, column)
    return f"CASE WHEN LTRIM({written}) LIKE '{{%' AND {dialect.is_json.format(tags=written)} THEN {column} END"


def as_text(dialect: Dialect, column: str) -> str:
    """Return a column of JSON as text."""
    return dialect.as_text.format(tags=column)


def is_empty(dialect: Dialect, storage: str, column: str) -> str:
    """Return the condition that a line has no tags."""
    if storage == JSON:
        return f"REPLACE({as_text(dialect, column)}, ' ', '') IN ('', '{{}}', 'null')"
    return str({MAP: dialect.is_empty_map, LABELS: dialect.is_empty_list}[storage]).format(tags=column)


def pointer(key: str) -> str:
    """Return the JSON pointer to a key: https://www.rfc-editor.org/rfc/rfc6901 (read 2026-11-30)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


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


def day(dialect: Dialect, column: str) -> str:
    """Return the expression for the day of a timestamp, such as `2025-01-31`."""
    return dialect.day.format(column=column)


def midnight(dialect: Dialect, start: date) -> str:
    """Return a timestamp literal for the start of a day."""
    return dialect.timestamp.format(day=start.isoformat())


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
