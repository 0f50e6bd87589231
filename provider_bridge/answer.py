"""Query mode: a query on standard input, its result on standard output, and what was noticed on standard error."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from . import diagnostics, jobs, pipeline, protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .estate import Estate
    from .jobs import Job


class OutputError(Exception):
    """Standard output can't be written: it is closed, or its disk is full."""


def asked() -> bytes:
    """What stands on standard input; nothing where it is closed."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def answer(raw: bytes) -> int:
    """Answers a query as it came from Terraform; returns the exit code."""
    try:
        query = protocol.parse(raw)
    except protocol.Refused as refused:
        return refuse(refused)
    return answer_query(query)


def refuse(refused: protocol.Refused) -> int:
    """Says why a query can't be answered."""
    say(refused.diagnostics)
    return 1


def answer_query(query: protocol.Query) -> int:
    """Answers a query: the whole result or nothing on standard output."""

    def keep(job: Job, estate: Estate) -> dict[str, str]:
        if query.job is None:
            return {job.key: protocol.to_json(_data(query, job, estate))}
        return jobs.as_variables(job) if query.output == "variables" else jobs.texts(job.tags)

    outcome = pipeline.run(query, os.environ, keep)
    say(outcome.diagnostics)
    if outcome.failed:
        return 1
    result = {key: value for kept in outcome.jobs for key, value in kept.items()}
    for key, shared in outcome.shared.items():
        result[key] = protocol.to_json(jobs.with_warnings(json.loads(result[key]), shared))
    write(protocol.encode(result))
    return 0


def _data(query: protocol.Query, job: Job, estate: Estate) -> dict[str, Any]:
    data = jobs.as_data(job)
    if query.origins:
        data["origins"] = jobs.origins(job, estate.spot)
    return data


def say(found: list[diagnostics.Diagnostic]) -> None:
    """Everything found, on standard error."""
    if found and sys.stderr:
        sys.stderr.write(diagnostics.report(found))


def write(result: str | Iterable[str]) -> None:
    """A result, whole or in pieces, on standard output, as UTF-8 whatever the locale. Raises `OutputError`."""
    if not sys.stdout:
        raise OutputError("it is closed")
    try:
        for piece in (result,) if isinstance(result, str) else result:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
    except OSError as error:
        # What is buffered can't be written either: the interpreter would say so once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(error.strerror) from None
