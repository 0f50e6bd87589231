"""The split of shared cost: the exact parts of a period in one currency, by job, pool and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .exact import share
from .pools import members, weights
from .reasons import WITHOUT_WEIGHT, decided

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..policy.allocation import Pool
    from .billed_job import BilledJob
    from .ledger import Bucket, Ledger, Share
    from .matching import JobIndex

DIRECT = -1
"""Stands beside the positions of pools for the direct cost of a job."""


class ReasonParts:
    """The exact cost without a job for one reason, by what can be told of it."""

    def __init__(self) -> None:
        self.rows = 0
        self.services: dict[str, int] = {}
        self.pools: dict[int, int] = {}

    @property
    def cost(self) -> int:
        """The whole cost."""
        return sum(self.services.values())

    def add(self, service: str, cost: int, rows: int) -> None:
        """Add cost of a service."""
        self.services[service] = self.services.get(service, 0) + cost
        self.rows += rows


class Parts(NamedTuple):
    """The exact parts of a period in one currency."""

    jobs: dict[str, dict[int, int]]
    """By job key: direct cost, and the parts of pools by their positions."""
    rows: dict[str, int]
    """The lines that name a job, by job key."""
    reasons: dict[str, ReasonParts]


def direct_by_month(ledger: Ledger) -> dict[Bucket, dict[str, int]]:
    """Return the direct cost of jobs by currency and month, by which they share what is common in it.

    A bill without periods is one whole.
    """
    costs: dict[Bucket, dict[str, int]] = {}
    for bucket, of_jobs in (*ledger.direct.items(), *ledger.unasked.items()):
        of_month = costs.setdefault(_month(bucket), {})
        for key, each in of_jobs.items():
            of_month[key] = of_month.get(key, 0) + each.cost
    return costs


def _month(bucket: Bucket) -> Bucket:
    currency, period = bucket
    return currency, period[: len("2025-01")]


def split(
    ledger: Ledger,
    bucket: Bucket,
    pools: Sequence[Pool],
    index: JobIndex,
    by_month: Mapping[Bucket, Mapping[str, int]],
) -> Parts:
    """Return the parts of a bucket: what lines name, what jobs share, and what is left with its reason.

    Jobs bear what a day shares by their direct cost of the month: no job may run on the day of the tax.
    """
    direct = {key: each.cost for key, each in ledger.direct.get(bucket, {}).items()}
    rows = {key: each.rows for key, each in ledger.direct.get(bucket, {}).items()}
    parts = Parts({key: {DIRECT: cost} for key, cost in direct.items()}, rows, {})
    for (pending, service), each in ledger.unmatched.get(bucket, {}).items():
        reason = parts.reasons.setdefault(decided(pending, index.identity, ledger.seen), ReasonParts())
        reason.add(service, each.cost, each.rows)
    for of_pool, services in ledger.pooled.get(bucket, {}).items():
        cost = sum(each.cost for each in services.values())
        pool = pools[of_pool.pool]
        shares = share(cost, weights(pool, _sharing(pool, of_pool, index), by_month.get(_month(bucket), {})))
        for key, amount in shares.items():
            of_job = parts.jobs.setdefault(key, {})
            of_job[of_pool.pool] = of_job.get(of_pool.pool, 0) + amount
        if not shares:
            reason = parts.reasons.setdefault(WITHOUT_WEIGHT, ReasonParts())
            reason.pools[of_pool.pool] = reason.pools.get(of_pool.pool, 0) + cost
            for service, each in services.items():
                reason.add(service, each.cost, each.rows)
    return parts


def _sharing(pool: Pool, of_pool: Share, index: JobIndex) -> list[BilledJob]:
    jobs = members(pool, index.jobs)
    if pool.tenant != "same":
        return jobs
    of_tenant = {*index.of_tenant(of_pool.cloud, of_pool.tenant)} if of_pool.tenant is not None else ()
    return [job for job in jobs if job.key in of_tenant]
