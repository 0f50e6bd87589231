"""The bound on the time of some work: it ends what takes longer, and touches nothing else."""

from __future__ import annotations

import re
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.policy.timer import DeadlineExceededError, Timer, cpu_timer

if TYPE_CHECKING:
    from types import FrameType


def work_for(seconds: float) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(1_000))
    return "done"


def test_work_that_ends_in_time_has_its_value() -> None:
    with cpu_timer() as timer:
        value, taken = timer.run(10, lambda: work_for(0.02))
    assert value == "done"
    assert 0 < taken < 10


def test_work_that_takes_longer_is_interrupted() -> None:
    with cpu_timer() as timer:
        value, taken = timer.run(0.05, lambda: work_for(60))
    assert value is None
    assert 0 < taken < 60


def test_a_regular_expression_that_never_ends_is_interrupted() -> None:
    with cpu_timer() as timer:
        assert timer.run(0.05, lambda: re.search("^(a+)+$", "a" * 60 + "!"))[0] is None


def test_each_piece_of_work_has_its_own_time() -> None:
    with cpu_timer() as timer:
        for _ in range(3):
            assert timer.run(0.1, lambda: work_for(0.05))[0] == "done"
            assert timer.run(0.02, lambda: work_for(60))[0] is None


def test_what_work_raises_is_raised_and_the_timer_is_off() -> None:
    def broken() -> None:
        raise KeyError("broken")

    with cpu_timer() as timer, pytest.raises(KeyError):
        timer.run(0.05, broken)
    assert work_for(0.2) == "done"


def test_a_signal_after_the_work_changes_nothing() -> None:
    """It may come between the end of the work and the end of the timer."""
    with cpu_timer() as timer:
        timer.run(10, lambda: "done")
        signal.raise_signal(signal.SIGVTALRM)


def test_a_signal_as_the_work_ends_takes_nothing_from_it() -> None:
    def signal_after_work(frame: FrameType, event: str, _: object) -> Any:
        if event == "line" and frame.f_locals.get("value") == "done":
            sys.settrace(None)
            signal.raise_signal(signal.SIGVTALRM)
        return signal_after_work

    before = sys.gettrace()
    with cpu_timer() as timer:
        sys.settrace(signal_after_work)
        try:
            value, _ = timer.run(10, lambda: "done")
        finally:
            sys.settrace(before)
    assert value == "done"


def test_work_is_interrupted_once() -> None:
    """A second signal may come while the first one's exception is on its way."""
    interrupted = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGVTALRM)
        except DeadlineExceededError:
            interrupted.append(True)
            signal.raise_signal(signal.SIGVTALRM)

    with cpu_timer() as timer:
        timer.run(10, work)
    assert interrupted == [True]


def test_the_handler_is_as_before() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_timer() as timer:
        assert signal.getsignal(signal.SIGVTALRM) != before
        timer.run(0.01, lambda: work_for(0.1))
    assert (signal.getitimer(signal.ITIMER_VIRTUAL), signal.getsignal(signal.SIGVTALRM)) == ((0.0, 0.0), before)


def test_outside_of_the_main_thread_work_is_not_bounded_but_counted() -> None:
    results: list[tuple[str | None, float]] = []

    def run() -> None:
        with cpu_timer() as timer:
            assert type(timer) is Timer
            results.append(timer.run(0.001, lambda: work_for(0.05)))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    ((value, taken),) = results
    assert value == "done"
    assert taken > 0
