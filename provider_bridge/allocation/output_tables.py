"""An allocation as tables of text, which the formats for people and for spreadsheets write."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..wording import count, percent
from .exact import written
from .groups import JOB, TENANT, grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .allocate import Allocated
    from .statement import CurrencyCost, PeriodCost


class Table(NamedTuple):
    """A table: its columns, its rows, and from which column on there are numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int


def title(allocated: Allocated) -> str:
    """Return what the allocation is about: kind of cost, days, files and lines."""
    last = allocated.end.toordinal() - 1
    files, lines = len(allocated.sources), sum(source.rows for source in allocated.sources)
    days = f"{allocated.first} to {type(allocated.end).fromordinal(last)}"
    return f"{allocated.bill.cost} cost, {days}, {count(files, 'file')}, {count(lines, 'line')}"


def heading(cost: CurrencyCost) -> str:
    """Return the totals of a currency, each with its part of the whole."""
    whole = cost.whole
    parts = [
        f"{name} {written(amount, cost.digits)} ({percent(amount, whole.total)})"
        for name, amount in (("direct", whole.direct), ("split", whole.split), ("unallocated", whole.unallocated))
    ]
    return f"{cost.currency} {written(whole.total, cost.digits)}: {', '.join(parts)}"


def of_jobs(cost: CurrencyCost, allocated: Allocated, by: Sequence[str]) -> Table:
    """Return the cost of jobs, or of what they are grouped by, a row for each period."""
    names = tuple(by) or (JOB, TENANT)
    has_periods = allocated.bill.grain != "total"
    rows = [
        (
            *((period.period,) if has_periods else ()),
            *group.values,
            *(written(amount, cost.digits) for amount in (group.direct, group.split, group.total)),
            str(group.rows),
        )
        for period in _periods(cost, allocated)
        for group in grouped(period.jobs, allocated.jobs, names)
    ]
    columns = (*(("period",) if has_periods else ()), *names)
    return Table((*columns, "direct", "split", "total", "lines"), tuple(rows), len(columns))


def of_reasons(cost: CurrencyCost, allocated: Allocated) -> Table:
    """Return the cost without a job by reason, a row for each period."""
    has_periods = allocated.bill.grain != "total"
    rows = [
        (
            *((period.period,) if has_periods else ()),
            each.reason,
            ", ".join(each.services),
            written(each.cost, cost.digits),
            str(each.rows),
        )
        for period in _periods(cost, allocated)
        for each in period.reasons
    ]
    columns = (*(("period",) if has_periods else ()), "reason", "services")
    return Table((*columns, "cost", "lines"), tuple(rows), len(columns))


def of_pools(cost: CurrencyCost) -> Table:
    """Return the pools of shared cost."""
    rows = [
        (pool.name, pool.by, written(pool.cost, cost.digits), written(pool.unallocated, cost.digits))
        for pool in cost.whole.pools
        if pool.cost or pool.unallocated
    ]
    return Table(("pool", "by", "cost", "unallocated"), tuple(rows), 2)


def fixes(cost: CurrencyCost) -> Iterator[tuple[str, str]]:
    """Return each reason with its fix."""
    for each in cost.whole.reasons:
        yield each.reason, each.fix


def _periods(cost: CurrencyCost, allocated: Allocated) -> Sequence[PeriodCost]:
    return (cost.whole,) if allocated.bill.grain == "total" else cost.periods
