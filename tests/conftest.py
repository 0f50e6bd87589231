"""What the tests share: the installed program, a project of files to ask about, and how long hypothesis searches."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import yaml
from hypothesis import settings

from provider_bridge.query_mode import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

TESTS = Path(__file__).resolve().parent
EXAMPLES = TESTS.parent / "examples"
PROGRAM = str(Path(sys.executable).parent / "provider-bridge")
GIT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
Files = dict[str, "str | None"]

# What their tests share, with `make demo` and `make fuzz` too.
for folder in ("audit", "contract", "terraform", "property", "conformance", "fuzz", "faults"):
    sys.path.append(str(TESTS / folder))
pytest_plugins = ("auditing", "running")

# The same examples in every run; `pytest tests/property --hypothesis-profile=search` looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=5000, deadline=None, database=None)
settings.load_profile("fixed")


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
    def found(self) -> list[str]:
        """Every diagnostic in its line form."""
        return [line for line in self.err.splitlines()[1:] if not line.startswith("  fix: ")]

    @property
    def rules(self) -> list[str]:
        """The rule of every diagnostic, in order."""
        return [match[1] for line in self.found if (match := re.search(r": (?:error|warning): \[([^]]+)\]", line))]


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run the installed program in a process of its own, with nothing else in its environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**kept, **(env or {})},
        check=False,
        timeout=30,  # some files are there to make it hang
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


class Program:
    """The installed program as Terraform starts it."""

    def __call__(self, query: Mapping[str, str], cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
        """Answer a query on standard input."""
        return run(stdin=json.dumps(query).encode(), cwd=cwd, env=env)

    command = staticmethod(run)


class Project:
    """A folder of files, which is also the working directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, content: str | bytes | Mapping[str, Any] | list[Any]) -> None:
        """Write a file: text, bytes, or data as YAML."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, str | bytes):
            content = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def job(self, path: str = "job.yaml", infrastructure: Mapping[str, Any] | None = None, **fields: Any) -> None:
        """Write a job of the tenant acme on AWS, with these fields."""
        self.write(
            path, {"tenant_id": "acme", **fields, "infrastructure": {"provider": "aws", **(infrastructure or {})}}
        )

    def ask(self, query: Mapping[str, str] | bytes | None = None, env: Mapping[str, str] | None = None) -> Ran:
        """Answer a query in this process; without one, the tags of `job.yaml`."""
        raw = query if isinstance(query, bytes) else json.dumps(query or {"job": "job.yaml"}).encode()
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with mock.patch.dict(os.environ, env or {}, clear=True), redirect_stdout(out), redirect_stderr(err):
            code = answer(raw)
        buffer = out.buffer
        assert isinstance(buffer, io.BytesIO)
        return Ran(code, buffer.getvalue().decode(), err.getvalue())

    def tags(self, provider: str | None = None, **query: str) -> dict[str, str]:
        """The tags of `job.yaml`, which has none of the problems that stop it."""
        return self.ask({"job": "job.yaml", **({"provider": provider} if provider else {}), **query}).result


class Repository:
    """A project in git."""

    def __init__(self, project: Project, program: Program) -> None:
        self.project, self.program = project, program
        self.git("init", "--quiet", "--initial-branch=main")
        project.write("provider-bridge.yaml", "")

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=cwd or self.project.root, env=GIT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, files: Files) -> None:
        """Write files; None removes one."""
        for path, content in files.items():
            if content is None:
                (self.project.root / path).unlink()
            else:
                self.project.write(path, content)

    def commit(self, files: Files) -> str:
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def diff(self, *arguments: str, cwd: str = "", **env: str) -> Ran:
        return self.program.command(
            "diff", *arguments, cwd=self.project.root / cwd, env={"GIT_CONFIG_GLOBAL": os.devnull, **env}
        )

    def changes(self, *arguments: str) -> list[dict[str, Any]]:
        ran = self.diff(*arguments, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        found = json.loads(ran.out)
        assert isinstance(found, list)
        return found


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def repository(project: Project, program: Program) -> Repository:
    return Repository(project, program)


@pytest.fixture(scope="session")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Answers about absolute paths: one for all examples of a property."""
    return Project(tmp_path_factory.mktemp("asker"))


@pytest.fixture(params=["libyaml", "python"])
def either_yaml(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read YAML with libyaml, then with PyYAML's own parser."""
    from provider_bridge.documents import document, yaml_parser

    document._parse_with_positions.cache_clear()
    if request.param == "python":
        monkeypatch.setattr(yaml_parser, "CParser", None)
    elif yaml_parser.CParser is None:
        pytest.skip("this PyYAML has no libyaml")
