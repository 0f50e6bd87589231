"""A bound on the time of what an organisation wrote: a regular expression may try a text in endless ways."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 1
"""Of the processor's time: a busy machine changes nothing."""


class Exceeded(Exception):  # noqa: N818 (it is said of the time)
    """The time is over."""


@contextmanager
def deadline() -> Iterator[Callable[[], object]]:
    """Gives a function that starts the time, anew at each call; once it is over, `Exceeded` is raised wherever one is.

    Nothing is bounded where the system has no such timer, as Windows, nor outside of Python's main thread.
    """
    try:
        before = signal.signal(signal.SIGVTALRM, _exceed)
    except (AttributeError, ValueError):
        yield lambda: None
        return
    try:
        yield lambda: signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _exceed(*_: object) -> None:
    raise Exceeded
