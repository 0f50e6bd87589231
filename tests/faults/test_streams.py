"""Streams that are closed, full, or read by nobody: said in a line, never taken for a bug, never half a result."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from given import EXAMPLES, PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

JOB = "jobs/acme/stripe_customers.yaml"
WRITING = (
    f"query -q job={JOB}",
    f"tags {JOB}",
    f"tags {JOB} --format json",
    f"explain {JOB}",
    f"explain {JOB} --format json",
    f"explain {JOB} --format markdown",
    f"find Team=data-engineering {JOB}",
    f"cost-query --group-by dativo:tenant --from 2026-01-01 --to 2026-02-01 {JOB}",
    *(f"validate jobs --format {form}" for form in ("text", "json", "sarif", "github", "junit", "gitlab")),
    "diff HEAD --jobs jobs --tenant acme",
    "diff HEAD --jobs jobs --tenant acme --format markdown",
    "schema job",
    "tags --help",
    "--help",
    "--version",
)
FULL = "provider-bridge: standard output can't be written: No space left on device\n"
CLOSED = "provider-bridge: standard output can't be written: it is closed\n"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in git."""
    root = tmp_path_factory.mktemp("estate")
    identity = "-c user.name=a -c user.email=a@example.com"
    in_shell(
        f"cp -r {shlex.quote(str(EXAMPLES))}/. . && git init -q && git add -A && git {identity} commit -qm a", root
    )
    return root


def in_shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BRIDGE": PROGRAM, "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["bash", "-c", script], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk(command: str, estate: Path) -> None:
    done = in_shell(f'"$BRIDGE" {command} > /dev/full', estate)
    assert (done.returncode, done.stderr) == (1, FULL)


@pytest.mark.parametrize("command", [command for command in WRITING if "-help" not in command and "-v" not in command])
def test_closed_standard_output(command: str, estate: Path) -> None:
    done = in_shell(f'"$BRIDGE" {command} >&-', estate)
    assert (done.returncode, done.stderr) == (1, CLOSED)


@pytest.mark.parametrize("command", WRITING)
def test_a_reader_that_goes_away(command: str, estate: Path) -> None:
    done = in_shell(f'"$BRIDGE" {command} | :', estate)
    assert "Traceback" not in done.stderr
    assert "bug of ours" not in done.stderr


@pytest.mark.parametrize("command", [*WRITING, "tags jobs/none.yaml", "query -q job=jobs/none.yaml", "diff HEAD"])
def test_closed_standard_error(command: str, estate: Path) -> None:
    """Nobody hears why; the exit code says that something is wrong all the same."""
    heard = in_shell(f'"$BRIDGE" {command}', estate)
    done = in_shell(f'"$BRIDGE" {command} 2>&-', estate)
    assert (done.returncode, done.stdout) == (heard.returncode, heard.stdout)


def test_a_query_with_no_streams_at_all(estate: Path) -> None:
    assert in_shell('"$BRIDGE" <&- >&- 2>&-', estate).returncode == 1


def test_a_query_whose_result_nobody_can_have(estate: Path) -> None:
    for closed, said in ((">&-", CLOSED), ("> /dev/full", FULL)):
        done = in_shell(f"""echo '{{"job": "{JOB}"}}' | "$BRIDGE" {closed}""", estate)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
