"""The result of the statement of `allocate --print-sql`: lines added up by tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import TagColumn, number, object_of, string, timestamp
from .shape import USAGE, Shape

if TYPE_CHECKING:
    from ..sql import Columns

NAME = "aggregated"
JSON = ""
TAG = "tag_"
"""What comes before the plain form of a key in the name of a column."""
UNREADABLE = "unreadable"
_REQUIRED = ("charge_period", "billing_currency", "charge_category", "tags_state", "cost", "row_count")


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be such a result."""
    return [name for name in _REQUIRED if not columns.has(name)]


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line: the kind of cost is the one that the statement added up."""
    del cost
    amount, start, rows = (columns.first(name) for name in ("cost", "charge_period", "row_count"))
    assert amount
    assert rows
    tags = {column.name[len(TAG) :]: column for column in columns.starting(TAG)}
    state = string(columns.first("tags_state"))
    has_other_tags = '\'{"": ""}\''
    return Shape(
        tags=TagColumn(
            f"CASE {state} WHEN 'none' THEN NULL WHEN '{UNREADABLE}' THEN '{UNREADABLE}' "
            f"ELSE coalesce(nullif({object_of(tags)}, '{{}}'), {has_other_tags}) END"
        ),
        start=timestamp(start),
        start_column=start,
        currency=string(columns.first("billing_currency")),
        cost=number(amount),
        cost_columns=(amount, rows),
        category=f"coalesce(lower({string(columns.first('charge_category'))}), {USAGE})",
        service=string(columns.first("service_name")),
        account=string(columns.first("sub_account_id")),
        provider=string(columns.first("provider_name")),
        rows=f"TRY_CAST({number(rows)} AS BIGINT)",
        is_month=f"length({string(start)}) = length('2025-01')",
        keys=tuple(tags),
    )
