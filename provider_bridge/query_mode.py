"""Query mode: a query on standard input, its result on standard output, and what was noticed on standard error."""

from __future__ import annotations

import json
import os
import sys
from io import BufferedWriter, RawIOBase
from typing import TYPE_CHECKING, Any, TextIO

from . import diagnostics, pipeline
from .jobs import job as jobs
from .query import parse as protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .jobs.job import Job
    from .project import Estate


class StreamError(Exception):
    """Standard input can't be read, or standard output can't be written: it is closed, its disk is full."""


def asked() -> bytes:
    """What stands on standard input; nothing where it is closed. Raises `StreamError`."""
    try:
        text = sys.stdin.buffer.read() if sys.stdin else b""
    except OSError as error:
        raise StreamError(f"standard input can't be read: {error.strerror}") from None
    if text is None:  # what it says of a stream that doesn't wait
        raise StreamError("standard input can't be read: there is nothing yet, and it doesn't wait")
    return text


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
    if found:
        tell(diagnostics.report(found))


def tell(text: str) -> None:
    """One or more lines on standard error; where that is closed or full nobody hears them, and nothing else changes."""
    if not sys.stderr:  # `print` would take standard output then
        return
    try:
        print(text.removesuffix("\n"), file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)


def on_terminal() -> bool:
    """Whether somebody sees results as they are written."""
    return bool(sys.stdout) and sys.stdout.isatty()


def write(result: str | Iterable[str]) -> None:
    """A result, whole or in pieces, on standard output, as UTF-8 whatever the locale. Raises `StreamError`."""
    if not sys.stdout:
        raise StreamError("standard output can't be written: it is closed")
    stream: Any = sys.stdout.buffer
    # Of an unbuffered Python (PYTHONUNBUFFERED) a write may take a part, and say nothing.
    out = BufferedWriter(stream) if isinstance(stream, RawIOBase) else stream
    try:
        for piece in (result,) if isinstance(result, str) else result:
            # A file's name may hold bytes that are no UTF-8; this is how JSON writes such half characters.
            out.write(piece.encode(errors="backslashreplace"))
        out.flush()
    except OSError as error:
        raise lost(error) from None
    finally:
        if out is not stream:
            out.detach()


def lost(error: OSError) -> StreamError:
    """What to raise when standard output failed; nothing more is written there."""
    _give_up(sys.stdout)
    return StreamError(f"standard output can't be written: {error.strerror}")


def _give_up(stream: TextIO) -> None:
    """What is buffered can't be written either: the interpreter would try once more at its end, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
