"""A folder for the time of one piece of work: it is gone afterwards, also where the program is told to end."""

from __future__ import annotations

import signal
import tempfile
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Done = TypeVar("Done")
_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that tell a program to end; Windows has no SIGHUP."""


class TempdirError(Exception):
    """Why there can't be such a folder, or why it is still there."""


class _Signals:
    """Signals that tell the program to end: the first one raises, at once or when that leaves nothing behind."""

    def __init__(self) -> None:
        self.came = 0
        self.raising = False

    def __call__(self, number: int, _: object) -> None:
        self.came = self.came or number
        self.end()

    def end(self) -> None:
        """Ends the program where it was told to, and may."""
        if self.came and self.raising:
            self.raising = False  # a second one would stop what the first one began
            raise KeyboardInterrupt if self.came == signal.SIGINT else SystemExit(128 + self.came)


def with_tempdir(work: Callable[[str], Done]) -> Done:
    """What a piece of work makes with the path of a folder that is its own. Raises `TempdirError`.

    Signals wait while the folder is made and removed.
    """
    signals = _Signals()
    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: was for number, was in before.items() if was not in (signal.SIG_IGN, None)}  # nohup ignores one
    for number in before:
        signal.signal(number, signals)
    try:
        folder = _made()
        try:
            try:
                signals.raising = True
                signals.end()
                done = work(folder.name)
            finally:
                signals.raising = False
        finally:
            _remove(folder)
    finally:
        for number, was in before.items():
            signal.signal(number, was)
    signals.raising = True
    signals.end()
    return done


def _made() -> tempfile.TemporaryDirectory[str]:
    """A new folder, hidden: where it lies in an estate no glob takes what is in it for jobs."""
    try:
        return tempfile.TemporaryDirectory(prefix=".provider-bridge-")
    except OSError as error:
        raise TempdirError(f"the folder for temporary files can't be written: {error.strerror}") from None


def _remove(folder: tempfile.TemporaryDirectory[str]) -> None:
    try:
        folder.cleanup()
    except OSError as error:
        raise TempdirError(f"the folder {folder.name} can't be removed: {error.strerror}") from None
