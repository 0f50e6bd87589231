"""A temporary directory that is removed in any case, also when the program is told to end."""

from __future__ import annotations

import signal
import tempfile
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")
_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that tell a program to end; Windows has no SIGHUP."""


class TempdirError(Exception):
    """A temporary directory that cannot be written or removed."""


class _Signals:
    """A handler of the signals that end the program: the first one raises, once no directory stays behind."""

    def __init__(self) -> None:
        self.came = 0
        self.raising = False

    def __call__(self, number: int, _: object) -> None:
        self.came = self.came or number
        self.end()

    def end(self) -> None:
        """End the program if a signal came and it may raise now."""
        if self.came and self.raising:
            self.raising = False  # a second one would stop what the first one began
            raise KeyboardInterrupt if self.came == signal.SIGINT else SystemExit(128 + self.came)


def with_tempdir(work: Callable[[str], Made]) -> Made:
    """Call `work` with the path of a private temporary directory, and return its result.

    Signals wait while the directory is made and removed.

    Raises:
        TempdirError: The directory cannot be written or removed.

    """
    signals = _Signals()
    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: was for number, was in before.items() if was not in (signal.SIG_IGN, None)}  # nohup ignores one
    for number in before:
        signal.signal(number, signals)
    try:
        directory = _make()
        try:
            try:
                signals.raising = True
                signals.end()
                result = work(directory.name)
            finally:
                signals.raising = False
        finally:
            _remove(directory)
    finally:
        for number, was in before.items():
            signal.signal(number, was)
    signals.raising = True
    signals.end()
    return result


def _make() -> tempfile.TemporaryDirectory[str]:
    """Make a hidden directory: inside a project, no glob takes its files for jobs."""
    try:
        return tempfile.TemporaryDirectory(prefix=".provider-bridge-")
    except OSError as error:
        raise TempdirError(f"the temporary directory cannot be written: {error.strerror}") from None


def _remove(directory: tempfile.TemporaryDirectory[str]) -> None:
    try:
        directory.cleanup()
    except OSError as error:
        raise TempdirError(f"the temporary directory {directory.name} cannot be removed: {error.strerror}") from None
