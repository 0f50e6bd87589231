"""Findings about live resources, in the words of the audit."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ..audit.findings import AuditFinding
from ..audit.map_compare import tag_or_label
from ..diagnostics import WARNING, Diagnostic, Location, Near
from ..providers import PROVIDERS
from ..wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..jobs.job import Job
    from .owners import Owned

_RULES = {
    "audit-different": "live-different",
    "audit-missing": "live-missing",
    "audit-none": "live-none",
    "audit-template": "live-none",
    "audit-extra": "live-extra",
}
_FIXES = {
    "audit-different": "set the {0:bare} to the value of the job, or correct it in {6:bare}",
    "audit-missing": "set {0:bare} {3} on the resource, for example with: terraform apply",
    "audit-none": "set the {0:bare}s of job {2} on the resource, for example with: terraform apply",
    "audit-template": "set the {0:bare}s of job {2} in the template, for example with: terraform apply",
    "audit-extra": 'remove the {0:bare}, add it to the job, or add its key to "audit.allow_tags"',
}


class Orphans(NamedTuple):
    """Resources whose tags name a job that no file has."""

    job: str
    tenant: str
    owned: Sequence[Owned]
    known: tuple[str, ...]
    """The names of jobs of which one may be meant."""


class Unowned(NamedTuple):
    """The kind of resources that name no job."""

    cloud: str
    attribute: str
    lacking: tuple[str, ...]
    """The keys that would name a job."""


def live_finding(finding: AuditFinding) -> AuditFinding:
    """Return a difference that the audit reports as one of a live resource."""
    diagnostic = finding.diagnostic
    fix = _FIXES[diagnostic.rule]
    return AuditFinding(diagnostic._replace(rule=_RULES[diagnostic.rule], fix=fix), *finding[1:])


def orphan_finding(orphans: Orphans) -> AuditFinding:
    """Return a warning about resources that name a job that no file has."""
    first, addresses = orphans.owned[0].resource, tuple(sorted(chain(*(each.addresses for each in orphans.owned))))
    message = (
        "no file has job {1} of tenant {2}{near}, which {3:bare} name: {4:2}"  # the JSON report has all addresses
        if len(addresses) > 1
        else "no file has job {1} of tenant {2}{near}, which the {0:bare}s name"
    )
    fix = "add the job with --jobs, or remove what is left of it"
    values = tag_or_label(first.cloud), orphans.job, orphans.tenant, count(len(addresses), "resource"), addresses
    near = Near(orphans.job, orphans.known, "set the {0:bare} to {near}, or add the job with --jobs")
    diagnostic = Diagnostic("live-orphan", message, fix, first.location, WARNING, values, near)
    if len(addresses) == 1:
        return AuditFinding(diagnostic, addresses[0], first.carriers[0].map.attribute)
    return AuditFinding(diagnostic, addresses=addresses)


def unowned_finding(kind: Unowned, location: Location) -> AuditFinding:
    """Return a warning about resources that name no job, in the export at a location."""
    message = 'names no job: "{1:bare}" lacks {2:all}'
    fix = 'add the {0:bare}s of its job, or add its type or name to "audit.exclude"'
    values = tag_or_label(kind.cloud), kind.attribute, tuple(f'"{key}"' for key in kind.lacking)
    diagnostic = Diagnostic("live-unowned", message, fix, location, WARNING, values)
    return AuditFinding(diagnostic, attribute=kind.attribute)


def without_resources(job: Job, cloud: str) -> Diagnostic:
    """Return a warning about a job that no resource belongs to, at its `infrastructure`."""
    message = "no {0:bare} resource in the inventory belongs to the job"
    fix = "create the resources of the job, or add the export that lists them"
    location = Location(job.path, ("infrastructure",)).key()
    return Diagnostic("job-without-resources", message, fix, location, WARNING, (PROVIDERS[cloud].TITLE,))
