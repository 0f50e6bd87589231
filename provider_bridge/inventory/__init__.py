"""The inventory: check that live resources have the tags of the job that they belong to."""

from __future__ import annotations

from itertools import chain, starmap
from typing import TYPE_CHECKING, NamedTuple

from ..audit.expected_tags import ExpectedTagsCache
from ..audit.findings import AlikeFindings
from ..audit.map_compare import MapPair, map_differences
from .findings import Orphans, Unowned, live_finding, orphan_finding, unowned_finding, without_resources
from .owners import Owned, Owners, home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..audit.audited import AuditedResource, TagCarrier
    from ..audit.expected_tags import ExpectedTags
    from ..audit.findings import AuditFinding
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

    findings: list[AlikeFindings]
    """Findings about live resources, by export and first address; orphans are last."""
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
    findings: list[AlikeFindings] = []
    orphans: dict[tuple[str, ...], list[Owned]] = {}
    seen: set[str] = set()
    clouds = {export.cloud for export in exports}
    number = 0
    for export, listed in _checked(exports, settings):
        unowned: dict[Unowned, list[str]] = {}
        owned = chain.from_iterable(starmap(check.owners.of, listed))
        for each in sorted(owned, key=_first_address):
            resource, addresses, job, names = each
            number += len(addresses)
            clouds.add(resource.cloud)
            if job is not None:
                seen.add(job.key)
                differences = list(_differences(resource, job, export, check))
                if differences:
                    findings.append(AlikeFindings(differences, addresses))
            elif names:
                orphans.setdefault((export.location.document, resource.cloud, *names), []).append(each)
            elif all_jobs:
                attribute, lacking = resource.carriers[0].map.attribute, check.owners.lacking(resource)
                kind = Unowned(resource.cloud, attribute, lacking)
                unowned.setdefault(kind, []).extend(addresses)
        findings += (
            AlikeFindings([unowned_finding(kind, export.location)], sorted(every)) for kind, every in unowned.items()
        )
    if all_jobs and orphans:
        findings.append(AlikeFindings([*map(orphan_finding, _named(orphans, check.owners))]))
    idle = [job for job in jobs if home(job) in clouds and job.key not in seen]
    diagnostics = [*cache.diagnostics, *(without_resources(job, home(job)) for job in idle)]
    return Inventory(findings, diagnostics, number)


def _checked(
    exports: Sequence[Export], settings: AuditSettings
) -> Iterator[tuple[Export, list[tuple[AuditedResource, Sequence[str]]]]]:
    """Yield exports with their resources that are not excluded, alike ones together with their addresses.

    A resource that several exports list with the same tags is one.
    """
    listed: dict[str, tuple[TagCarrier, ...]] = {}
    for export in exports:
        is_unique = export.cloud in _UNIQUE_NAMES
        checked = []
        for resource, addresses in export.alike:
            if is_unique and (len(exports) > 1 or len(addresses) > 1):
                addresses = [each for each in addresses if _is_first(each, resource.carriers, listed)]
            if settings.exclude:
                addresses = [each for each in addresses if not settings.excludes(resource._replace(address=each))]
            if addresses:
                checked.append((resource, addresses))
        yield export, checked


def _is_first(address: str, carriers: tuple[TagCarrier, ...], listed: dict[str, tuple[TagCarrier, ...]]) -> bool:
    """Return whether an address is not listed with the same tags, and list it."""
    if address not in listed:
        listed[address] = carriers
        return True
    return listed[address] != carriers


def _first_address(owned: Owned) -> str:
    return owned.addresses[0]


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


def _named(orphans: dict[tuple[str, ...], list[Owned]], owners: Owners) -> Iterator[Orphans]:
    for number, ((_, cloud, job, tenant), resources) in enumerate(orphans.items()):
        known = owners.known(cloud, tenant) if number < _MAX_SUGGESTIONS else ()
        yield Orphans(job, tenant, resources, () if job in known else known)
