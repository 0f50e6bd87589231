"""Costs in FOCUS data, on the engine that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .dialects import DIALECTS, JSON, LABELS, object_or_null, tag
from .statement import Bill, statement

if TYPE_CHECKING:
    from .cost_query import CostQuery
    from .dialects import Dialect

TABLE = "focus"
_READABLE = "readable_tags"


def default_storage(dialect: str) -> str:
    """Return the usual form of tags in FOCUS data on an engine: labels on BigQuery, else JSON text."""
    return LABELS if dialect == "bigquery" else JSON


class FocusTags(NamedTuple):
    """The column of tags in FOCUS data, and the table that has it."""

    column: str
    """The column as the data has it."""
    readable: str
    """The column to read tags from: of JSON text, only what is an object."""
    source: str


def focus_tags(dialect: Dialect, storage: str, table: str) -> FocusTags | None:
    """Return where to read the tags of FOCUS data from; None if the dialect has no such storage.

    Google's FOCUS data has no `Tags`, but `x_Labels`, a list of `Key` and `Value`:
    https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/focus (read 2026-11-30).
    """
    column = "x_Labels" if storage == LABELS else "Tags"
    if tag(dialect, storage, column, "") is None:
        return None
    source = dialect.table.format(table=table)
    if storage != JSON:
        return FocusTags(column, column, source)
    lines = f"SELECT *, {object_or_null(dialect, column)} AS {_READABLE}\n    FROM {source}"  # noqa: S608
    return FocusTags(column, _READABLE, f"(\n    {lines}\n  ) AS lines_with_tags")


def focus(query: CostQuery, dialect_name: str, storage: str, table: str = TABLE) -> str | None:
    """Return a statement over FOCUS data; None if the dialect has no such storage."""
    dialect = DIALECTS[dialect_name]
    tags = focus_tags(dialect, storage, table)
    if tags is None:
        return None
    column = tags.readable
    bill = Bill(
        tags.source,
        "ChargePeriodStart",
        "EffectiveCost",
        "BillingCurrency",
        lambda key: str(tag(dialect, storage, column, key)),
    )
    return statement(query, bill, dialect)
