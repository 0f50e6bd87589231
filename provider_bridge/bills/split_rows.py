"""The statements that add up the rows of a file, without counting split costs twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .request import GRAINS
from .sql import NULL
from .tag_sql import in_any_storage

if TYPE_CHECKING:
    from .formats.shape import Shape
    from .request import Request
    from .sql import TagColumn
    from .table import Table
    from .tagged_lines import TaggedTable

_FACTS = "period, currency, category, service, service_code, account, provider"
NO_PARENTS = (
    "CREATE TEMP TABLE IF NOT EXISTS parents (resource VARCHAR, period VARCHAR, currency VARCHAR, cost DECIMAL(38, 18))"
)
"""Of each resource that rows are a part of, their cost, of all files."""
REMOVE_TAKEN = (
    "DELETE FROM parents USING lines WHERE parents.resource = lines.resource AND parents.period = lines.period "
    "AND parents.currency = lines.currency"
)


def added_up(tagged: TaggedTable, request: Request) -> str:
    """Return the query that adds up rows which are equal in all columns that matter."""
    basis = "" if tagged.shape.basis == NULL else ", max(basis) AS basis"
    rows = "count(*)" if tagged.shape.rows == "1" else "sum(n)"
    return f"""SELECT {_grouped(tagged)},
  sum(cost) AS cost, {rows} AS n, min(start) AS first, max(start) AS last{basis},
  bool_or(cost IS NULL OR n IS NULL) AS bad_number, bool_or(start IS NULL) AS bad_start
FROM {_tagged(tagged, request)} GROUP BY ALL"""  # noqa: S608


def lines(table: Table, shape: Shape, request: Request) -> str:
    """Return the query for the rows themselves, to compare two files."""
    tags, more_tags = named(shape)
    columns = "start, currency, cost, category, service, account, resource"
    return f"SELECT {in_any_storage(tags)}, {in_any_storage(more_tags)}, {columns} FROM {_rows(table, shape, request)}"  # noqa: S608


def span(table: Table, shape: Shape, request: Request) -> str:
    """Return the query for the first and the last start of a charge."""
    return f"SELECT min(start), max(start) FROM {_rows(table, shape, request)}"  # noqa: S608


def add_parents(table: Table, shape: Shape, request: Request) -> str:
    """Return the statement that notes the cost of rows which are a part of a resource."""
    rows = _rows(table, shape, request)
    return (
        "INSERT INTO parents SELECT parent, period, currency, sum(cost) "  # noqa: S608
        f"FROM {rows} WHERE parent IS NOT NULL GROUP BY ALL"
    )


def less_parts(tagged: TaggedTable, request: Request) -> str:
    """Return the query for the split cost to subtract from each resource of a file.

    Each resource is counted once, by its tags with the most cost.
    """
    own = f"""SELECT {_grouped(tagged)}, resource, sum(cost) AS own, min(start) AS first, max(start) AS last
  FROM {_tagged(tagged, request)} WHERE parent IS NULL AND resource IN (SELECT resource FROM parents)
  GROUP BY ALL"""  # noqa: S608
    order = ", ".join(("own DESC", *tagged.lookup.names, "service"))
    greatest = f"row_number() OVER (PARTITION BY resource, period, currency ORDER BY {order}) = 1"
    parts = "SELECT resource, period, currency, sum(cost) AS parts FROM parents GROUP BY ALL"
    return f"""SELECT {_grouped(tagged)}, resource, -parts AS cost, 0 AS n, first, last
FROM (SELECT * FROM ({own}) QUALIFY {greatest}) JOIN ({parts}) USING (resource, period, currency)"""  # noqa: S608


def is_asked(request: Request, start: str = "start") -> str:
    """Return whether a charge starts in the requested period. A missing start is an error later."""
    period = [f"{start} >= DATE '{request.first}'"] if request.first else []
    period += [f"{start} < DATE '{request.end}'"] if request.end else []
    return f"({start} IS NULL OR ({' AND '.join(period)}))" if period else "TRUE"


def _grouped(tagged: TaggedTable) -> str:
    """Return the columns in which rows that are added up are equal."""
    return ", ".join((*tagged.lookup.names, _FACTS))


def _tagged(tagged: TaggedTable, request: Request) -> str:
    """Return the rows with the tags that are asked for in place of all."""
    columns = tagged.lookup.columns(*named(tagged.shape))
    return f"(SELECT * EXCLUDE (tags, more_tags), {columns} FROM {_rows(tagged.table, tagged.shape, request)})"  # noqa: S608


def named(shape: Shape) -> tuple[TagColumn, TagColumn]:
    """Return the columns of tags by the names `tags` and `more_tags`."""
    return shape.tags._replace(expression="tags"), shape.more_tags._replace(expression="more_tags")


def _rows(table: Table, shape: Shape, request: Request) -> str:
    """Return the rows of the period that is asked for, as what allocation looks at."""
    return f"""(SELECT * EXCLUDE (service, account), {GRAINS[request.grain]} AS period,
  coalesce(service, '') AS service, coalesce(account, '') AS account
FROM (SELECT {shape.tags.expression} AS tags, {shape.more_tags.expression} AS more_tags,
  {shape.start} AS start, {shape.currency} AS currency, {shape.cost} AS cost, {shape.category} AS category,
  {shape.service} AS service, {shape.service_code} AS service_code, {shape.account} AS account,
  {shape.provider} AS provider, {shape.rows} AS n, {shape.basis} AS basis, {shape.resource} AS resource,
  {shape.parent} AS parent
  FROM {table.relation} WHERE coalesce({shape.is_line}, TRUE))
WHERE {is_asked(request)})"""  # noqa: S608
