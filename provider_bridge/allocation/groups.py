"""Jobs grouped by themselves, by their tenant, or by any of their tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .billed_job import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .billed_job import BilledJob
    from .statement import JobCost

JOB, TENANT = "job", "tenant"


class Group(NamedTuple):
    """The cost of jobs that are equal in what they are grouped by."""

    values: tuple[str, ...]
    """Empty for a tag that the jobs lack."""
    direct: int
    split: int
    rows: int

    @property
    def total(self) -> int:
        """Direct cost and the parts of shared cost."""
        return self.direct + self.split


def grouped(costs: Iterable[JobCost], jobs: Iterable[BilledJob], by: Sequence[str]) -> list[Group]:
    """Return the cost of jobs by the values that they have, sorted by these."""
    by_key = {job.key: job for job in jobs}
    groups: dict[tuple[str, ...], Group] = {}
    for cost in costs:
        values = tuple(value_of(by_key[cost.key], name) for name in by)
        group = groups.get(values, Group(values, 0, 0, 0))
        groups[values] = Group(values, group.direct + cost.direct, group.split + cost.split, group.rows + cost.rows)
    return [groups[values] for values in sorted(groups)]


def value_of(job: BilledJob, name: str) -> str:
    """Return the key of a job, its tenant, or the value of a tag; empty for a tag that it lacks."""
    if name == JOB:
        return job.key
    if name == TENANT:
        return job.tenant_id
    return job.tags[name] if name in job.tags else next(iter(spelled(job, name)), "")
