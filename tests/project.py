"""Projects of files to run the program on."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import yaml

from tests.program import GIT, Program, Ran, run_here

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Files = dict[str, "str | None"]


class Project:
    """A directory of files, which is also the working directory."""

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
        return run_here(
            stdin=query if isinstance(query, bytes) else json.dumps(query or {"job": "job.yaml"}).encode(), env=env
        )

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
        difference = json.loads(ran.out)
        assert difference["not_compared"] == []
        changes = difference["changes"]
        assert isinstance(changes, list)
        return changes
