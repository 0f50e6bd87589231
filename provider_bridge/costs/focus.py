"""Costs in FOCUS data, on the engine that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dialects import DIALECTS, JSON, LABELS, tag
from .statement import Bill, statement

if TYPE_CHECKING:
    from .cost_query import CostQuery

TABLE = "focus"


def default_storage(dialect: str) -> str:
    """Return the usual form of tags in FOCUS data on an engine: labels on BigQuery, else JSON text."""
    return LABELS if dialect == "bigquery" else JSON


def focus(query: CostQuery, dialect_name: str, storage: str, table: str = TABLE) -> str | None:
    """Return a statement over FOCUS data; None if the dialect has no such storage.

    Google's FOCUS data has no `Tags`, but `x_Labels`, a list of `Key` and `Value`:
    https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/focus (read 2026-11-30).
    """
    dialect = DIALECTS[dialect_name]
    column = "x_Labels" if storage == LABELS else "Tags"
    if tag(dialect, storage, column, "") is None:
        return None
    bill = Bill(
        f"`{table}`" if dialect_name == "bigquery" else table,
        "ChargePeriodStart",
        "EffectiveCost",
        "BillingCurrency",
        lambda key: str(tag(dialect, storage, column, key)),
    )
    return statement(query, bill, dialect)
