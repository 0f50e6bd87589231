"""Findings of an audit: diagnostics with the facts of the plan."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, finish
from ..policy.exemptions import exempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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


class AlikeFindings(NamedTuple):
    """The findings that each of some resources has; an inventory has them for 100,000 resources."""

    findings: Sequence[AuditFinding]
    addresses: Sequence[str] = ()
    """The sorted addresses of the resources; empty if each finding has its own address, or none."""

    @property
    def times(self) -> int:
        """The number of times that each finding is reported."""
        return len(self.addresses) or 1


def one_by_one(alike: Sequence[AlikeFindings], most: int | None = None) -> Iterator[AuditFinding]:
    """Yield each finding of each resource, by document and address; those with their own address are last.

    `most` is the number of alike resources after which others are left out; by default none is.
    """
    listed = [each for each in alike if each.addresses]
    for _, in_document in groupby(listed, lambda each: each.findings[0].diagnostic.location.document):
        rows = [(address, each.findings) for each in in_document for address in each.addresses[:most]]
        for address, findings in sorted(rows, key=itemgetter(0)):
            for finding in findings:
                yield AuditFinding(finding.diagnostic, address, *finding[2:])
    for each in alike:
        if not each.addresses:
            yield from each.findings


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
