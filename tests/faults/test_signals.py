"""Somebody presses Ctrl-C, or a runner ends the job: no traceback, nothing on standard output, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diff.tempdir import with_tempdir
from tests.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.project import Project

JOB = "tenant_id: acme\ninfrastructure:\n  provider: aws\n  tags: {Team: data}\n"
IDENTITY = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Signals do what they do on a terminal: in the background of a script SIGINT is ignored, by children too."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def large(project: Project) -> Project:
    """An estate in git that takes a second or two."""
    project.write("provider-bridge.yaml", "")
    for number in range(1500):
        project.write(f"jobs/{number:04}.yaml", JOB)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
        subprocess.run(["git", *arguments], check=True, env={**os.environ, **IDENTITY})
    return project


def ended(arguments: list[str], query: str, number: int, temporary: Path) -> tuple[int, bytes, bytes]:
    """Starts the program, waits until it works on the jobs, and sends a signal; its exit code and streams."""
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert process.stdin
    process.stdin.write(query.encode())
    process.stdin.close()
    process.stdin = None
    while not any(temporary.iterdir()) and arguments and process.poll() is None:
        time.sleep(0.005)
    time.sleep(0.05 if arguments else 0.2)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_diff_leaves_no_folder(
    number: int, code: int, large: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    ended_with, out, err = ended(["diff", "HEAD", "--jobs", "jobs"], "", number, temporary)
    if ended_with == 0:
        pytest.skip("it was done before the signal came")
    assert (ended_with, out) == (code, b"")
    assert b"Traceback" not in err
    assert list(temporary.iterdir()) == []


SIGNALS = [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit), (signal.SIGHUP, SystemExit)]


@pytest.fixture
def removal(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The signals that come while a folder is removed."""
    numbers: list[int] = []
    cleanup = tempfile.TemporaryDirectory.cleanup

    def disturbed(folder: tempfile.TemporaryDirectory[str]) -> None:
        for number in numbers:
            signal.raise_signal(number)
        cleanup(folder)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", disturbed)
    return numbers


@pytest.mark.parametrize(("number", "raised"), SIGNALS)
def test_a_signal_as_the_folder_appears(
    number: int, raised: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tempfile.mkdtemp
    folders: list[str] = []
    worked: list[str] = []

    def disturbed(*arguments: Any, **options: Any) -> str:
        folders.append(made(*arguments, **options))
        signal.raise_signal(number)
        return folders[0]

    monkeypatch.setattr(tempfile, "mkdtemp", disturbed)
    before = signal.getsignal(number)
    with pytest.raises(raised):
        with_tempdir(worked.append)
    assert (len(folders), os.path.lexists(folders[0]), worked) == (1, False, [])
    assert signal.getsignal(number) is before


@pytest.mark.parametrize(("number", "raised"), SIGNALS)
def test_a_signal_as_the_folder_goes(number: int, raised: type[BaseException], removal: list[int]) -> None:
    removal.append(number)
    worked: list[str] = []
    with pytest.raises(raised):
        with_tempdir(worked.append)
    assert not os.path.lexists(worked[0])


@pytest.mark.parametrize(("number", "raised"), SIGNALS)
def test_more_signals_than_one(number: int, raised: type[BaseException], removal: list[int]) -> None:
    """The first counts; somebody who presses Ctrl-C again doesn't stop the clean-up."""
    removal += [signal.SIGINT, signal.SIGTERM]
    worked: list[str] = []

    def work(folder: str) -> None:
        worked.append(folder)
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(signal.SIGINT)
            worked.append("to its end")

    with pytest.raises(raised):
        with_tempdir(work)
    assert (os.path.lexists(worked[0]), worked[1:]) == (False, ["to its end"])


def test_a_signal_that_is_ignored_stays_so() -> None:
    """As `nohup` has it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with_tempdir(lambda _: signal.raise_signal(signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_query_is_interrupted(large: Project, tmp_path: Path) -> None:
    for number in range(1500, 3000):
        large.write(f"jobs/{number:04}.yaml", JOB)
    code, out, err = ended([], json.dumps({"jobs": "jobs/*.yaml"}), signal.SIGINT, tmp_path)
    assert (code, out, err) == (130, b"", b"")
