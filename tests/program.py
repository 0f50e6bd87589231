"""The program as tests run it, in a process of its own or here, and what a run left."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from provider_bridge import __main__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

REPOSITORY = Path(__file__).resolve().parents[1]
EXAMPLES = REPOSITORY / "examples"
PROGRAM = str(Path(sys.executable).parent / "provider-bridge")
GIT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
"""The environment of git in a test: nobody's own settings."""


@dataclass(frozen=True)
class Ran:
    """What a run of the program left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, str]:
        """The result of a query that went well."""
        assert self.code == 0, self.err
        result = json.loads(self.out)
        assert isinstance(result, dict)
        return result

    @property
    def jobs(self) -> dict[str, dict[str, Any]]:
        """The decoded result of a `jobs` query that went well."""
        return {key: json.loads(job) for key, job in self.result.items()}

    @property
    def job(self) -> dict[str, Any]:
        """The only job of a `jobs` query that went well."""
        (job,) = self.jobs.values()
        return job

    @property
    def lines(self) -> list[str]:
        """Every diagnostic in its line form."""
        return [line for line in self.err.splitlines()[1:] if not line.startswith("  fix: ")]

    @property
    def rules(self) -> list[str]:
        """The rule of every diagnostic, in order."""
        return [match[1] for line in self.lines if (match := re.search(r": (?:error|warning): \[([^]]+)\]", line))]


def run(
    *arguments: str | bytes,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    inherit: Sequence[str] = ("PATH", "LD_LIBRARY_PATH"),
    program: Sequence[str] = (PROGRAM,),
    preexec: Callable[[], object] | None = None,
) -> Ran:
    """Run the installed program in a process of its own, with nothing else in its environment.

    `program` is another way to start it; `preexec` is called in the new process before it.
    """
    kept = {name: os.environ[name] for name in inherit if name in os.environ}
    done = subprocess.run(
        [*program, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**kept, **(env or {})},
        check=False,
        timeout=60,  # some files are there to make it hang
        preexec_fn=preexec,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(*arguments: str, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run the program's main function in this process: as `run` does, but in milliseconds."""
    given, out = io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "80", **(env or {})}  # the width that no terminal has
    with (
        mock.patch.multiple(sys, argv=["provider-bridge", *arguments], stdin=given, stdout=out, stderr=err),
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(gc, "freeze"),  # this process has garbage, and lives on
        working_directory(cwd),
    ):
        code = __main__.main()
        out.flush()
        err.flush()
    return Ran(code, _content(out), _content(err))


@contextmanager
def working_directory(directory: Path | None) -> Iterator[None]:
    """Change the working directory for a while; None leaves it."""
    before = Path.cwd()
    os.chdir(directory or before)
    try:
        yield
    finally:
        os.chdir(before)


def _content(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


class Program:
    """The program in this process."""

    command = staticmethod(run_here)

    def __call__(self, query: Mapping[str, str], cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
        """Answer a query on standard input."""
        return self.command(stdin=json.dumps(query).encode(), cwd=cwd, env=env)


class Process:
    """The installed program in a process of its own, as Terraform starts it."""

    command = staticmethod(run)

    def __call__(self, query: Mapping[str, str], cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
        """Answer a query on standard input."""
        return self.command(stdin=json.dumps(query).encode(), cwd=cwd, env=env)
