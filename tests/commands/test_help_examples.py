"""The examples of `--help`, which docs/commands.md repeats, run in a copy of examples/ that is a git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from provider_bridge import cli
from tests.program import EXAMPLES, GIT

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {}}}'


def examples() -> Iterator[str]:
    """The commands of provider-bridge in the help of each command, and of the whole."""
    with click.Context(cli.cli) as context:
        for command in (cli.cli, *(cli.cli.get_command(context, name) for name in cli.COMMANDS)):
            assert command
            assert command.help
            block = re.split(r"Examples?:\n", command.help)[-1].replace("\\\n", " ")
            yield from (line.strip() for line in block.splitlines() if "provider-bridge" in line)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("examples")
    shutil.copytree(EXAMPLES, root, dirs_exist_ok=True)
    (root / "plan.json").write_text(PLAN)
    (root / "live.json").write_text('{"ResourceTagMappingList": []}')
    for arguments in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("commit", "--quiet", "--message", "examples"),
        ("update-ref", "refs/remotes/origin/main", "HEAD"),
    ):
        subprocess.run(["git", *arguments], cwd=root, env=GIT, check=True)
    return root


@pytest.mark.parametrize("command", dict.fromkeys(examples()))
def test_an_example_runs(command: str, project: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=project, env={**GIT, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "rror" in done.stderr) == (0, False), done.stderr


def test_each_command_has_examples() -> None:
    named = {words[1] for words in map(str.split, examples()) if len(words) > 1}
    assert {*cli.COMMANDS} <= named
