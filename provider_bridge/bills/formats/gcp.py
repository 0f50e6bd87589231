"""Google Cloud's detailed usage cost export, as Parquet or JSON from BigQuery.

https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/detailed-usage (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bill import DIGITS
from ..sql import NULL, Column, TagColumn, identifier, labels, number, string, tag_column, timestamp
from .shape import USAGE, Shape

if TYPE_CHECKING:
    from ..sql import Columns

NAME = "gcp"
_LABELS = 'STRUCT("key" VARCHAR, "value" VARCHAR)[]'
JSON = ", ".join(
    f"{name}: '{type_}'"
    for name, type_ in {
        **dict.fromkeys(("usage_start_time", "cost", "currency", "cost_type", "cost_at_list"), "VARCHAR"),
        "service": "STRUCT(id VARCHAR, description VARCHAR)",
        "resource": "STRUCT(name VARCHAR)",
        "project": f"STRUCT(id VARCHAR, labels {_LABELS})",
        "labels": _LABELS,
        "credits": "STRUCT(amount VARCHAR)[]",
    }.items()
)
_REQUIRED = ("service", "usage_start_time", "cost", "currency")


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be such an export."""
    return [name for name in _REQUIRED if not columns.has(name)]


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line: labels of the resource, then of its project, and the cost with credits."""
    amount = columns.first("cost_at_list" if cost == "list" else "cost")
    if amount is None:
        return "cost_at_list"
    start, project, service = (columns.first(name) for name in ("usage_start_time", "project", "service"))
    kind = f"lower({string(columns.first('cost_type'))})"
    return Shape(
        tags=tag_column(columns.first("labels")),
        more_tags=TagColumn(
            labels(f"{identifier(project.name)}.labels") if project and "labels" in project.type else NULL
        ),
        start=timestamp(start),
        start_column=start,
        currency=string(columns.first("currency")),
        cost=number(amount) if cost == "list" else f"({number(amount)} + {_credits(columns.first('credits'))})",
        cost_columns=(amount,),
        category=f"CASE WHEN {kind} = 'tax' THEN 'tax' "
        f"WHEN {kind} IN ('adjustment', 'rounding_error') THEN 'adjustment' ELSE {USAGE} END",
        service=_field(service, "description"),
        service_code=_field(service, "id"),
        account=_field(project, "id"),
        provider="'Google Cloud'",
        resource=_field(columns.first("resource"), "name"),
    )


def _field(column: Column | None, name: str) -> str:
    return f"CAST({identifier(column.name)}.{name} AS VARCHAR)" if column else NULL


def _credits(column: Column | None) -> str:
    """Return the exact sum of the credits of a line, which are negative."""
    if column is None:
        return "0"
    amounts = f"[CAST(CAST(e.amount AS VARCHAR) AS DECIMAL(38, {DIGITS})) FOR e IN {identifier(column.name)}]"
    return f"coalesce(list_sum({amounts}), 0)"
