"""A job as allocation needs it: the identity that its clouds show, and its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..bills.bill import BILL
from ..bills.keys import wanted
from ..diagnostics import WARNING, Diagnostic, Location
from ..providers import PROVIDERS, limits_for
from ..tags.normalize import format_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..bills.keys import WantedKey
    from ..jobs.job import Job
    from ..tags.layers import Value
    from ..tags.merge import Tag

OWN = "own"
"""Stands for the cloud of a vendor that is none of ours: tags are as the job's own provider has them."""


class BilledJob(NamedTuple):
    """A job, its tags as one string each, and its identity as written and as its own provider emits it."""

    key: str
    path: str
    tenant_id: str
    provider: str
    runtime: str | None
    values: Mapping[str, Value]
    """By identity field: tenant, environment, job. A field without a tag is absent."""
    own: Mapping[str, str]
    labels: Mapping[str, str]
    tags: Mapping[str, str]
    """The canonical map."""
    layer: str
    location: Location
    """The layer and the location of the tag that names the job."""

    def emitted(self, field: str, cloud: str) -> str | None:
        """Return the value of an identity tag as a cloud emits it; None without the tag."""
        if cloud in (OWN, self.provider):
            return self.own.get(field)
        if cloud == "kubernetes":
            return self.labels.get(field)
        if field not in self.values:
            return None
        return format_value(cloud, self.values[field], limits_for(cloud, None, self.runtime)).text


def billed(job: Job, prefix: str, locate: Callable[[Location], Location]) -> BilledJob:
    """Return what allocation keeps of a job; `prefix` is that of the identity tags' keys."""
    tags: dict[str, Tag] = {
        field: job.canonical[key]
        for field in ("tenant", "environment", "job")
        if (key := f"{prefix}:{field}") in job.canonical
    }
    own = {tag.tag.key: tag.value.text for tag in job.tags.values()}
    labels = {tag.tag.key: tag.value.text for tag in job.labels.values()}
    naming = tags.get("job")
    origin = naming.origin if naming else None
    return BilledJob(
        job.key,
        job.path,
        job.tenant_id,
        job.format,
        job.blocks["runtime"]["type"],
        {field: tag.value for field, tag in tags.items()},
        {field: own[tag.key] for field, tag in tags.items() if tag.key in own},
        {field: labels[tag.key] for field, tag in tags.items() if tag.key in labels},
        {key: tag.canonical for key, tag in job.canonical.items()},
        origin.layer if origin else "",
        locate(origin.location if origin else Location(job.path)),
    )


def accepted_values(value: str) -> frozenset[str]:
    """Return how a value may be on a bill: as written, and as each provider emits it."""
    return frozenset({value, *(format_value(name, value, cloud.GENERAL).text for name, cloud in PROVIDERS.items())})


def spelled(job: BilledJob, name: str) -> list[str]:
    """Return the values of the tags of a job whose key a bill may spell like this."""
    return [value for own, value in job.tags.items() if wanted(own).is_spelled(name)]


def merged_keys(jobs: Iterable[BilledJob], keys: Iterable[WantedKey]) -> Iterator[Diagnostic]:
    """Warn of keys of a project that are one key on a bill, where one of them is looked for."""
    own = sorted({key for job in jobs for key in job.tags})
    for wanted_key in keys:
        alike = tuple(f'"{key}"' for key in own if wanted_key.is_spelled(key))
        if len(alike) > 1:
            message, fix = "tag keys {0:all} are one key on a cost and usage report", "rename all but one of the keys"
            yield Diagnostic("tag-collision", message, fix, BILL, WARNING, (alike,))
