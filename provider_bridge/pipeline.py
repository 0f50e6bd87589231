"""A query becomes jobs: the job's YAML is read, its tags are merged, checked and formatted for its cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .jobs.conflicts import Comparison
from .jobs.resolve import resolve, tenants_of
from .project import open_estate
from .query.parse import Query, Refused
from .result import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .files.root import Found
    from .jobs.job import Job
    from .project import Estate
    from .result import Kept


def run(
    query: Query,
    environ: Mapping[str, str],
    keep: Callable[[Job, Estate], Kept],
    track: Callable[[list[Found]], Iterable[Found]] = iter,
) -> Outcome[Kept]:
    """Everything that a query asks for; what is wrong is in the outcome, nothing is raised.

    `keep` makes of each job what the caller needs, so that a large estate is never held as a whole; `track` may follow
    the files as they are read.
    """
    outcome: Outcome[Kept] = Outcome()
    try:
        outcome.estate, files, found = open_estate(query)
    except Refused as refused:
        outcome.diagnostics = refused.diagnostics
        return outcome
    estate, comparison, seen = outcome.estate, Comparison(), set(found)
    outcome.files = [file.path for file in files]
    environ = {**environ, **query.env}
    for file in track(files):
        document, found = estate.job(file)
        seen.update(found)
        outcome.left_out += [file.path] if document is None and not found else []
        if document is None:
            continue
        for tenant in tenants_of(document, query.tenants):
            job, found = resolve(estate, document, tenant, environ, found)
            seen.update(found)
            if job is not None:
                comparison.add(job)
                outcome.jobs.append(keep(job, estate))
    for finding, keys in comparison.findings():
        diagnostic = estate.locate(finding)
        seen.add(diagnostic)
        for key in keys:
            outcome.shared.setdefault(key, []).append(diagnostic)
    outcome.diagnostics = sorted(seen)
    return outcome
