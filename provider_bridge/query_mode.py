"""Query mode: a query on standard input, its result on standard output, diagnostics on standard error."""

from __future__ import annotations

import os

from . import console, pipeline, result
from .light_typing import TYPE_CHECKING
from .query import parse
from .query.parse import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .jobs.job import Job
    from .project import Project
    from .query.parse import Query


def answer(raw: bytes) -> int:
    """Answer a query as Terraform sends it, and return the exit code."""
    try:
        query = parse.parse(raw)
    except QueryError as error:
        return refuse(error)
    return answer_query(query)


def refuse(error: QueryError) -> int:
    """Report the errors of a query, and return the exit code."""
    console.print_report(error.diagnostics)
    return 1


def answer_query(query: Query) -> int:
    """Answer a query, and return the exit code. If a job has an error, standard output stays empty."""

    def keep(job: Job, project: Project) -> str | dict[str, str]:
        if query.job is None:
            return result.job_json(job, query.fields, project.documents.locate if query.origins else None)
        return result.as_variables(job) if query.output == "variables" else job.tag_map

    run = pipeline.run(query, os.environ, keep)
    console.print_report(run.all_diagnostics())
    if run.failed:
        return 1
    console.write_result(result.encode(_values(query, run)))
    return 0


def _values(query: Query, run: result.Result[str | dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Return the keys and values of a result, sorted by key; each job gets its warnings as it is written."""
    for key in sorted(run.kept):
        kept = run.kept[key]
        if isinstance(kept, str):
            has_warnings = not query.fields or "warnings" in query.fields
            yield key, result.with_warnings(kept, run.warnings(key)) if has_warnings else kept
        else:
            yield from sorted(kept.items())
