"""An allocation as plain data, for JSON: amounts are strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .exact import written, written_exactly
from .groups import grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .allocate import Allocated
    from .statement import CurrencyCost, PeriodCost


def as_data(allocated: Allocated, by: Sequence[str] = ()) -> dict[str, Any]:
    """Return an allocation as JSON shows it; `by` names what jobs are grouped by."""
    return {
        "period": {"from": allocated.first.isoformat(), "to": allocated.end.isoformat()},
        "cost": allocated.bill.cost,
        "currencies": {each.currency: _currency(each, allocated, by) for each in allocated.currencies},
        "sources": [
            {
                "path": source.path,
                "format": source.format,
                "rows": source.rows,
                "total": {currency: written_exactly(total) for currency, total in source.totals.items()},
            }
            for source in allocated.sources
        ],
    }


def _currency(cost: CurrencyCost, allocated: Allocated, by: Sequence[str]) -> dict[str, Any]:
    data = _period(cost.whole, cost.digits, allocated, by)
    if allocated.bill.grain != "total":
        data["periods"] = [
            {"period": period.period, **_period(period, cost.digits, allocated, by)} for period in cost.periods
        ]
    return data


def _period(period: PeriodCost, digits: int, allocated: Allocated, by: Sequence[str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        **{name: written(getattr(period, name), digits) for name in ("total", "direct", "split", "unallocated")},
        "jobs": [
            {
                "key": job.key,
                "tenant": job.tenant,
                **{name: written(getattr(job, name), digits) for name in ("direct", "split", "total")},
                "rows": job.rows,
            }
            for job in period.jobs
        ],
        "reasons": [
            {
                "reason": each.reason,
                "cost": written(each.cost, digits),
                "rows": each.rows,
                "services": list(each.services),
                "fix": each.fix,
            }
            for each in period.reasons
        ],
        "pools": [
            {
                "name": pool.name,
                "by": pool.by,
                "cost": written(pool.cost, digits),
                "unallocated": written(pool.unallocated, digits),
            }
            for pool in period.pools
        ],
    }
    if by:
        data["groups"] = [
            {
                "by": dict(zip(by, group.values, strict=True)),
                **{name: written(getattr(group, name), digits) for name in ("direct", "split", "total")},
                "rows": group.rows,
            }
            for group in grouped(period.jobs, allocated.jobs, by)
        ]
    return data
