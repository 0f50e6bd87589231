"""A limit on the CPU time of a rule, because a regular expression can take exponential time."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager

from ..light_typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = TypeVar("Value")


class DeadlineExceededError(Exception):
    """The error that interrupts work that takes too long."""


class Timer:
    """A timer that never expires, for Windows and for threads other than the main one."""

    def run(self, seconds: float, work: Callable[[], Value]) -> tuple[Value | None, float]:
        """Return the value of `work`, None if it takes longer, and the seconds of CPU that it took."""
        start = time.process_time()
        return work(), time.process_time() - start


class _SignalTimer(Timer):
    """A timer that interrupts work. It counts CPU time, so that a busy machine changes nothing."""

    _running = False

    def run(self, seconds: float, work: Callable[[], Value]) -> tuple[Value | None, float]:
        value, start = None, time.process_time()
        try:
            self._running = True
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            value = work()
            self._running = False
        except DeadlineExceededError:
            pass  # work that has just ended keeps its value
        finally:
            self._running = False
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return value, time.process_time() - start

    def expire(self, *_: object) -> None:
        """Interrupt the work once; ignore a later signal."""
        if self._running:
            self._running = False
            raise DeadlineExceededError


@contextmanager
def cpu_timer() -> Iterator[Timer]:
    """Yield a timer that can run several pieces of work."""
    timer = _SignalTimer()
    try:
        before = signal.signal(signal.SIGVTALRM, timer.expire)
    except (AttributeError, ValueError):
        yield Timer()
        return
    try:
        yield timer
    finally:
        signal.signal(signal.SIGVTALRM, before)
