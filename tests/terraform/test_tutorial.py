"""The tutorial, command by command, from an empty directory: what a new user sees is what the page shows."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tests.program import REPOSITORY
from tests.terraform import cli_config
from tests.terraform.running import need, words
from tests.test_docs import COMMAND, FENCE, FILE

if TYPE_CHECKING:
    from pathlib import Path


def test_each_command_prints_what_is_shown(tmp_path: Path, terraform_environment: dict[str, str]) -> None:
    need(cli_config.EXTERNAL)
    folder = tmp_path
    for language, text in FENCE.findall((REPOSITORY / "docs" / "tutorial.md").read_text("utf-8")):
        file = FILE.match(text)
        if language == "yaml" and file:
            (folder / file[1]).write_text(text, "utf-8")
        for command, shown in COMMAND.findall(text) if language == "console" else ():
            if command.startswith("cd "):
                folder /= command[3:].strip()
                continue
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=folder,
                env=terraform_environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            pattern = ".*".join(map(re.escape, shown.split("…")))
            printed = words(done.stdout) if command.startswith("terraform") else done.stdout  # Terraform breaks lines
            if command.startswith("terraform"):
                pattern = ".*".join(re.escape(words(part)) for part in shown.split("…"))
            assert re.fullmatch(pattern, printed, re.DOTALL), f"{command}{done.stdout}"


def test_the_tutorial_has_every_step() -> None:
    text = (REPOSITORY / "docs" / "tutorial.md").read_text("utf-8")
    commands = [
        command
        for language, block in FENCE.findall(text)
        if language == "console"
        for command, _ in COMMAND.findall(block)
    ]
    assert [command.split()[1] for command in commands if command.startswith("terraform")] == ["init", *["plan"] * 3]
    assert len(commands) > 10
