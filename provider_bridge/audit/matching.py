"""Which job a resource belongs to."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ..providers import PROVIDERS, limits_for
from ..tags import normalize as spelling
from .candidates import Rivals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..jobs.job import Job
    from .audited import Subject
    from .expected_tags import Maps

_INDEX = re.compile(r'\[("(?:[^"\\]|\\.)*")\]')


class Names(NamedTuple):
    """What the tags of a resource say that its job and tenant are, as it may be shown; None for what they don't."""

    job: Any
    tenant: Any
    unknown: bool
    """Whether one of the two is unknown until apply."""


class Matching:
    """Jobs by their keys, and by the tags that name them, for each cloud and class of resources."""

    def __init__(self, jobs: Sequence[Job], maps: Maps, prefix: str) -> None:
        self._jobs, self._maps = jobs, maps
        self._by_key = {job.key: job for job in jobs}
        self._names = (f"{prefix}:job", f"{prefix}:tenant")
        self._by_tags: dict[tuple[str, str | None], dict[tuple[str, ...], list[Job]]] = {}
        self._rivals: dict[tuple[tuple[str, str | None], tuple[str, ...]], Rivals] = {}

    def job_of(self, subject: Subject) -> Job | None:
        """The job whose key stands in the address (the longest of several), else the one that the tags name."""
        if '["' in subject.address:
            found = [self._by_key[key] for key in indexes(subject.address) if key in self._by_key]
            if found:
                return max(found, key=lambda job: len(job.key))
        return next(filter(None, (self._by_map(subject, planned.tags) for planned in subject.maps())), None)

    def names(self, subject: Subject) -> Names:
        """The job and the tenant that the tags of a resource name."""
        planned = next(subject.maps(), None)
        if planned is None:
            return Names(None, None, unknown=False)
        keys = self._keys(subject.cloud)
        job, tenant = map(planned.shown, keys)
        lacking = [key for key in keys if key not in planned.tags]
        return Names(job, tenant, any(planned.is_open or key in planned.unknown for key in lacking))

    def _by_map(self, subject: Subject, tags: Mapping[str, Any]) -> Job | None:
        """Of several jobs with the names in a map (one for each environment) the one that agrees most with it."""
        names = self._names_in(subject.cloud, tags)
        if not all(isinstance(name, str) for name in names):
            return None
        kind = (subject.cloud, subject.class_)
        if kind not in self._by_tags:
            self._by_tags[kind] = self._index(*kind)
        if names not in self._by_tags[kind]:
            return None
        if (kind, names) not in self._rivals:
            self._rivals[kind, names] = Rivals([self._maps.of(job, *kind) for job in self._by_tags[kind][names]])
        return self._rivals[kind, names].nearest(tags)

    def _names_in(self, cloud: str, tags: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(tags.get(key) for key in self._keys(cloud))

    def _keys(self, cloud: str) -> list[str]:
        limits = PROVIDERS[cloud].GENERAL
        return [spelling.format_key(cloud, name, limits).text for name in self._names]

    def _index(self, cloud: str, class_: str | None) -> dict[tuple[str, ...], list[Job]]:
        limits = limits_for(cloud, class_, None)
        index: dict[tuple[str, ...], list[Job]] = {}
        for job in self._jobs:
            tags = [job.canonical.get(name) for name in self._names]
            values = [spelling.format_value(cloud, tag.value, limits).text for tag in tags if tag]
            if len(values) == len(self._names):
                index.setdefault(tuple(values), []).append(job)
        return index


def indexes(address: str) -> list[str]:
    """The keys in a resource's address: `module.etl["jobs/a"].aws_s3_bucket.lake[0]` → `jobs/a`."""
    return [_unquoted(text) for text in _INDEX.findall(address)]


def _unquoted(text: str) -> str:
    """A string as Terraform writes it in addresses: JSON's escapes, `$${` for `${` and `%%{` for `%{`."""
    key = text[1:-1]
    if "\\" in key:
        with suppress(ValueError):
            key = str(json.loads(text))
    return key.replace("$${", "${").replace("%%{", "%{")
