"""The match of a line's tags with a job: all identity tags, as the line's cloud emits them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Diagnostic, Location
from .billed_job import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .billed_job import BilledJob

Identity = tuple[str, ...]
ENVIRONMENT = "environment"
KUBERNETES = "kubernetes"


class _Entries(NamedTuple):
    """The jobs of one cloud by their identity, and those without an environment by the rest of it."""

    whole: dict[Identity, BilledJob]
    without_environment: dict[Identity, BilledJob]
    rests: set[Identity]
    """The identities of all jobs without their environment."""
    by_tenant: dict[str, list[str]]
    """The keys of a tenant's jobs, by the tenant as the cloud emits it."""
    ambiguous: dict[Identity, _Rivals]
    """The jobs that have one identity, by it."""
    named: set[Identity]
    """The ambiguous identities that a line has."""


class _Rivals(NamedTuple):
    """Two jobs with one identity on a cloud, and whether both belong to it."""

    first: BilledJob
    second: BilledJob
    is_own: bool


class JobIndex:
    """The jobs by their identity on each cloud; a cloud's entries are made when it is first asked for."""

    def __init__(self, jobs: Sequence[BilledJob], identity: Sequence[str]) -> None:
        self.jobs = jobs
        self.identity = tuple(identity)
        self._rest = tuple(field for field in identity if field != ENVIRONMENT)
        self._by_cloud: dict[str, _Entries] = {}

    def match(self, cloud: str | None, values: Mapping[str, str | None]) -> BilledJob | None:
        """Return the job that the identity tags of a line name on its cloud, or as labels of a cluster."""
        rest = tuple(map(values.get, self._rest))
        if None in rest:
            return None
        whole = tuple(map(values.get, self.identity))
        for name in (cloud or OWN, KUBERNETES):
            entries = self.entries(name)
            for jobs, identity in ((entries.whole, whole), (entries.without_environment, rest)):
                job = jobs.get(identity)  # type: ignore[arg-type]
                if job:
                    if identity in entries.ambiguous:
                        entries.named.add(identity)  # type: ignore[arg-type]
                    return job
        return None

    def is_other_environment(self, cloud: str | None, values: Mapping[str, str | None]) -> bool:
        """Return whether a job has the identity of a line but for its environment."""
        rest = tuple(map(values.get, self._rest))
        return rest in self.entries(cloud or OWN).rests or rest in self.entries(KUBERNETES).rests

    def needed(self, cloud: str | None) -> tuple[str, ...]:
        """Return the fields that a line must have to name a job: without environment if a job has none."""
        is_loose = any(self.entries(name).without_environment for name in (cloud or OWN, KUBERNETES))
        return self._rest if is_loose else self.identity

    def of_tenant(self, cloud: str | None, tenant: str) -> list[str]:
        """Return the keys of the jobs of a tenant as a line names it."""
        for name in (cloud or OWN, KUBERNETES):
            jobs = self.entries(name).by_tenant.get(tenant)
            if jobs:
                return jobs
        return []

    def values(self, cloud: str | None) -> dict[str, set[str]]:
        """Return the values that jobs have on a cloud, or as labels of a cluster, by field."""
        values: dict[str, set[str]] = {"tenant": set(), **{field: set() for field in self.identity}}
        for name in (cloud or OWN, KUBERNETES):
            entries = self.entries(name)
            values["tenant"].update(entries.by_tenant)
            for fields, identities in ((self.identity, entries.whole), (self._rest, entries.rests)):
                for field, of_field in zip(fields, zip(*identities, strict=True), strict=False):
                    values[field].update(of_field)
        return values

    def names(self, cloud: str | None) -> Iterator[str]:
        """Return the jobs' names as a cloud emits them, to suggest the nearest."""
        for job in self.jobs:
            name = job.emitted("job", cloud or OWN)
            if name:
                yield name

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Report jobs that a cloud cannot tell apart: its own ones, and others where a line names them."""
        for cloud, entries in self._by_cloud.items():
            for identity, (first, second, is_own) in entries.ambiguous.items():
                if not is_own and identity not in entries.named:
                    continue
                yield Diagnostic(
                    "job-ambiguous",
                    "job {0} has the identity tags of job {1}: {2:all}",
                    'set a different "name" in one of them, or add a tag to "allocation.identity"',
                    Location(second.path),
                    values=(
                        *(second.key, first.key),
                        tuple(f'{field} "{second.emitted(field, cloud)}"' for field in self.identity),
                    ),
                )

    def entries(self, cloud: str) -> _Entries:
        """Return the jobs of a cloud; jobs of another provider come second, where their identity is free."""
        if cloud not in self._by_cloud:
            self._by_cloud[cloud] = self._entries(cloud)
        return self._by_cloud[cloud]

    def _entries(self, cloud: str) -> _Entries:
        entries = _Entries({}, {}, set(), {}, {}, set())
        on_cloud = [job for job in self.jobs if cloud in (OWN, job.provider)]
        for rank in (on_cloud, [job for job in self.jobs if cloud not in (OWN, job.provider)]):
            taken_before = {*entries.whole}, {*entries.without_environment}
            for job in rank:
                emitted = {field: job.emitted(field, cloud) for field in self.identity}
                rest = tuple(emitted[field] for field in self._rest)
                if None in rest:
                    continue
                tenant = job.emitted("tenant", cloud)
                entries.by_tenant.setdefault(tenant or "", []).append(job.key)
                entries.rests.add(tuple(value or "" for value in rest))
                self._add(entries, job, cloud, emitted, taken_before)
        return entries

    def _add(
        self,
        entries: _Entries,
        job: BilledJob,
        cloud: str,
        emitted: Mapping[str, str | None],
        taken_before: tuple[set[Identity], set[Identity]],
    ) -> None:
        is_loose = ENVIRONMENT in self.identity and emitted[ENVIRONMENT] is None
        fields = self._rest if is_loose else self.identity
        identity = tuple(emitted[field] or "" for field in fields)
        jobs, taken = (entries.without_environment, taken_before[1]) if is_loose else (entries.whole, taken_before[0])
        first = jobs.setdefault(identity, job)
        if first is not job and identity not in taken:
            is_own = cloud == first.provider == job.provider
            entries.ambiguous.setdefault(identity, _Rivals(first, job, is_own))


def without_identity(jobs: Iterable[BilledJob], identity: Sequence[str], prefix: str) -> Iterator[Diagnostic]:
    """Warn of jobs that lack a tag which names them: no line can lead to them."""
    for job in jobs:
        missing = tuple(f"{prefix}:{field}" for field in identity if field not in job.values and field != ENVIRONMENT)
        if missing:
            yield Diagnostic(
                "job-unmatchable",
                "job {0} has no tag {1:all}, so no cost leads to it",
                "remove what removes the tag, or change {2}",
                Location(job.path),
                "warning",
                (job.key, missing, "allocation.identity"),
            )
