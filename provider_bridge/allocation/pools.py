"""The pools of shared cost: which lines they hold, and the weights of the jobs that share them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..diagnostics import WARNING, Diagnostic, Near
from .billed_job import accepted_values, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..bills.bill import Line
    from ..bills.keys import WantedKey
    from ..policy.allocation import CostFilter, Pool
    from .billed_job import BilledJob
    from .matching import JobIndex


class LineFilter:
    """Which lines a filter holds, its tags by their positions among the keys that are read."""

    def __init__(self, where: CostFilter, keys: Sequence[WantedKey]) -> None:
        self._where = where
        positions = {each.key: index for index, each in enumerate(keys)}
        self.tags = [(positions[key], accepted_values(value)) for key, value in where.tags.items()]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts besides tags and the category that the filter names."""
        service = ("service", "service_code") if self._where.service is not None else ()
        return (*service, "account") if self._where.account is not None else service

    def holds(self, line: Line) -> bool:
        """Return whether a line has every value of the filter."""
        where = self._where
        return (
            (where.service is None or where.service in (line.service, line.service_code))
            and (where.account is None or where.account == line.account)
            and (where.category is None or where.category.lower() == line.category)
            and all(
                line.tags.values[index] in values or line.more_tags.values[index] in values
                for index, values in self.tags
            )
        )


def members(pool: Pool, jobs: Iterable[BilledJob]) -> list[BilledJob]:
    """Return the jobs that share a pool, for those of one tenant before the tenant is known."""
    if pool.tenant != "where":
        return list(jobs)
    tags = [(key, accepted_values(value)) for key, value in pool.where.tags.items()]
    return [
        job
        for job in jobs
        if all(
            any(not values.isdisjoint(accepted_values(value)) for value in spelled(job, key)) for key, values in tags
        )
    ]


def weights(pool: Pool, jobs: Sequence[BilledJob], direct: Mapping[str, int]) -> Mapping[str, int | Fraction]:
    """Return the weight of each job that shares a pool, by job key; none is negative.

    `direct` is the direct cost of jobs. The weight of a tenant is that of its jobs without a weight of their own, in
    equal parts.
    """
    if pool.by == "even":
        return {job.key: 1 for job in jobs}
    if pool.by == "direct":
        return {job.key: max(direct.get(job.key, 0), 0) for job in jobs}
    by_tenant: dict[str, int] = {}
    for job in jobs:
        if job.key not in pool.weights:
            by_tenant[job.tenant_id] = by_tenant.get(job.tenant_id, 0) + 1
    return {
        job.key: pool.weights[job.key]
        if job.key in pool.weights
        else pool.weights.get(job.tenant_id, Fraction(0)) / by_tenant[job.tenant_id]
        for job in jobs
    }


def unknown_weights(pools: Iterable[Pool], index: JobIndex) -> Iterator[Diagnostic]:
    """Warn of weights that name neither a tenant nor a job: their share goes to the others."""
    known = {*(job.key for job in index.jobs), *(job.tenant_id for job in index.jobs)}
    for pool in pools:
        for name in pool.weights:
            if name not in known:
                yield Diagnostic(
                    "config-invalid",
                    "weight {0} of pool {1} is not a tenant or a job key{near}",
                    'correct the name, or add the jobs with "--jobs"',
                    pool.location.below("weights", name).key(),
                    WARNING,
                    (name, pool.name),
                    Near(name, tuple(sorted(known))),
                )
