"""Findings of an audit: diagnostics with the facts of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, finish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Location, Severities


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


def finished(findings: Iterable[AuditFinding], severities: Severities) -> list[AuditFinding]:
    """Return findings whose diagnostics have their text and severity."""
    return [each._replace(diagnostic=finish([each.diagnostic], _located, severities)[0]) for each in findings]


def with_address(finding: AuditFinding) -> Diagnostic:
    """Return the diagnostic of a finished finding, with the address of the resource before the message."""
    diagnostic = finding.diagnostic
    if finding.address is None:
        return diagnostic
    values = finding.address, diagnostic.message, diagnostic.fix
    return finish([diagnostic._replace(message="{0:bare}: {1:bare}", fix="{2:bare}", values=values)], _located)[0]


def _located(location: Location) -> Location:
    """Return the location of a plan: a plan has no lines."""
    return location
