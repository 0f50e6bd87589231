"""Query mode: a query on standard input, its result on standard output, and what was noticed on standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from . import diagnostics, jobs, pipeline, protocol
from .estate import Estate

if TYPE_CHECKING:
    from .jobs import Job


def answer(raw: bytes) -> int:
    """Answers a query as it came from Terraform; returns the exit code."""
    try:
        query = protocol.parse(raw)
    except protocol.Refused as refused:
        return refuse(refused)
    return answer_query(query)


def refuse(refused: protocol.Refused) -> int:
    """Says why a query can't be answered."""
    estate = Estate.nowhere(refused.query)
    say(sorted(map(estate.locate, refused.findings)))
    return 1


def answer_query(query: protocol.Query) -> int:
    """Answers a query: the whole result or nothing on standard output."""
    outcome = pipeline.run(query, os.environ)
    say(outcome.diagnostics)
    if outcome.failed:
        return 1
    write(protocol.encode(result(query, outcome)))
    return 0


def result(query: protocol.Query, outcome: pipeline.Outcome) -> dict[str, str]:
    """The result of a query, string to string."""
    if query.job is None:
        return {job.key: protocol.to_json(_data(query, job, outcome.estate)) for job in outcome.jobs}
    (job,) = outcome.jobs
    return jobs.as_variables(job) if query.output == "variables" else jobs.texts(job.tags)


def _data(query: protocol.Query, job: Job, estate: Estate | None) -> dict[str, Any]:
    data = jobs.as_data(job)
    if query.origins and estate is not None:
        data["origins"] = jobs.origins(job, estate.line)
    return data


def say(found: list[diagnostics.Diagnostic]) -> None:
    """Everything found, on standard error."""
    if found:
        sys.stderr.write(diagnostics.report(found))


def write(text: str) -> None:
    """A result on standard output, as UTF-8 whatever the locale."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
