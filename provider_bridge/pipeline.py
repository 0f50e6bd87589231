"""A query becomes jobs: the job's YAML is read, its tags are merged, checked and formatted for its cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import comparison
from .diagnostics import Diagnostic, is_error
from .estate import Estate, open_estate
from .protocol import Query, Refused
from .resolution import resolve, tenants_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .jobs import Job


class Outcome(NamedTuple):
    """The jobs of a query that went well, by key, everything that was found, and files that the bridge passes over."""

    jobs: list[Job]
    diagnostics: list[Diagnostic]
    left_out: list[str]
    estate: Estate | None = None

    @property
    def failed(self) -> bool:
        """Whether anything found is an error: then there is no result."""
        return any(map(is_error, self.diagnostics))


def run(query: Query, environ: Mapping[str, str]) -> Outcome:
    """Everything that a query asks for. What is wrong comes back in the outcome, sorted by place; nothing is raised."""
    try:
        estate, files, diagnostics = open_estate(query)
    except Refused as refused:
        return Outcome([], [Estate.nowhere(refused.query).locate(finding) for finding in refused.findings], [])
    jobs: list[Job] = []
    left_out: list[str] = []
    environ = {**environ, **query.env}
    for file in files:
        document, found = estate.job(file)
        diagnostics += found
        if document is None:
            left_out += [] if found else [file.path]
            continue
        for tenant in tenants_of(document, query.tenants):
            job, found = resolve(estate, document, tenant, environ)
            diagnostics += found
            if job is not None:
                jobs.append(job)
    jobs, found = comparison.compare(estate, jobs)
    return Outcome(jobs, sorted({*diagnostics, *found}), left_out, estate)
