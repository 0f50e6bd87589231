"""The charts and tables of the cost in one currency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ..wording import percent
from .charts import Chart, bars, columns, strips
from .tables import MAX_GROUPS, Table, amount, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PARTS = (("direct", "direct"), ("split", "split"), ("rest", "unallocated"))
"""The colors of charts, and the parts of cost."""
_NAMES = ("direct", "split", "unallocated", "total")
_TOP = 10
"""How many jobs or groups a chart has."""
_MOST_DAYS = 10 * 366
"""The days of a bill up to which charts have each month, also one without cost."""


class Plot(NamedTuple):
    """A chart and the table with its numbers."""

    chart: Chart
    table: Table


class CostView(NamedTuple):
    """The cost in one currency as the page has it."""

    currency: str
    summary: list[tuple[str, str, str]]
    over_time: Plot
    reasons_over_time: Plot | None
    groups: list[Plot]
    """By tenant, by tags and by job."""
    tables: list[Table]
    """Reasons and pools."""


def cost_views(cost: Mapping[str, Any] | None) -> list[CostView]:
    """Return the views of all currencies; none without a bill."""
    if cost is None:
        return []
    return [_view(currency, of_currency, cost["grain"]) for currency, of_currency in cost["currencies"].items()]


def _view(currency: str, cost: Mapping[str, Any], grain: str) -> CostView:
    periods = {each["period"]: each for each in cost["periods"]}
    names = _every([*periods], grain)
    return CostView(
        currency,
        _summary(currency, cost),
        _over_time(currency, periods, names, grain),
        _reasons_over_time(currency, cost, periods, names) if cost["reasons"] else None,
        [*(_groups(currency, each) for each in cost["groups"]), _jobs(currency, cost["jobs"])] if cost["jobs"] else [],
        _tables(currency, cost),
    )


def _summary(currency: str, cost: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the name, the value and the detail of each figure."""
    total = Decimal(cost["total"])
    parts = [
        (title, percent(Decimal(cost[name]), total), f"{amount(cost[name])} {currency}")
        for title, name in (("Direct to jobs", "direct"), ("Shared, split", "split"), ("Unallocated", "unallocated"))
    ]
    return [("Cost", amount(cost["total"]), f"{currency}, the total of the bill"), *parts]


def _every(periods: Sequence[str], grain: str) -> list[str]:
    """Return all periods from the first to the last, also those without cost, if they are not too many."""
    is_month = grain == "month"
    first, last = (date.fromisoformat(f"{each}-01" if is_month else each) for each in (periods[0], periods[-1]))
    if (last - first).days > _MOST_DAYS:
        return [*periods]
    every = [first]
    while every[-1] < last:
        after = every[-1] + timedelta(days=32 if is_month else 1)
        every.append(after.replace(day=1) if is_month else after)
    return [each.isoformat()[: len("2025-01")] if is_month else each.isoformat() for each in every]


def _over_time(currency: str, periods: Mapping[str, Mapping[str, Any]], names: Sequence[str], grain: str) -> Plot:
    title = f"Cost by {grain} in {currency}"
    rows = [
        (name, [(kind, Decimal(periods[name][part]) if name in periods else Decimal(0)) for kind, part in _PARTS])
        for name in names
    ]
    numbers = [(name, *(amount(periods[name][part]) if name in periods else "0" for part in _NAMES)) for name in names]
    return Plot(columns(title, _PARTS, rows), table(title, (grain, *_NAMES), numbers, (1, 2, 3, 4)))


def _reasons_over_time(
    currency: str, cost: Mapping[str, Any], periods: Mapping[str, Mapping[str, Any]], names: Sequence[str]
) -> Plot:
    title = f"Unallocated cost by reason over time in {currency}"
    reasons = [each["reason"] for each in cost["reasons"]]

    def at(name: str, reason: str) -> str:
        cost_of: str = periods[name]["reasons"].get(reason, "0") if name in periods else "0"
        return cost_of

    rows = [
        (each["reason"], amount(each["cost"]), [Decimal(at(name, each["reason"])) for name in names])
        for each in cost["reasons"]
    ]
    numbers = [(name, *(amount(at(name, reason)) for reason in reasons)) for name in names]
    return Plot(strips(title, names, rows), table(title, ("period", *reasons), numbers, range(1, 1 + len(reasons))))


def _groups(currency: str, group: Mapping[str, Any]) -> Plot:
    values = [{**each, "value": each["value"] or "(none)"} for each in group["values"]]
    return _ranked(f"Cost by {group['by']} in {currency}", group["by"], values)


def _jobs(currency: str, jobs: Sequence[Mapping[str, Any]]) -> Plot:
    ranked = sorted(jobs, key=lambda job: (-Decimal(job["total"]), job["key"]))
    return _ranked(f"Cost by job in {currency}", "job", [{**job, "value": job["key"]} for job in ranked])


def _ranked(title: str, name: str, values: Sequence[Mapping[str, Any]]) -> Plot:
    """Return the values with the most cost; the chart has fewer of them than the table."""
    drawn = [
        (each["value"], amount(each["total"]), [(kind, Decimal(each[part])) for kind, part in _PARTS[:2]])
        for each in values[:_TOP]
    ]
    rows = [
        (each["value"], *(amount(each[part]) for part in ("direct", "split", "total")), each["rows"]) for each in values
    ]
    numbers = table(title, (name, "direct", "split", "total", "lines"), rows, (1, 2, 3, 4), MAX_GROUPS)
    return Plot(bars(title, _PARTS[:2], drawn), numbers)


def _tables(currency: str, cost: Mapping[str, Any]) -> list[Table]:
    reasons = [
        (each["reason"], ", ".join(each["services"]), each["fix"], amount(each["cost"]), each["rows"])
        for each in cost["reasons"]
    ]
    pools = [(each["name"], each["by"], amount(each["cost"]), amount(each["unallocated"])) for each in cost["pools"]]
    tables = []
    if reasons:
        names = ("reason", "services with the most cost", "fix", "cost", "lines")
        tables.append(table(f"Cost that leads to no job in {currency}, and why", names, reasons, (3, 4)))
    if pools:
        tables.append(
            table(f"Pools of shared cost in {currency}", ("pool", "by", "cost", "unallocated"), pools, (2, 3))
        )
    return tables
