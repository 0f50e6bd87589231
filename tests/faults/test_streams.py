"""Streams that are closed, full, or read by nobody: said in a line, never taken for a bug, never half a result."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.program import EXAMPLES, PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

JOB = "jobs/acme/stripe_customers.yaml"
BACKED = "jobs/acme/postgres_orders.yaml"
COSTS = ("native", "json", "focus", "activation")
_MONTH = "--from 2026-01-01 --to 2026-02-01"
WRITING = (
    f"query -q job={JOB}",
    f"tags {JOB}",
    f"tags {JOB} --format json",
    f"explain {JOB}",
    f"explain {JOB} --format json",
    f"explain {JOB} --format markdown",
    f"find Team=data-engineering {JOB}",
    f"find Team=data-engineering {JOB} --format json",
    f"backend-config {BACKED}",
    f"audit plan.json --jobs {JOB}",
    f"audit plan.json --jobs {JOB} --format sarif",
    f"inventory live.json --jobs {JOB}",
    *(f"cost-query --group-by dativo:tenant {_MONTH} {JOB} --format {form}" for form in COSTS),
    *(
        f"validate jobs --config seed/required-tags.yaml --format {form}"
        for form in ("text", "json", "sarif", "github", "junit", "gitlab")
    ),
    f"tags {JOB} --format csv",
    "diff HEAD --jobs jobs --tenant acme",
    "diff HEAD --jobs jobs --tenant acme --format markdown",
    "diff HEAD --jobs jobs --tenant acme --format json",
    "schema job",
    "tags --help",
    "--help",
    "--version",
)
FULL = "provider-bridge: cannot write to standard output: No space left on device\n"
CLOSED = "provider-bridge: cannot write to standard output: it is closed\n"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in git."""
    root = tmp_path_factory.mktemp("estate")
    identity = "-c user.name=a -c user.email=a@example.com"
    in_shell(
        f"cp -r {shlex.quote(str(EXAMPLES))}/. . && git init -q && git add -A && git {identity} commit -qm a", root
    )
    (root / "plan.json").write_text('{"format_version": "1.2", "planned_values": {"root_module": {}}}', "utf-8")
    (root / "live.json").write_text('{"ResourceTagMappingList": []}', "utf-8")
    return root


def in_shell(script: str, cwd: Path, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BRIDGE": PROGRAM, "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=cwd,
        env=environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk(command: str, estate: Path) -> None:
    done = in_shell(f'"$BRIDGE" {command} > /dev/full', estate)
    assert (done.returncode, done.stderr.splitlines(True)[-1]) == (1, FULL)  # a note may stand before


BUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


@BUFFERED
@pytest.mark.parametrize(
    "command", ["schema job", "explain jobs --tenant acme --format json", "query -q jobs=jobs/** -q tenants=acme"]
)
def test_a_disk_that_takes_a_part(command: str, unbuffered: str, estate: Path) -> None:
    """Containers set PYTHONUNBUFFERED: a write that took a part passed for a whole one."""
    done = in_shell(f'export PYTHONUNBUFFERED={unbuffered}; ulimit -f 2; "$BRIDGE" {command} > part', estate)
    assert (done.returncode, done.stderr) == (1, "provider-bridge: cannot write to standard output: File too large\n")


@BUFFERED
def test_standard_output_that_does_not_wait(unbuffered: str, estate: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.write(writing, b"x" * 60_000)  # of the 64 KiB that it has room for
    done = in_shell(f'PYTHONUNBUFFERED={unbuffered} "$BRIDGE" schema job', estate, writing)
    os.close(writing)
    os.close(reading)
    assert done.returncode == 1
    assert done.stderr.startswith("provider-bridge: cannot write to standard output: ")


def test_standard_input_that_does_not_wait(estate: Path) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    done = subprocess.run([PROGRAM], cwd=estate, stdin=reading, capture_output=True, text=True, check=False)
    os.close(writing)
    os.close(reading)
    said = "provider-bridge: cannot read standard input: it has no data yet and does not block\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.mark.parametrize("command", [command for command in WRITING if "-help" not in command and "-v" not in command])
def test_closed_standard_output(command: str, estate: Path) -> None:
    done = in_shell(f'"$BRIDGE" {command} >&-', estate)
    assert (done.returncode, done.stderr.splitlines(True)[-1]) == (1, CLOSED)


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
