"""Contestants on one task, measured side by side: what each used in every round, and ratios within a round.

A round starts every contestant once, in turn, so that a machine's noise meets all of them. CPU time is what a process
and its children used, user and system.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Used(NamedTuple):
    """What a process used: CPU seconds, seconds by the clock, and peak memory in MB."""

    cpu: float
    seconds: float
    memory: float


class Contestant(NamedTuple):
    """A command, what it reads on standard input, and where it runs."""

    command: list[str]
    stdin: str = ""
    cwd: Path | None = None
    env: dict[str, str] | None = None


class Ratio(NamedTuple):
    """A ratio of two contestants: its median over the rounds, and its quartiles."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"**{self.median:.2f}** ({self.low:.2f} to {self.high:.2f})"


def play(contestants: dict[str, Contestant], rounds: int) -> dict[str, list[Used]]:
    """What each contestant used in every round; a round before the first fills the caches."""
    used: dict[str, list[Used]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name in list(contestants)[:: 1 if number % 2 else -1]:
            once = measure(contestants[name])
            if number:
                used[name].append(once)
    return used


def measure(contestant: Contestant) -> Used:
    """Runs a command. Ends the program where it fails."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as said:
        stdin.write(contestant.stdin.encode())
        stdin.seek(0)
        started = time.monotonic()
        process = subprocess.Popen(
            contestant.command, stdin=stdin, stdout=said, stderr=said, cwd=contestant.cwd, env=contestant.env
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(contestant.command)} ended with {process.returncode}:\n{said.read().decode()}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return Used(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * unit / 1e6)


def cpu(used: list[Used]) -> float:
    """The median of CPU seconds."""
    return statistics.median(each.cpu for each in used)


def clock(used: list[Used]) -> float:
    """The median of seconds by the clock."""
    return statistics.median(each.seconds for each in used)


def memory(used: list[Used]) -> float:
    """The highest peak of memory, in MB."""
    return max(each.memory for each in used)


def cpu_ratio(one: list[Used], other: list[Used]) -> Ratio:
    """CPU time beside another's."""
    return _ratio([mine.cpu / theirs.cpu for mine, theirs in zip(one, other, strict=True)])


def clock_ratio(one: list[Used], other: list[Used]) -> Ratio:
    """Time by the clock beside another's."""
    return _ratio([mine.seconds / theirs.seconds for mine, theirs in zip(one, other, strict=True)])


def _ratio(values: list[float]) -> Ratio:
    low, median, high = statistics.quantiles(values * (2 if len(values) < 2 else 1), n=4, method="inclusive")
    return Ratio(median, low, high)


def shown(seconds: float) -> str:
    """Seconds for a table."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
