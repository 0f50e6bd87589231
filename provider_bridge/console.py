"""Standard input, output and error, which no other module reads or writes."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, RawIOBase

from .diagnostics import report
from .light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TextIO

    from .diagnostics import Diagnostic


class StreamError(Exception):
    """A standard stream that cannot be read or written: it is closed, or its disk is full."""


def read_stdin() -> bytes:
    """Return the bytes on standard input, empty if it is closed.

    Raises:
        StreamError: Standard input cannot be read.

    """
    try:
        text = sys.stdin.buffer.read() if sys.stdin else b""
    except OSError as error:
        raise StreamError(f"cannot read standard input: {error.strerror}") from None
    if text is None:  # a stream that does not block
        raise StreamError("cannot read standard input: it has no data yet and does not block")
    return text


def print_report(diagnostics: Sequence[Diagnostic]) -> None:
    """Write diagnostics to standard error, if there are any."""
    if diagnostics:
        print_stderr(report(diagnostics))


def print_stderr(text: str) -> None:
    """Write lines to standard error; ignore a closed or full stream."""
    if not sys.stderr:  # `print` would use standard output
        return
    try:
        print(text.removesuffix("\n"), file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def is_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return bool(sys.stdout) and sys.stdout.isatty()


def write_result(result: str | Iterable[str]) -> None:
    """Write a result, whole or in pieces, to standard output, as UTF-8 in any locale.

    Raises:
        StreamError: Standard output cannot be written.

    """
    if not sys.stdout:
        raise StreamError("cannot write to standard output: it is closed")
    stream: Any = sys.stdout.buffer
    # With PYTHONUNBUFFERED a write may take a part only, without an error.
    out = BufferedWriter(stream) if isinstance(stream, RawIOBase) else stream
    try:
        for piece in (result,) if isinstance(result, str) else result:
            # The name of a file may hold bytes that are not UTF-8; JSON writes such half characters like this.
            out.write(piece.encode(errors="backslashreplace"))
        out.flush()
    except OSError as error:
        raise stream_error(error) from None
    finally:
        if out is not stream:
            out.detach()


def stream_error(error: OSError) -> StreamError:
    """Return the error to raise when standard output failed; nothing more is written there."""
    _silence(sys.stdout)
    return StreamError(f"cannot write to standard output: {error.strerror}")


def _silence(stream: TextIO) -> None:
    """Redirect a broken stream to the null device, so that the flush at exit does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
