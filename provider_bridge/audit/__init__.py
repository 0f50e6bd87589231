"""The audit: check that every planned resource gets the tags of the job that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .audited import AuditedResource, audited_resource
from .checks import check_matched, check_unmatched
from .expected_tags import ExpectedTagsCache
from .findings import AlikeFindings, AuditFinding, exempt_findings, one_by_one, with_address
from .joining import reported_findings
from .matching import Matching
from .propagation import propagating_definitions
from .settings import AuditSettings
from .unchecked import deferred_change, nothing_checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..diagnostics import Diagnostic, Location
    from ..jobs.job import Job
    from ..policy.config import Config
    from .plan import Plan

__all__ = [
    "AlikeFindings",
    "Audit",
    "AuditFinding",
    "AuditSettings",
    "audit",
    "exempt_findings",
    "one_by_one",
    "reported_findings",
    "with_address",
]

_DEFAULT_SETTINGS = AuditSettings()


class Audit(NamedTuple):
    """The result of an audit."""

    findings: list[AuditFinding]
    """Findings in the plan, by address."""
    diagnostics: list[Diagnostic]
    """Errors of jobs on a cloud or resource class other than their own."""
    resources: int
    """The number of checked resources that accept tags."""
    checked: bool
    """True if any resource was checked."""


def audit(
    plan: Plan,
    jobs: Sequence[Job],
    config: Config,
    locate: Callable[[Location], str],
    all_jobs: bool,
    settings: AuditSettings = _DEFAULT_SETTINGS,
) -> Audit:
    """Check every resource of a plan that accepts tags or labels.

    `locate` returns the `file:line` of a location in YAML. Without `all_jobs` some jobs have errors: then resources
    that match no other job are not reported.
    """
    cache = ExpectedTagsCache()
    matching = Matching(jobs, cache, config.tag_prefix)
    definitions = frozenset(propagating_definitions(plan.resources))
    findings: list[AuditFinding] = []
    audited: list[tuple[AuditedResource, Job | None]] = []
    resources = excluded = unchanged = 0
    for planned in sorted(plan.resources, key=lambda resource: resource.address):
        if settings.excludes(planned):
            excluded += 1
            continue
        resource = audited_resource(planned, plan.location, definitions)
        if resource is None:
            continue
        if settings.changed and not planned.is_changed:
            unchanged += 1
            continue
        resources += bool(resource.own)
        job = matching.job_of(resource)
        audited.append((resource, job))
        if job is not None:
            findings += check_matched(resource, job, cache, locate, settings)
        else:
            findings += check_unmatched(resource, matching.names(resource), config, all_jobs)
    deferred = [each for each in sorted(plan.deferred) if not settings.excludes(each)]
    findings += (deferred_change(each, plan.location) for each in deferred)
    if config.key_policies:
        from .required_keys import missing_required_keys  # most projects have no tag policy

        findings += missing_required_keys(config.key_policies, audited, plan.location)
    if not (audited or unchanged):  # with --changed, a plan without changes is right
        findings.append(nothing_checked(plan, excluded))
    return Audit(findings, cache.diagnostics, resources, bool(audited))
