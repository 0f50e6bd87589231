"""Expressions of DuckDB's SQL over the columns of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .bill import DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NULL = "CAST(NULL AS VARCHAR)"
_DATE_FORMATS = (
    *("%Y-%m-%dT%H:%MZ", "%m/%d/%y", "%m/%d/%Y", "%Y%m%d", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S UTC", "%Y-%m"),
)
"""Beside ISO 8601: Azure's exports write 09/21/2023, the usage details of partners 20230921."""


class Column(NamedTuple):
    """A column of a file: its name as written, and DuckDB's type."""

    name: str
    type: str


class TagColumn(NamedTuple):
    """A column of tags as an expression: the text of a JSON object, or a map of strings."""

    expression: str
    is_map: bool = False

    @property
    def text(self) -> str:
        """The column as the text of a JSON object."""
        return f"CAST(to_json({self.expression}) AS VARCHAR)" if self.is_map else self.expression


NO_TAGS = TagColumn(NULL)


class Columns:
    """The columns of a file, looked up without case, or by another form of their names."""

    def __init__(self, columns: Iterable[Column], name: Callable[[str], str] = str.lower) -> None:
        self._columns = {name(column.name): column for column in columns}

    def has(self, name: str) -> bool:
        """Return whether the file has a column."""
        return name.lower() in self._columns

    def all(self) -> list[Column]:
        """Return all columns, in the order of the file."""
        return list(self._columns.values())

    def first(self, *names: str) -> Column | None:
        """Return the first of these columns that the file has."""
        return next((self._columns[name.lower()] for name in names if self.has(name)), None)

    def starting(self, *prefixes: str) -> list[Column]:
        """Return the columns whose names start so, without case."""
        lowered = tuple(prefix.lower() for prefix in prefixes)
        return [column for name, column in self._columns.items() if name.startswith(lowered)]


def identifier(name: str) -> str:
    """Return a name of a column as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return a string as SQL."""
    return "'" + value.replace("'", "''") + "'"


def string(column: Column | None) -> str:
    """Return a column as a string without spaces around it; an empty one is NULL."""
    if column is None:
        return NULL
    name = identifier(column.name)
    return f"nullif(trim({name if column.type == 'VARCHAR' else f'CAST({name} AS VARCHAR)'}), '')"


def number(column: Column) -> str:
    """Return a column as an exact number, or NULL. A floating-point number has its shortest text."""
    name = identifier(column.name)
    text = f"CAST({name} AS VARCHAR)" if column.type in ("DOUBLE", "FLOAT") else name
    return f"TRY_CAST({text} AS DECIMAL(38, {DIGITS}))"


def timestamp(column: Column | None) -> str:
    """Return a column as a time in UTC, NULL where it is none."""
    if column is None:
        return NULL
    name = identifier(column.name)
    if column.type != "VARCHAR":
        return f"TRY_CAST({name} AS TIMESTAMP)"
    formats = ", ".join(map(literal, _DATE_FORMATS))
    is_iso = f"substr({name}, 5, 1) = '-'"  # DuckDB takes 4/1/25 for a day of the year 4
    has_offset = f"{name} LIKE '%:%+%' OR {name} LIKE '%:%-%'"  # a cast to TIMESTAMP ignores it
    in_utc = f"CAST(TRY_CAST({name} AS TIMESTAMPTZ) AS TIMESTAMP)"
    iso = f"CASE WHEN {has_offset} THEN {in_utc} WHEN {is_iso} THEN TRY_CAST({name} AS TIMESTAMP) END"
    return f"coalesce({iso}, try_strptime({name}, [{formats}]))"


def tag_column(column: Column | None) -> TagColumn:
    """Return a column of tags: a map, a list of key and value, or text."""
    if column is None:
        return NO_TAGS
    name = identifier(column.name)
    if column.type == "MAP(VARCHAR, VARCHAR)":
        return TagColumn(name, is_map=True)
    if column.type.startswith("MAP"):
        return TagColumn(f"CAST(to_json({name}) AS VARCHAR)")
    if column.type.startswith("STRUCT") and column.type.endswith("[]"):
        return TagColumn(labels(name))
    return TagColumn(name if column.type == "VARCHAR" else f"CAST({name} AS VARCHAR)")


def label_column(column: Column | None) -> TagColumn:
    """Return a column of labels: a list of key and value, or its JSON, as a CSV file has it."""
    tags = tag_column(column)
    if column is None or column.type != "VARCHAR":
        return tags
    text = tags.expression
    entries = f"TRY_CAST(CASE WHEN {text} LIKE '[%' AND json_valid({text}) THEN {text} END AS JSON)"
    object_text = labels(f"TRY_CAST({entries} AS MAP(VARCHAR, VARCHAR)[])", "e['Key']", "e['Value']")
    return TagColumn(f"coalesce({object_text}, {text})")


def labels(entries: str, key: str = "e.key", value: str = "e.value") -> str:
    """Return a list of entries with key and value as the text of a JSON object."""
    pairs = f"[to_json({key}) || ':' || coalesce(to_json({value}), 'null') FOR e IN {entries}]"
    return f"('{{' || array_to_string({pairs}, ',') || '}}')"


def object_of(columns: Mapping[str, Column]) -> str:
    """Return a JSON object of columns by key; empty values are absent."""
    if not columns:
        return NULL
    keys = ", ".join(map(literal, columns))
    values = ", ".join(string(column) for column in columns.values())
    return (
        f"CAST(to_json(map_from_entries([e FOR e IN list_zip([{keys}], [{values}]) IF e[2] IS NOT NULL])) AS VARCHAR)"
    )
