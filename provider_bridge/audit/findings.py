"""Findings of an audit: diagnostics with the facts of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, finish
from ..policy.exemptions import exempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..jobs.job import Job
    from ..policy.exemptions import Exemption


class AuditFinding(NamedTuple):
    """A diagnostic about a planned resource; a fact that does not apply to it is None."""

    diagnostic: Diagnostic
    address: str | None = None
    attribute: str | None = None
    """The path of the attribute in the resource: `tags`, `template[0].labels`."""
    job: str | None = None
    """The job key."""
    key: str | None = None
    """The tag key, as formatted for the cloud of the resource."""
    expected: Any = None
    """The value of the job's tag, or the job's map."""
    planned: Any = None
    """The redacted value in the plan, or the redacted map."""
    origin: str | None = None
    """The origin of the job's value, `file:line`."""
    addresses: tuple[str, ...] = ()
    """The addresses of the resources, if the finding is about several."""


def exempt_findings(
    findings: Iterable[AuditFinding], exemptions: Sequence[Exemption], jobs: Mapping[str, Job]
) -> tuple[list[AuditFinding], list[AuditFinding]]:
    """Return the findings that an exemption accepts, and all others. `jobs` is by key."""
    if not exemptions:
        return [], list(findings)
    accepted, others = [], []
    for finding in findings:
        job = jobs.get(finding.job or "")
        tags = (finding.key,) if finding.key else ()
        (diagnostic,) = exempt(
            exemptions, [finding.diagnostic._replace(tags=tags)], finding.job, job and job.path, finding.address
        )
        if diagnostic.exemption:
            accepted.append(finding._replace(diagnostic=diagnostic))
        else:
            others.append(finding)
    return accepted, others


def finished(finding: AuditFinding) -> Diagnostic:
    """Return the diagnostic of a finding with its text."""
    return finish([finding.diagnostic])[0]


def with_address(finding: AuditFinding) -> Diagnostic:
    """Return the diagnostic of a finding with its text, the address before the message."""
    diagnostic = finished(finding)
    if finding.address is None:
        return diagnostic
    values = finding.address, diagnostic.message, diagnostic.fix
    return finish([diagnostic._replace(message="{0:bare}: {1:bare}", fix="{2:bare}", values=values)])[0]
