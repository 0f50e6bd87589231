"""Findings about the keys that AWS tag policies require of resources by their type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import WARNING, Diagnostic
from ..policy.aws_tag_policies import RULE, is_required_for
from ..wording import count
from .findings import AuditFinding
from .resource_types import equivalent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..diagnostics import Location, Value
    from ..jobs.job import Job
    from ..policy.aws_tag_policies import KeyPolicy
    from .audited import AuditedResource


def missing_required_keys(
    policies: Iterable[KeyPolicy], resources: Sequence[tuple[AuditedResource, Job | None]], location: Location
) -> Iterator[AuditFinding]:
    """Yield a warning for each required key that a resource of a plan lacks; AWS itself only reports them.

    `resources` come with their jobs, and `location` is that of the plan.
    """
    for policy in policies:
        for resource, job in resources:
            if _lacks(resource, policy):
                yield _finding(policy, resource, job, location)


def _lacks(resource: AuditedResource, policy: KeyPolicy) -> bool:
    """Return whether a resource certainly lacks a required key. In another case the key is there."""
    for carrier in resource.carriers:
        if carrier.cloud != "aws" or carrier.map.is_open or not is_required_for(policy, equivalent(carrier.type)):
            continue
        keys = {key.lower() for key in (*carrier.map.tags, *carrier.map.unknown)}
        if policy.key.lower() not in keys and not carrier.map.is_ignored(policy.key):
            return True
    return False


def _finding(policy: KeyPolicy, resource: AuditedResource, job: Job | None, location: Location) -> AuditFinding:
    message, fix = "tag {0} is missing (required by {1:bare})", "add the tag to the job of the resource"
    diagnostic = Diagnostic(RULE, message, fix, location, WARNING, (policy.key, policy.source))
    return AuditFinding(diagnostic, resource.address, job=job.key if job else None, key=policy.key)


def missing_key(finding: AuditFinding) -> tuple[Value, ...] | None:
    """Return the required key and its policy that a finding is about; None for others."""
    return finding.diagnostic.values if finding.diagnostic.rule == RULE else None


def missing_on(same: Sequence[AuditFinding], addresses: tuple[str, ...]) -> AuditFinding:
    """Return one finding for a required key of a policy that resources lack."""
    key, source = same[0].diagnostic.values
    message = "tag {0} is missing on {1:bare}: {2:2} (required by {3:bare})"  # the JSON report has all addresses
    values = key, count(len(addresses), "resource"), addresses, source
    fix = "add the tag to the jobs of these resources"
    diagnostic = same[0].diagnostic._replace(message=message, fix=fix, values=values)
    return AuditFinding(diagnostic, key=same[0].key, addresses=addresses)
