"""The job that a live resource belongs to: by its tags, else by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..audit.matching import Matching
from ..providers import PROVIDERS, limits_for
from ..tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..audit.audited import AuditedResource
    from ..audit.expected_tags import ExpectedTagsCache
    from ..jobs.job import Job


class Owned(NamedTuple):
    """Alike resources of one job, or of none."""

    resource: AuditedResource
    addresses: list[str]
    """The sorted addresses of all."""
    job: Job | None
    names: tuple[str, str] | None
    """The job and the tenant that the tags name and no file has."""


class Owners:
    """An index of jobs by the tags of their resources, and by the name that their resources have."""

    def __init__(self, jobs: Sequence[Job], cache: ExpectedTagsCache, prefix: str) -> None:
        self._jobs, self._prefix = jobs, prefix
        self._matching = Matching(jobs, cache, prefix)
        by_slug: dict[tuple[str, str], list[Job]] = {}
        for job in jobs:
            by_slug.setdefault((home(job), job.slug), []).append(job)
        self._by_slug = {slug: same[0] for slug, same in by_slug.items() if len(same) == 1}
        self._by_name: dict[tuple[str, str], list[Job]] = {}
        self._keys: dict[tuple[str, str | None], tuple[str, ...]] = {}
        self._naming: dict[tuple[str, str], frozenset[str]] = {}
        """The keys that may name a job, for each cloud and type whose limits apply."""
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def of(self, resource: AuditedResource, addresses: Sequence[str]) -> Iterable[Owned]:
        """Return alike resources by their job: that of the address, else of the tags, else of the name."""
        job, names = self._by_tags(resource) if self._is_named(resource) else (None, None)
        owned: dict[str, Owned] = {}
        for address in addresses:
            owner = self._matching.by_address(address) or job
            if owner is None and names is None:
                owner = self._of_slug(resource.cloud, address)
            key = owner.key if owner else ""
            if key in owned:
                owned[key].addresses.append(address)
            else:
                owned[key] = Owned(resource, [address], owner, None if owner else names)
        return owned.values()

    def _by_tags(self, resource: AuditedResource) -> tuple[Job | None, tuple[str, str] | None]:
        """Return the job that tags name; or None with the job and the tenant that they name and no file has."""
        job = self._matching.by_tags(resource)
        if job is not None:
            return job, None
        name, tenant, _ = self._matching.names(resource)
        if name is not None and tenant is not None:
            return None, (str(name), str(tenant))
        return self._by_job_tag(resource.cloud, str(name)) if name is not None else None, None

    def _is_named(self, resource: AuditedResource) -> bool:
        """Return whether a resource has a tag that may name a job."""
        if len(resource.carriers) > 1:
            return True
        carrier = resource.carriers[0]
        kind = resource.cloud, carrier.type
        if kind not in self._naming:
            general = self._identity(resource.cloud, None)
            self._naming[kind] = frozenset((*self._identity(resource.cloud, carrier.resource_class), *general))
        return not self._naming[kind].isdisjoint(carrier.map.tags)

    def _by_job_tag(self, cloud: str, name: str) -> Job | None:
        """Return the only job with a name, as tags of a cloud have it."""
        if (cloud, "") not in self._by_name:
            self._by_name[cloud, ""] = []
            for job in self._jobs:
                self._by_name.setdefault((cloud, self._value(job, "job", cloud)), []).append(job)
        return _only(self._by_name.get((cloud, name)))

    def _of_slug(self, cloud: str, address: str) -> Job | None:
        """Return the only job whose slug is the name of a resource, as the modules name resources."""
        name = _last(address)
        if name.isdigit():  # the revision of a task definition
            name = _last(address[: -len(name) - 1])
        return self._by_slug.get((cloud, name))

    def lacking(self, resource: AuditedResource) -> tuple[str, ...]:
        """Return the keys that would name the job of a resource, and that it lacks."""
        tags = resource.carriers[0].map.tags
        return tuple([key for key in self._identity(resource.cloud, None) if key not in tags])

    def known(self, cloud: str, tenant: str) -> tuple[str, ...]:
        """Return the names of a tenant's jobs as tags of a cloud have them; of all jobs if it has none."""
        if (cloud, tenant) not in self._known:
            names = [(self._value(job, "tenant", cloud), self._value(job, "job", cloud)) for job in self._jobs]
            of_tenant = {name for owner, name in names if owner == tenant} or {name for _, name in names}
            self._known[cloud, tenant] = tuple(sorted(of_tenant))
        return self._known[cloud, tenant]

    def _identity(self, cloud: str, resource_class: str | None) -> tuple[str, ...]:
        """Return the keys of the tags that name a job and its tenant."""
        kind = cloud, resource_class
        if kind not in self._keys:
            limits = limits_for(cloud, resource_class, None)
            keys = (f"{self._prefix}:{name}" for name in ("job", "tenant"))
            self._keys[kind] = tuple(format_key(cloud, key, limits).text for key in keys)
        return self._keys[kind]

    def _value(self, job: Job, name: str, cloud: str) -> str:
        tag = job.canonical.get(f"{self._prefix}:{name}")
        return format_value(cloud, tag.value, PROVIDERS[cloud].GENERAL).text if tag else ""


def _last(address: str) -> str:
    """Return the last part of an address of parts that `/` and `:` separate."""
    return address.rpartition("/")[2].rpartition(":")[2]


def _only(jobs: Sequence[Job] | None) -> Job | None:
    return jobs[0] if jobs and len(jobs) == 1 else None


def home(job: Job) -> str:
    """Return the cloud that a job runs on: Kubernetes if it runs in a cluster, else its provider."""
    return "kubernetes" if job.is_on_kubernetes else job.provider
