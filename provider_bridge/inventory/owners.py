"""The job that a live resource belongs to: by its tags, else by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..audit.matching import Matching
from ..providers import PROVIDERS
from ..tags.normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..audit.audited import AuditedResource
    from ..audit.expected_tags import ExpectedTagsCache
    from ..audit.matching import Names
    from ..jobs.job import Job

_REVISION = re.compile(r"[/:]\d+$")
"""The revision of a task definition at the end of its ARN."""


class Owners:
    """An index of jobs by the tags of their resources, and by the name that their resources have."""

    def __init__(self, jobs: Sequence[Job], cache: ExpectedTagsCache, prefix: str) -> None:
        self._jobs, self._prefix = jobs, prefix
        self._matching = Matching(jobs, cache, prefix)
        self._by_slug: dict[tuple[str, str], list[Job]] = {}
        for job in jobs:
            self._by_slug.setdefault((home(job), job.slug), []).append(job)
        self._by_name: dict[tuple[str, str], list[Job]] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def by_tags(self, resource: AuditedResource) -> Job | None:
        """Return the job that the tags or the address of a resource name."""
        return self._matching.job_of(resource)

    def by_job_tag(self, cloud: str, name: str) -> Job | None:
        """Return the only job with a name, as tags of a cloud have it."""
        if (cloud, "") not in self._by_name:
            self._by_name[cloud, ""] = []
            for job in self._jobs:
                self._by_name.setdefault((cloud, self._value(job, "job", cloud)), []).append(job)
        return _only(self._by_name.get((cloud, name)))

    def by_slug(self, resource: AuditedResource) -> Job | None:
        """Return the only job whose slug is the name of a resource, as the modules name resources."""
        name = re.split("[/:]", _REVISION.sub("", resource.address))[-1]
        return _only(self._by_slug.get((resource.cloud, name)))

    def names(self, resource: AuditedResource) -> Names:
        """Return the job and the tenant that the tags of a resource name."""
        return self._matching.names(resource)

    def lacking(self, resource: AuditedResource) -> tuple[str, ...]:
        """Return the keys that would name the job of a resource, and that it lacks."""
        if resource.cloud not in self._keys:
            limits = PROVIDERS[resource.cloud].GENERAL
            job, tenant = (f"{self._prefix}:{name}" for name in ("job", "tenant"))
            self._keys[resource.cloud] = tuple(format_key(resource.cloud, key, limits).text for key in (job, tenant))
        tags = resource.carriers[0].map.tags
        return tuple(key for key in self._keys[resource.cloud] if key not in tags)

    def known(self, cloud: str, tenant: str) -> tuple[str, ...]:
        """Return the names of a tenant's jobs as tags of a cloud have them; of all jobs if it has none."""
        if (cloud, tenant) not in self._known:
            names = [(self._value(job, "tenant", cloud), self._value(job, "job", cloud)) for job in self._jobs]
            of_tenant = {name for owner, name in names if owner == tenant} or {name for _, name in names}
            self._known[cloud, tenant] = tuple(sorted(of_tenant))
        return self._known[cloud, tenant]

    def _value(self, job: Job, name: str, cloud: str) -> str:
        tag = job.canonical.get(f"{self._prefix}:{name}")
        return format_value(cloud, tag.value, PROVIDERS[cloud].GENERAL).text if tag else ""


def _only(jobs: Sequence[Job] | None) -> Job | None:
    return jobs[0] if jobs and len(jobs) == 1 else None


def home(job: Job) -> str:
    """Return the cloud that a job runs on: Kubernetes if it runs in a cluster, else its provider."""
    return "kubernetes" if job.is_on_kubernetes else job.provider
