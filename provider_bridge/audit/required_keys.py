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

    from ..diagnostics import Location
    from ..policy.aws_tag_policies import KeyPolicy
    from .audited import AuditedResource


def missing_required_keys(
    policies: Iterable[KeyPolicy], resources: Sequence[AuditedResource], location: Location
) -> Iterator[AuditFinding]:
    """Yield a warning for each required key that resources of a plan lack; AWS itself only reports them.

    `location` is that of the plan.
    """
    for policy in policies:
        addresses = tuple(resource.address for resource in resources if _lacks(resource, policy))
        if addresses:
            yield _finding(policy, addresses, location)


def _lacks(resource: AuditedResource, policy: KeyPolicy) -> bool:
    """Return whether a resource certainly lacks a required key. In another case the key is there."""
    for carrier in resource.carriers:
        if carrier.cloud != "aws" or carrier.map.is_open or not is_required_for(policy, equivalent(carrier.type)):
            continue
        keys = {key.lower() for key in (*carrier.map.tags, *carrier.map.unknown)}
        if policy.key.lower() not in keys and not carrier.map.is_ignored(policy.key):
            return True
    return False


def _finding(policy: KeyPolicy, addresses: tuple[str, ...], location: Location) -> AuditFinding:
    message = "tag {0} is missing on {1:bare}: {2:2} (required by {3:bare})"  # the JSON report has all addresses
    values = policy.key, count(len(addresses), "resource"), addresses, policy.source
    diagnostic = Diagnostic(RULE, message, "add the tag to the jobs of these resources", location, WARNING, values)
    return AuditFinding(diagnostic, key=policy.key, addresses=addresses)
