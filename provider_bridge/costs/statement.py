"""The SQL statement over a bill: one template for every bill and dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .dialects import column_names, midnight, month, name, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cost_query import CostQuery
    from .dialects import Dialect


class Bill(NamedTuple):
    """The columns of a bill as expressions."""

    table: str
    time: str
    """Start of the charge, a timestamp."""
    cost: str
    currency: str
    tag: Callable[[str], str]
    """Make the expression for the value of a tag key."""
    conditions: tuple[str, ...] = ()


def statement(query: CostQuery, bill: Bill, dialect: Dialect) -> str:
    """Return the statement for the costs by tags, month and currency.

    Tags are read row by row in an inner query, so that no cost counts twice and no engine groups by an expression.
    """
    keys = tuple(dict.fromkeys([*query.group_by, *(key for key, _ in query.where)]))
    columns = {key: name(dialect, words) for key, words in column_names(keys).items()}
    conditions = (
        f"{bill.time} >= {midnight(dialect, query.first)}",
        f"{bill.time} < {midnight(dialect, query.end)}",
        *bill.conditions,
    )
    inner = [
        *(f"{bill.tag(key)} AS {column}" for key, column in columns.items()),
        f"{month(dialect, bill.time)} AS charge_month",
        f"{bill.cost} AS charge",
        bill.currency if bill.currency == "currency" else f"{bill.currency} AS currency",
    ]
    filters = [
        f"{columns[key]} IN ({', '.join(text(dialect, value) for value in values)})" for key, values in query.where
    ]
    groups = [*(columns[key] for key in query.group_by), "charge_month", "currency"]
    lines = [
        "SELECT",
        *(f"  {column}," for column in groups[:-1]),
        "  SUM(charge) AS cost,",
        "  currency",
        "FROM (",
        "  SELECT",
        ",\n".join(f"    {column}" for column in inner),
        f"  FROM {bill.table}",
        "  WHERE " + "\n    AND ".join(conditions),
        ") AS charges",
        *(["WHERE " + "\n  AND ".join(filters)] if filters else []),
        f"GROUP BY {', '.join(groups)}",
        "ORDER BY charge_month, cost DESC;",
    ]
    return "\n".join(lines) + "\n"
