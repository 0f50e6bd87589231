"""The job that a resource belongs to."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ..providers import limits_for
from ..providers.text import nfc
from ..tags.normalize import format_key, format_value
from .candidates import CandidateIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..jobs.job import Job
    from .audited import AuditedResource, TagCarrier
    from .expected_tags import ExpectedTagsCache

    Kind = tuple[str, str | None]
    """A cloud, and a resource class whose limits apply."""

_INDEX = re.compile(r'\[("(?:[^"\\]|\\.)*")\]')


class Names(NamedTuple):
    """The redacted job and tenant that the tags of a resource name; None where they name none."""

    job: Any
    tenant: Any
    unknown: bool
    """True if one of the two is unknown until apply."""


class Matching:
    """An index of jobs by job key, and by the tags that name them for each cloud and resource class."""

    def __init__(self, jobs: Sequence[Job], cache: ExpectedTagsCache, prefix: str) -> None:
        self._jobs, self._cache = jobs, cache
        self._by_key = {nfc(job.key): job for job in jobs}  # as Terraform has strings
        self._names = (f"{prefix}:job", f"{prefix}:tenant")
        self._spellings_of: dict[tuple[str, str], list[tuple[Kind, tuple[str, ...]]]] = {}
        self._by_tags: dict[Kind, dict[tuple[str, ...], list[Job]]] = {}
        self._candidates: dict[tuple[Kind, tuple[str, ...]], CandidateIndex] = {}

    def job_of(self, resource: AuditedResource) -> Job | None:
        """Return the job whose key is in the address, the longest of several, or that the tags name."""
        return self.by_address(resource.address) or self.by_tags(resource)

    def by_address(self, address: str) -> Job | None:
        """Return the job whose key is in an address, the longest of several."""
        if '["' not in address:
            return None
        keys = map(nfc, indexes(address))
        jobs = [self._by_key[key] for key in keys if key in self._by_key]
        return max(jobs, key=lambda job: len(job.key), default=None)

    def by_tags(self, resource: AuditedResource) -> Job | None:
        """Return the job that the tags of a resource name."""
        return next(filter(None, map(self._named_by, resource.carriers)), None)

    def names(self, resource: AuditedResource) -> Names:
        """Return the job and the tenant that the tags of a resource name."""
        if not resource.carriers:
            return Names(None, None, unknown=False)
        carrier = resource.carriers[0]
        planned = carrier.map
        spellings = self._spellings(carrier)
        if len(spellings) > 1:
            spellings = [each for each in spellings if planned.tags.keys() >= {*each[1]}] or spellings
        _, keys = spellings[0]
        job, tenant = map(planned.redacted, keys)
        unknown = [planned.is_open or key in planned.unknown for key in keys if key not in planned.tags]
        return Names(job, tenant, any(unknown))

    def _named_by(self, carrier: TagCarrier) -> Job | None:
        """Return the job that a map names; of several, one an environment, the nearest."""
        tags = carrier.map.tags
        for kind, keys in self._spellings(carrier):
            names = tuple(map(tags.get, keys))
            if all(isinstance(name, str) for name in names):
                jobs = self._jobs_named(kind, names)
                if jobs is not None:
                    return jobs.nearest(tags)
        return None

    def _jobs_named(self, kind: Kind, names: tuple[Any, ...]) -> CandidateIndex | None:
        """Return the jobs with a name and tenant, or None if there is none."""
        if kind not in self._by_tags:
            self._by_tags[kind] = self._index(kind)
        jobs = self._by_tags[kind].get(names)
        if jobs is None:
            return None
        if (kind, names) not in self._candidates:
            self._candidates[kind, names] = CandidateIndex([self._cache.of(job, *kind) for job in jobs])
        return self._candidates[kind, names]

    def _spellings(self, carrier: TagCarrier) -> list[tuple[Kind, tuple[str, ...]]]:
        """Return the kinds of limits that the tags of a resource may have, with the keys that name a job."""
        type_ = carrier.cloud, carrier.type
        if type_ not in self._spellings_of:
            self._spellings_of[type_] = [(kind, self._keys(kind)) for kind in _kinds(carrier)]
        return self._spellings_of[type_]

    def _keys(self, kind: Kind) -> tuple[str, ...]:
        limits = limits_for(*kind, None)
        return tuple(format_key(kind[0], name, limits).text for name in self._names)

    def _index(self, kind: Kind) -> dict[tuple[str, ...], list[Job]]:
        limits = limits_for(*kind, None)
        index: dict[tuple[str, ...], list[Job]] = {}
        for job in self._jobs:
            tags = [job.canonical.get(name) for name in self._names]
            values = [format_value(kind[0], tag.value, limits).text for tag in tags if tag]
            if len(values) == len(self._names):
                index.setdefault(tuple(values), []).append(job)
        return index


def _kinds(carrier: TagCarrier) -> list[Kind]:
    """Return the kinds of limits that the tags of a resource may be formatted for, its own first."""
    general: Kind = (carrier.cloud, None)
    return [(carrier.cloud, carrier.resource_class), general] if carrier.resource_class else [general]


def indexes(address: str) -> list[str]:
    """Return the keys in a resource's address: `module.etl["jobs/a"].aws_s3_bucket.lake[0]` → `jobs/a`."""
    return [_unquoted(text) for text in _INDEX.findall(address)]


def _unquoted(text: str) -> str:
    """Return a string of an address, where Terraform escapes as JSON does, and `${` and `%{` too."""
    key = text[1:-1]
    if "\\" in key:
        with suppress(ValueError):
            key = str(json.loads(text))
    return key.replace("$${", "${").replace("%%{", "%{")
