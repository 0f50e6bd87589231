"""The job that a live resource belongs to: by its tags, else by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..audit.matching import Matching
from ..providers import PROVIDERS, limits_for
from ..tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..audit.audited import AuditedResource
    from ..audit.expected_tags import ExpectedTagsCache
    from ..jobs.job import Job


class Owners:
    """An index of jobs by the tags of their resources, and by the name that their resources have."""

    def __init__(self, jobs: Sequence[Job], cache: ExpectedTagsCache, prefix: str) -> None:
        self._jobs, self._prefix = jobs, prefix
        self._matching = Matching(jobs, cache, prefix)
        self._by_slug: dict[tuple[str, str], list[Job]] = {}
        for job in jobs:
            self._by_slug.setdefault((home(job), job.slug), []).append(job)
        self._by_name: dict[tuple[str, str], list[Job]] = {}
        self._keys: dict[tuple[str, str | None], tuple[str, ...]] = {}
        self._naming: dict[tuple[str, str], frozenset[str]] = {}
        """The keys that may name a job, for each cloud and type whose limits apply."""
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def by_tags(self, resource: AuditedResource) -> tuple[Job | None, tuple[str, str] | None]:
        """Return the job that tags name; or None with the job and the tenant that they name and no file has."""
        job = self._matching.job_of(resource)
        if job is not None:
            return job, None
        name, tenant, _ = self._matching.names(resource)
        if name is not None and tenant is not None:
            return None, (str(name), str(tenant))
        return self._by_job_tag(resource.cloud, str(name)) if name is not None else None, None

    def is_named(self, resource: AuditedResource) -> bool:
        """Return whether a resource has a tag, or an address, that may name a job."""
        if len(resource.carriers) > 1 or '["' in resource.address:
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

    def by_name(self, resource: AuditedResource) -> Job | None:
        """Return the only job whose slug is the name of a resource, as the modules name resources."""
        name = _last(resource.address)
        if name.isdigit():  # the revision of a task definition
            name = _last(resource.address[: -len(name) - 1])
        return _only(self._by_slug.get((resource.cloud, name)))

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
