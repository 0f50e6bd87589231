"""The audit: check that every planned resource gets the tags of the job that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .audited import audited_resource
from .checks import check_matched, check_unmatched
from .expected_tags import ExpectedTagsCache
from .findings import AuditFinding, finished
from .matching import Matching
from .plan_blocks import whole
from .propagation import propagating_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..diagnostics import Diagnostic, Location
    from ..jobs.job import Job
    from ..policy.config import Config
    from .plan import Plan

__all__ = ["Audit", "AuditFinding", "audit", "finished"]


class Audit(NamedTuple):
    """The result of an audit."""

    findings: list[AuditFinding]
    """Findings in the plan, by address."""
    diagnostics: list[Diagnostic]
    """Errors of jobs on a cloud or resource class other than their own."""
    resources: int
    """The number of resources that accept tags."""


def audit(plan: Plan, jobs: Sequence[Job], config: Config, locate: Callable[[Location], str], all_jobs: bool) -> Audit:
    """Check every resource of a plan that accepts tags or labels.

    `locate` returns the `file:line` of a location in YAML. Without `all_jobs` some jobs have errors: then resources
    that match no other job are not reported.
    """
    cache = ExpectedTagsCache()
    matching = Matching(jobs, cache, config.tag_prefix)
    findings: list[AuditFinding] = []
    definitions = {name for each in plan.resources for name in propagating_definitions(each.type, whole(each))}
    resources = 0
    for planned in sorted(plan.resources, key=lambda resource: resource.address):
        resource = audited_resource(planned, plan.location, definitions)
        if resource is None:
            continue
        resources += bool(resource.own)
        job = matching.job_of(resource)
        if job is not None:
            findings += check_matched(resource, job, cache, locate)
        else:
            findings += check_unmatched(resource, matching.names(resource), config, all_jobs)
    return Audit(findings, cache.diagnostics, resources)
