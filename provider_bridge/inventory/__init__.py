"""The inventory: check that live resources have the tags of the job that they belong to."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ..audit.expected_tags import ExpectedTagsCache
from ..audit.findings import AuditFinding
from ..audit.map_compare import MapPair, map_differences
from .findings import Orphans, live_finding, orphan_finding, unowned_finding, without_resources
from .owners import Owners, home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..audit.audited import AuditedResource, TagCarrier
    from ..audit.expected_tags import ExpectedTags
    from ..audit.settings import AuditSettings
    from ..diagnostics import Diagnostic, Location
    from ..jobs.job import Job
    from .reader import Export

_MAX_SUGGESTIONS = 20
"""Orphans for which a similar name is searched: each search compares it with all names."""


_UNIQUE_NAMES = ("aws", "gcp", "azure")
"""The clouds in which a name is that of one resource; clusters and states repeat names."""


class Inventory(NamedTuple):
    """The result of a comparison of exports with jobs."""

    findings: list[AuditFinding]
    """Findings about live resources, by export and address; orphans are last."""
    diagnostics: list[Diagnostic]
    """Errors of jobs on a cloud or resource class other than their own, and jobs without resources."""
    resources: int
    """The number of checked resources."""


class _Check(NamedTuple):
    """The data that the checks of all resources share."""

    owners: Owners
    cache: ExpectedTagsCache
    locate: Callable[[Location], str]
    settings: AuditSettings


def inventory(
    exports: Sequence[Export],
    jobs: Sequence[Job],
    prefix: str,
    locate: Callable[[Location], str],
    all_jobs: bool,
    settings: AuditSettings,
) -> Inventory:
    """Compare the resources of exports with the tags of their jobs.

    `prefix` is that of generated tag keys, and `locate` returns the `file:line` of a location in YAML. Without
    `all_jobs` some jobs have errors: then resources that match no other job are not reported.
    """
    cache = ExpectedTagsCache()
    check = _Check(Owners(jobs, cache, prefix), cache, locate, settings)
    findings: list[AuditFinding] = []
    orphans: dict[tuple[str, ...], list[AuditedResource]] = {}
    seen: set[str] = set()
    clouds = {export.cloud for export in exports}
    judged: dict[tuple[object, ...], list[AuditFinding]] = {}
    number = 0
    for export, resource in _audited(exports, settings):
        number += 1
        clouds.add(resource.cloud)
        is_named = check.owners.is_named(resource)
        kind = _tags_kind(resource) if is_named and export.cloud else ()
        if kind in judged:
            findings += [AuditFinding(each.diagnostic, resource.address, *each[2:]) for each in judged[kind]]
            continue
        job, names = check.owners.by_tags(resource) if is_named else (None, None)
        if job is None and names is None:
            job, kind = check.owners.by_name(resource), ()
        if job is not None:
            seen.add(job.key)
            differences = list(_differences(resource, job, export, check))
            findings += differences
            if kind:
                judged[kind] = differences
        elif names:
            orphans.setdefault((export.location.document, resource.cloud, *names), []).append(resource)
        elif all_jobs:
            findings.append(unowned_finding(resource, check.owners.lacking(resource)))
    if all_jobs:
        findings += map(orphan_finding, _named(orphans, check.owners))
    idle = [job for job in jobs if home(job) in clouds and job.key not in seen]
    diagnostics = [*cache.diagnostics, *(without_resources(job, home(job)) for job in idle)]
    return Inventory(findings, diagnostics, number)


def _audited(exports: Iterable[Export], settings: AuditSettings) -> Iterator[tuple[Export, AuditedResource]]:
    """Yield the resources of exports that are not excluded, those of each by address.

    A resource that several exports list with the same tags is one.
    """
    listed: dict[str, tuple[TagCarrier, ...]] = {}
    for export in exports:
        is_unique = export.cloud in _UNIQUE_NAMES
        for resource in sorted(export.resources, key=attrgetter("address")):
            if is_unique:
                carriers = listed.setdefault(resource.address, resource.carriers)
                if carriers is not resource.carriers and carriers == resource.carriers:
                    continue
            if not (settings.exclude and settings.excludes(resource)):
                yield export, resource


def _tags_kind(resource: AuditedResource) -> tuple[object, ...]:
    """Return the tags of a resource in a form to look up, with all that decides on them.

    Empty if it is not only the tags that decide.
    """
    if len(resource.carriers) > 1:
        return ()
    carrier = resource.carriers[0]
    return (resource.location.document, resource.cloud, carrier.type, carrier.made, *carrier.map.tags.items())


def _differences(resource: AuditedResource, job: Job, export: Export, check: _Check) -> Iterator[AuditFinding]:
    """Yield the differences between the tags of a resource and those of its job."""
    is_set_by_others, settings = export.module.is_set_by_others, check.settings
    for carrier in resource.carriers:
        expected = _expected(carrier, job, check.cache)
        if carrier.map.tags == expected.tags:
            continue

        def allows(key: str) -> bool:
            return is_set_by_others(key) or settings.allows(key)

        pair = MapPair(resource, carrier.map, expected, check.locate, carrier.made, allows)
        yield from map(live_finding, map_differences(pair))


def _expected(carrier: TagCarrier, job: Job, cache: ExpectedTagsCache) -> ExpectedTags:
    """Return the job's tags in the format of the resource class, or of the cloud if more agree.

    A cloud accepted what is live, so both are right.
    """
    general = cache.of(job, carrier.cloud, None)
    if carrier.resource_class is None or carrier.map.tags == general.tags:
        return general
    of_class = cache.of(job, carrier.cloud, carrier.resource_class)

    def agreeing(expected: ExpectedTags) -> int:
        return sum(carrier.map.tags.get(key) == value for key, value in expected.tags.items())

    return max(of_class, general, key=agreeing)


def _named(orphans: dict[tuple[str, ...], list[AuditedResource]], owners: Owners) -> Iterator[Orphans]:
    for number, ((_, cloud, job, tenant), resources) in enumerate(orphans.items()):
        known = owners.known(cloud, tenant) if number < _MAX_SUGGESTIONS else ()
        yield Orphans(job, tenant, resources, () if job in known else known)
