"""The statement: what each job, reason and pool costs, in minor units whose parts equal every total."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .exact import digits, round_parts, round_second, round_table, rounded
from .reasons import REASONS, WITHOUT_WEIGHT, decided, fix_of
from .splitting import DIRECT, direct_by_month, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..policy.allocation import Pool
    from .ledger import Ledger
    from .matching import JobIndex
    from .reasons import Pending
    from .splitting import Parts, ReasonParts

_JOB, _REASON = "job", "reason"
_DIRECT, _SPLIT = _PARTS = ("direct", "split")
_TOP = 3
"""How many services a reason names."""


class JobCost(NamedTuple):
    """The cost of a job."""

    key: str
    tenant: str
    direct: int
    split: int
    rows: int

    @property
    def total(self) -> int:
        """Direct cost and the parts of shared cost."""
        return self.direct + self.split


class ReasonCost(NamedTuple):
    """The cost that leads to no job for one reason."""

    reason: str
    cost: int
    rows: int
    services: tuple[str, ...]
    """Those with the most cost, at most three."""
    fix: str


class PoolCost(NamedTuple):
    """The cost of a pool, and the part that no job shares."""

    name: str
    by: str
    cost: int
    unallocated: int


class PeriodCost(NamedTuple):
    """The cost of a period in one currency; every total is the sum of parts."""

    period: str
    jobs: tuple[JobCost, ...]
    reasons: tuple[ReasonCost, ...]
    pools: tuple[PoolCost, ...]

    @property
    def direct(self) -> int:
        """The cost of lines that name their job."""
        return sum(job.direct for job in self.jobs)

    @property
    def split(self) -> int:
        """The shared cost that jobs bear."""
        return sum(job.split for job in self.jobs)

    @property
    def unallocated(self) -> int:
        """The cost that leads to no job."""
        return sum(reason.cost for reason in self.reasons)

    @property
    def total(self) -> int:
        """The whole cost."""
        return self.direct + self.split + self.unallocated


class CurrencyCost(NamedTuple):
    """The cost in one currency: of the whole bill, and of each period."""

    currency: str
    digits: int
    whole: PeriodCost
    periods: tuple[PeriodCost, ...]


def settle(ledger: Ledger, pools: Sequence[Pool], index: JobIndex, prefix: str) -> list[CurrencyCost]:
    """Split the shared cost of a ledger, and round each job and each reason once.

    Raises:
        AssertionError: The parts are not the total: a bug.

    """
    buckets = sorted({*ledger.direct, *ledger.pooled, *ledger.unmatched})
    costs, by_month = [], direct_by_month(ledger)
    for currency in sorted({currency for currency, _ in buckets}):
        periods = [period for of, period in buckets if of == currency]
        exact = {period: split(ledger, (currency, period), pools, index, by_month) for period in periods}
        fixes = _fixes(ledger, currency, exact.values(), pools, index, prefix)
        cost = _in_currency(currency, exact, pools, index, fixes)
        expected = rounded(ledger.totals[currency], cost.digits)
        if {cost.whole.total, sum(period.total for period in cost.periods)} != {expected}:
            raise AssertionError(f"the parts of the bill in {currency} are not its total")
        costs.append(cost)
    return costs


def _in_currency(
    currency: str, exact: Mapping[str, Parts], pools: Sequence[Pool], index: JobIndex, fixes: Mapping[str, str]
) -> CurrencyCost:
    """Round all jobs and reasons together to the rounded total, then their parts by period."""
    places = digits(currency)
    jobs, reasons = _by_leaf(exact)
    leaves: dict[tuple[str, str], int] = {
        **{(_JOB, key): sum(of_job[_DIRECT].values()) + sum(of_job[_SPLIT].values()) for key, of_job in jobs.items()},
        **{(_REASON, reason): sum(of_reason.values()) for reason, of_reason in reasons.items()},
    }
    units = round_parts(rounded(sum(leaves.values()), places), leaves, places)
    costs = _round_parts(units, jobs, reasons, places)
    tenants = {job.key: job.tenant_id for job in index.jobs}
    periods = []
    for period, parts in exact.items():
        of_jobs = [
            JobCost(
                key,
                tenants[key],
                costs[_JOB, key, _DIRECT][period],
                costs[_JOB, key, _SPLIT][period],
                parts.rows.get(key, 0),
            )
            for key in sorted(parts.jobs)
        ]
        services = _services([parts.reasons])
        of_reasons = [
            ReasonCost(reason, costs[_REASON, reason, ""][period], each.rows, services[reason], fixes[reason])
            for reason in REASONS
            if (each := parts.reasons.get(reason))
        ]
        periods.append(PeriodCost(period, tuple(of_jobs), tuple(of_reasons), _pools([parts], pools, places)))
    whole = _together(periods, _services(parts.reasons for parts in exact.values()))
    return CurrencyCost(currency, places, whole._replace(pools=_pools(exact.values(), pools, places)), tuple(periods))


def _by_leaf(exact: Mapping[str, Parts]) -> tuple[dict[str, dict[str, dict[str, int]]], dict[str, dict[str, int]]]:
    """Return the exact parts of each job, direct and split, by period, and those of each reason."""
    jobs: dict[str, dict[str, dict[str, int]]] = {}
    reasons: dict[str, dict[str, int]] = {}
    for period, parts in exact.items():
        for key, of_job in parts.jobs.items():
            of_leaf = jobs.setdefault(key, {_DIRECT: {}, _SPLIT: {}})
            of_leaf[_DIRECT][period] = of_job.get(DIRECT, 0)
            of_leaf[_SPLIT][period] = sum(cost for pool, cost in of_job.items() if pool != DIRECT)
        for reason, each in parts.reasons.items():
            reasons.setdefault(reason, {})[period] = each.cost
    return jobs, reasons


def _round_parts(
    units: Mapping[tuple[str, str], int],
    jobs: Mapping[str, Mapping[str, Mapping[str, int]]],
    reasons: Mapping[str, Mapping[str, int]],
    places: int,
) -> dict[tuple[str, str, str], dict[str, int]]:
    """Return the parts by period of rounded leaves: direct and split cost of each job, and each reason."""
    direct, shared = ({key: sum(of_job[part].values()) for key, of_job in jobs.items()} for part in _PARTS)
    splits = round_second({key: units[_JOB, key] for key in jobs}, direct, shared, places)
    totals = {
        **{(_JOB, key, _DIRECT): units[_JOB, key] - splits[key] for key in jobs},
        **{(_JOB, key, _SPLIT): splits[key] for key in jobs},
        **{(_REASON, reason, ""): units[_REASON, reason] for reason in reasons},
    }
    exact = {
        **{(_JOB, key, part): of_part for key, of_job in jobs.items() for part, of_part in of_job.items()},
        **{(_REASON, reason, ""): of_reason for reason, of_reason in reasons.items()},
    }
    return round_table(totals, exact, places)


def _pools(periods: Iterable[Parts], pools: Sequence[Pool], places: int) -> tuple[PoolCost, ...]:
    """Return the pools, each rounded by itself. Shares of jobs are rounded with their other cost."""
    costs, unallocated = [0] * len(pools), [0] * len(pools)
    for parts in periods:
        shares = [share for of_job in parts.jobs.values() for share in of_job.items()]
        without = [*parts.reasons[WITHOUT_WEIGHT].pools.items()] if WITHOUT_WEIGHT in parts.reasons else []
        for pool, cost in (*shares, *without):
            if pool != DIRECT:
                costs[pool] += cost
        for pool, cost in without:
            unallocated[pool] += cost
    return tuple(
        PoolCost(pool.name, pool.by, rounded(cost, places), rounded(left, places))
        for pool, cost, left in zip(pools, costs, unallocated, strict=True)
    )


def _services(periods: Iterable[Mapping[str, ReasonParts]]) -> dict[str, tuple[str, ...]]:
    """Return the services with the most cost of each reason."""
    costs: dict[str, dict[str, int]] = {}
    for reasons in periods:
        for reason, each in reasons.items():
            of_reason = costs.setdefault(reason, {})
            for service, cost in each.services.items():
                of_reason[service] = of_reason.get(service, 0) + cost
    return {
        reason: tuple(sorted(filter(None, of_reason), key=lambda service: (-abs(of_reason[service]), service))[:_TOP])
        for reason, of_reason in costs.items()
    }


def _fixes(
    ledger: Ledger, currency: str, exact: Iterable[Parts], pools: Sequence[Pool], index: JobIndex, prefix: str
) -> dict[str, str]:
    """Return the fix of each reason, by the lines with the most cost."""
    reasons = [reason for parts in exact for reason in parts.reasons.items()]
    costs = sorted(ledger.examples.get(currency, {}).items(), key=lambda each: (-abs(each[1]), str(each[0])))
    examples: dict[str, list[Pending]] = {reason: [] for reason, _ in reasons}
    for pending, _ in costs:
        examples[decided(pending, index.identity, ledger.seen)].append(pending)
    without = sorted({pools[pool].name for _, each in reasons for pool in each.pools})
    return {reason: fix_of(reason, of_reason, index, prefix, without) for reason, of_reason in examples.items()}


def _together(periods: Sequence[PeriodCost], services: Mapping[str, tuple[str, ...]]) -> PeriodCost:
    """Return the sums of periods, without pools."""
    jobs: dict[tuple[str, str], tuple[int, int, int]] = {}
    reasons: dict[str, ReasonCost] = {}
    for period in periods:
        for key, tenant, direct, split_cost, rows in period.jobs:
            sums = jobs.get((key, tenant), (0, 0, 0))
            jobs[key, tenant] = sums[0] + direct, sums[1] + split_cost, sums[2] + rows
        for each in period.reasons:
            known = reasons.get(each.reason, each._replace(cost=0, rows=0))
            reasons[each.reason] = each._replace(
                cost=each.cost + known.cost, rows=each.rows + known.rows, services=services[each.reason]
            )
    return PeriodCost(
        "",
        tuple(JobCost(*job, *jobs[job]) for job in sorted(jobs)),
        tuple(reasons[reason] for reason in REASONS if reason in reasons),
        (),
    )
