"""Findings about resources and changes that an audit does not check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import WARNING, Diagnostic
from ..wording import count
from .findings import AuditFinding

if TYPE_CHECKING:
    from ..diagnostics import Location
    from .plan import Plan
    from .planned_resources import Deferred

_REASONS = {
    "instance_count_unknown": "its number of instances is unknown",
    "resource_config_unknown": "its configuration is unknown",
    "provider_config_unknown": "the configuration of its provider is unknown",
    "absent_prereq": "it depends on a resource that does not exist yet",
    "deferred_prereq": "it depends on another deferred change",
}
"""Reasons of deferred changes: developer.hashicorp.com/terraform/internals/json-format (read 2026-03)."""


def deferred_change(deferred: Deferred, location: Location) -> AuditFinding:
    """Return a warning about a change whose tags are not in the plan; the location is that of the plan."""
    message = "the deferred change is not checked: {0:bare}"
    reason = _REASONS.get(deferred.reason, "the plan gives no known reason")
    fix = "apply this plan, then audit the next one"
    diagnostic = Diagnostic("audit-unchecked", message, fix, location, WARNING, (reason,))
    return AuditFinding(diagnostic, deferred.address)


def nothing_checked(plan: Plan, excluded: int) -> AuditFinding:
    """Return a warning that no resource of a plan was checked. Some may be excluded."""
    message = "no resource was checked: none of {0:bare} in the plan accepts tags"
    if not plan.resources:
        message = "no resource was checked: the plan has no resources"
    elif excluded:
        message = 'no resource was checked: "audit.exclude" has {1:bare} of {0:bare}'
    fix = 'correct "audit.exclude"' if excluded else "audit the plan of the jobs' resources"
    values = (count(len(plan.resources), "resource"), str(excluded))
    return AuditFinding(Diagnostic("audit-unchecked", message, fix, plan.location, WARNING, values))
