"""What an audit says about a resource."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..diagnostics import ERROR, Diagnostic


class AuditFinding(NamedTuple):
    """One thing found in a plan. What a field doesn't apply to has None there."""

    rule: str
    severity: str
    address: str
    attribute: str | None
    """Where in the resource: `tags`, `template[0].labels`."""
    job: str | None
    """The job's key."""
    message: str
    fix: str
    key: str | None = None
    """The tag, as formatted for the resource's cloud."""
    expected: Any = None
    """The value of the job's map, or the whole map."""
    planned: Any = None
    """The value in the plan, or the whole map."""
    origin: str | None = None
    """Where the job's value comes from, `file:line`."""


def as_diagnostic(finding: AuditFinding, plan: str, strict: bool) -> Diagnostic:
    """A finding as every command shows them; its place is the plan, its message starts with the address."""
    severity = ERROR if strict else finding.severity
    return Diagnostic(plan, 0, 0, finding.rule, severity, f"{finding.address}: {finding.message}", finding.fix)
