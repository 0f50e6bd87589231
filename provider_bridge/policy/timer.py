"""A bound on the time of what an organisation wrote: a regular expression may try a text in endless ways."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class DeadlineExceededError(Exception):
    """The time is over."""


class Timer:
    """Bounds nothing: where the system has no such timer, as Windows, and outside of Python's main thread."""

    def start(self, seconds: float) -> None:
        """From now on, once so many seconds are over, `DeadlineExceededError` is raised wherever one is."""

    def stop(self) -> float:
        """Raises nothing any more; returns how many seconds were taken."""
        return 0.0


class _Timer(Timer):
    """Counts the processor's time: a busy machine changes nothing."""

    _seconds = 0.0

    def start(self, seconds: float) -> None:
        self._seconds = seconds
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    def stop(self) -> float:
        left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return self._seconds - left


@contextmanager
def cpu_timer() -> Iterator[Timer]:
    """Gives a timer, to be started anew for each thing that is to be bounded."""
    try:
        before = signal.signal(signal.SIGVTALRM, _exceed)
    except (AttributeError, ValueError):
        yield Timer()
        return
    timer = _Timer()
    try:
        yield timer
    finally:
        timer.stop()
        signal.signal(signal.SIGVTALRM, before)


def _exceed(*_: object) -> None:
    raise DeadlineExceededError
