"""A plan beside its jobs: does every resource get the tags of the job that it belongs to?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .audited import subject_of
from .checks import with_job, without_job
from .expected_tags import Maps
from .findings import AuditFinding, as_diagnostic
from .matching import Matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..diagnostics import Finding, Where
    from ..jobs.job import Job
    from ..policy.config import Policy
    from .plan import Plan

__all__ = ["Audit", "AuditFinding", "as_diagnostic", "audit"]


class Audit(NamedTuple):
    """What an audit found: in the plan by address, in the jobs, and how many resources with tags it looked at."""

    findings: list[AuditFinding]
    problems: list[Finding]
    """Maps that a cloud or a class of resources other than the job's own doesn't take."""
    resources: int


def audit(plan: Plan, jobs: Sequence[Job], policy: Policy, place: Callable[[Where], str], all_jobs: bool) -> Audit:
    """Looks at every resource of a plan that takes tags or labels.

    `place` says `file:line` of a place in YAML. Without `all_jobs` some jobs couldn't be resolved: then nothing is said
    of resources that belong to none of the others.
    """
    maps = Maps()
    matching = Matching(jobs, maps, policy.tag_prefix)
    findings: list[AuditFinding] = []
    resources = 0
    for resource in sorted(plan.resources, key=lambda resource: resource.address):
        subject = subject_of(resource, plan.with_defaults)
        if subject is None:
            continue
        resources += bool(subject.own)
        job = matching.job_of(subject)
        if job is not None:
            findings += with_job(subject, maps.of(job, subject.cloud, subject.class_), place)
        elif all_jobs:
            findings += without_job(subject, matching.names(subject), policy)
    return Audit(findings, maps.problems, resources)
