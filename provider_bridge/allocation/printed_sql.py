"""The statement that adds up FOCUS data in a warehouse to a bill of the format `aggregated`.

It holds no jobs: Athena allows statements of 262,144 bytes
(https://docs.aws.amazon.com/athena/latest/ug/service-limits.html, read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..costs.dialects import DIALECTS, JSON, LABELS, MAP, midnight, month, name, tag
from ..providers import PROVIDERS
from ..tags.normalize import as_column, format_key
from .formats.aggregated import TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..costs.dialects import Dialect
    from .request import Request

READABLE = "readable_tags"
"""The column of a line's tags where they are a JSON object."""
COSTS = {"effective": "EffectiveCost", "billed": "BilledCost", "list": "ListCost"}
_COLUMNS = {
    "billing_currency": "BillingCurrency",
    "provider_name": "ProviderName",
    "charge_category": "ChargeCategory",
    "service_name": "ServiceName",
    "sub_account_id": "SubAccountId",
}
_DAYS = {
    "duckdb": "strftime({0}, '%Y-%m-%d')",
    "bigquery": "FORMAT_TIMESTAMP('%Y-%m-%d', {0})",
    **dict.fromkeys(("athena", "trino"), "date_format({0}, '%Y-%m-%d')"),
    **dict.fromkeys(("snowflake", "postgres"), "TO_CHAR({0}, 'YYYY-MM-DD')"),
    **dict.fromkeys(("databricks", "spark"), "date_format({0}, 'yyyy-MM-dd')"),
    **dict.fromkeys(("tsql", "fabric"), "CONVERT(char(10), {0}, 126)"),
}
"""`2025-01-31` of a timestamp."""
_STRING = r'"([^"\\[:cntrl:]]|\\["\\/bfnrt]|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4})*"'
_PAIR = rf"\s*{_STRING}\s*:\s*({_STRING}|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null)\s*"
_FLAT_OBJECT = rf"^\s*\{{({_PAIR}(,{_PAIR})*|\s*)\}}\s*$"
"""Tags as FOCUS has them. PostgreSQL before 16 has no test for JSON, and text that is none ends its whole query."""
_READABLE = {
    "duckdb": "json_valid({0})",
    "bigquery": "SAFE.PARSE_JSON({0}) IS NOT NULL",
    **dict.fromkeys(("athena", "trino"), "TRY(json_parse({0})) IS NOT NULL"),
    "snowflake": "TRY_PARSE_JSON({0}) IS NOT NULL",
    "postgres": f"{{0}} ~ '{_FLAT_OBJECT.replace('{', '{{').replace('}', '}}')}'",
    **dict.fromkeys(("databricks", "spark"), "from_json({0}, 'map<string,string>') IS NOT NULL"),
    **dict.fromkeys(("tsql", "fabric"), "ISJSON({0}) = 1"),
}
"""Whether text that begins as an object is JSON."""
_EMPTY = {
    MAP: {
        **dict.fromkeys(("duckdb", "athena", "trino"), "cardinality({0}) = 0"),
        **dict.fromkeys(("databricks", "spark"), "size({0}) = 0"),
        "snowflake": "ARRAY_SIZE(OBJECT_KEYS({0})) = 0",
    },
    LABELS: {"bigquery": "ARRAY_LENGTH({0}) = 0"},
}
"""Whether a map or a list of labels is empty."""


def aggregating(
    dialect_name: str, storage: str, table: str, keys: Iterable[Sequence[str]], request: Request
) -> str | None:
    """Return the statement for the cost by period, service, account and tags.

    None if the dialect does not have the storage.

    Each of the keys is a tag in all the spellings to look for, the canonical one first.
    """
    dialect, column = DIALECTS[dialect_name], "x_Labels" if storage == LABELS else "Tags"
    readable = READABLE if storage == JSON else column
    if tag(dialect, storage, column, "") is None:
        return None
    tags = {f"{TAG}{as_column(spellings[0])}": _first(dialect, storage, readable, spellings) for spellings in keys}
    start = "ChargePeriodStart"
    is_day = request.grain == "day"
    facts = {
        "charge_period": _DAYS[dialect_name].format(start) if is_day else month(dialect, start),
        **_COLUMNS,
        "tags_state": _state(dialect_name, storage, column),
        **tags,
    }
    number = "NUMERIC" if dialect_name == "bigquery" else "DECIMAL(38, 10)"
    inner = [f"{expression} AS {name(dialect, words)}" for words, expression in facts.items()]
    inner.append(f"CAST({COSTS[request.cost]} AS {number}) AS charge")
    groups = [name(dialect, words) for words in facts]
    bounds = [(">=", request.first), ("<", request.end)]
    period = [f"{start} {sign} {midnight(dialect, day)}" for sign, day in bounds if day]
    source = f"`{table}`" if dialect_name == "bigquery" else table
    lines = [
        "SELECT",
        *(f"  {group}," for group in groups),
        f"  SUM(charge) AS {name(dialect, 'cost')},",
        f"  COUNT(*) AS {name(dialect, 'row_count')}",
        "FROM (",
        "  SELECT",
        ",\n".join(f"    {expression}" for expression in inner),
        f"  FROM {_with_readable(dialect_name, column, source) if storage == JSON else source}",
        *(["  WHERE " + "\n    AND ".join(period)] if period else []),
        ") AS charges",
        f"GROUP BY {', '.join(groups)};",
    ]
    return "\n".join(lines) + "\n"


def _with_readable(dialect_name: str, column: str, table: str) -> str:
    """Return a table with one more column: its tags where they are a JSON object."""
    text = _text(dialect_name, column)
    is_object = f"{text} LIKE '{{%' AND {_READABLE[dialect_name].format(text)}"
    case = f"CASE WHEN {is_object} THEN {column} END AS {READABLE}"
    return f"(\n    SELECT *, {case}\n    FROM {table}\n  ) AS lines_with_tags"  # noqa: S608


def _text(dialect_name: str, column: str) -> str:
    return f"CAST({column} AS text)" if dialect_name == "postgres" else column


def _first(dialect: Dialect, storage: str, column: str, spellings: Sequence[str]) -> str:
    values = [str(tag(dialect, storage, column, key)) for key in spellings]
    return values[0] if len(values) == 1 else f"COALESCE({', '.join(values)})"


def _state(dialect_name: str, storage: str, column: str) -> str:
    """Return whether a line has tags, as `aggregated` names it."""
    if storage != JSON:
        is_empty = _EMPTY[storage][dialect_name].format(column)
        return f"CASE WHEN {column} IS NULL OR {is_empty} THEN 'none' ELSE 'some' END"
    return (
        f"CASE WHEN {column} IS NULL OR REPLACE({_text(dialect_name, column)}, ' ', '') IN ('', '{{}}') THEN 'none' "
        f"WHEN {READABLE} IS NOT NULL THEN 'some' ELSE 'unreadable' END"
    )


def spellings_of(key: str, providers: Iterable[str]) -> list[str]:
    """Return the spellings of a key in FOCUS data: as providers emit it, and with AWS prefixes."""
    spellings = [key]
    for provider in providers:
        emitted = format_key(provider, key, PROVIDERS[provider].GENERAL).text
        spellings += [emitted, *([f"user:{emitted}", f"user_{as_column(emitted)}"] if provider == "aws" else [])]
    return list(dict.fromkeys(spellings))
