"""The cost of jobs as the report has it: by job, by reason, over time, and by groups of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..allocation.exact import written
from ..allocation.groups import TENANT, grouped
from ..allocation.output_data import as_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..allocation.allocate import Allocated
    from ..allocation.statement import CurrencyCost, PeriodCost

_PARTS = ("direct", "split", "unallocated", "total")


def cost_data(allocated: Allocated, by: Sequence[str]) -> dict[str, Any]:
    """Return an allocation as `allocate` shows it, with short periods, and groups by some tags."""
    data = as_data(allocated._replace(bill=allocated.bill._replace(grain="total")))
    for cost in allocated.currencies:
        data["currencies"][cost.currency] |= {
            "digits": cost.digits,
            "periods": [_period(period, cost.digits) for period in cost.periods],
            "groups": [{"by": name, "values": _groups(cost, allocated, name)} for name in dict.fromkeys((TENANT, *by))],
        }
    return {**data, "grain": allocated.bill.grain}


def _period(period: PeriodCost, digits: int) -> dict[str, Any]:
    return {
        "period": period.period,
        **{name: written(getattr(period, name), digits) for name in _PARTS},
        "reasons": {each.reason: written(each.cost, digits) for each in period.reasons},
    }


def _groups(cost: CurrencyCost, allocated: Allocated, name: str) -> list[dict[str, Any]]:
    """Return the cost of jobs by the values of a tag, the most first."""
    groups = sorted(grouped(cost.whole.jobs, allocated.jobs, (name,)), key=lambda group: -group.total)
    return [
        {
            "value": group.values[0],
            **{part: written(getattr(group, part), cost.digits) for part in ("direct", "split", "total")},
            "rows": group.rows,
        }
        for group in groups
    ]
