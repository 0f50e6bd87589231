"""The statements that add up the rows of a file, without counting split costs twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .request import GRAINS

if TYPE_CHECKING:
    from .formats.shape import Shape
    from .request import Request
    from .table import Table

_GROUPED = "tags, more_tags, period, currency, category, service, service_code, account, provider"
NO_PARENTS = (
    "CREATE TEMP TABLE IF NOT EXISTS parents (resource VARCHAR, period VARCHAR, currency VARCHAR, cost DECIMAL(38, 18))"
)
"""Of each resource that rows are a part of, their cost, of all files."""
REMOVE_TAKEN = (
    "DELETE FROM parents USING lines WHERE parents.resource = lines.resource AND parents.period = lines.period "
    "AND parents.currency = lines.currency"
)


def added_up(table: Table, shape: Shape, request: Request) -> str:
    """Return the query that adds up rows which are equal in all columns that matter."""
    return f"""SELECT {_GROUPED}, sum(cost) AS cost, sum(n) AS n, min(start) AS first, max(start) AS last,
  max(basis) AS basis, bool_or(cost IS NULL OR n IS NULL) AS bad_number, bool_or(start IS NULL) AS bad_start,
  bool_or(currency IS NULL) AS bad_currency
FROM {_rows(table, shape, request)} GROUP BY ALL"""  # noqa: S608


def lines(table: Table, shape: Shape, request: Request) -> str:
    """Return the query for the rows themselves, to compare two files."""
    columns = "tags, more_tags, start, currency, cost, category, service, account, resource"
    return f"SELECT {columns} FROM {_rows(table, shape, request)}"  # noqa: S608


def add_parents(table: Table, shape: Shape, request: Request) -> str:
    """Return the statement that notes the cost of rows which are a part of a resource."""
    rows = _rows(table, shape, request)
    return (
        "INSERT INTO parents SELECT parent, period, currency, sum(cost) "  # noqa: S608
        f"FROM {rows} WHERE parent IS NOT NULL GROUP BY ALL"
    )


def less_parts(table: Table, shape: Shape, request: Request) -> str:
    """Return the query for the split cost to subtract from each resource of a file.

    Each resource is counted once, by its tags with the most cost.
    """
    own = f"""SELECT {_GROUPED}, resource, sum(cost) AS own, min(start) AS first, max(start) AS last
  FROM {_rows(table, shape, request)} WHERE parent IS NULL AND resource IN (SELECT resource FROM parents)
  GROUP BY ALL"""  # noqa: S608
    greatest = "row_number() OVER (PARTITION BY resource, period, currency ORDER BY own DESC, tags, service) = 1"
    parts = "SELECT resource, period, currency, sum(cost) AS parts FROM parents GROUP BY ALL"
    return f"""SELECT {_GROUPED}, resource, -parts AS cost, 0 AS n, first, last
FROM (SELECT * FROM ({own}) QUALIFY {greatest}) JOIN ({parts}) USING (resource, period, currency)"""  # noqa: S608


def is_asked(request: Request, start: str = "start") -> str:
    """Return whether a charge starts in the requested period. A missing start is an error later."""
    period = [f"{start} >= DATE '{request.first}'"] if request.first else []
    period += [f"{start} < DATE '{request.end}'"] if request.end else []
    return f"({start} IS NULL OR ({' AND '.join(period)}))" if period else "TRUE"


def _rows(table: Table, shape: Shape, request: Request) -> str:
    """Return the rows of the period that is asked for, as what allocation looks at."""
    return f"""(SELECT * EXCLUDE (service, account), {GRAINS[request.grain]} AS period,
  coalesce(service, '') AS service, coalesce(account, '') AS account
FROM (SELECT {shape.tags} AS tags, {shape.more_tags} AS more_tags, {shape.start} AS start, {shape.currency} AS currency,
  {shape.cost} AS cost, {shape.category} AS category, {shape.service} AS service, {shape.service_code} AS service_code,
  {shape.account} AS account, {shape.provider} AS provider, {shape.rows} AS n, {shape.basis} AS basis,
  {shape.resource} AS resource, {shape.parent} AS parent
  FROM {table.relation} WHERE coalesce({shape.is_line}, TRUE))
WHERE {is_asked(request)})"""  # noqa: S608
