"""Pages with commands of Terraform, command by command: what a user sees is what the page shows.

The tutorial starts in an empty directory, another page of docs/ in a clone, a README in its own directory.
"""

from __future__ import annotations

import itertools
import re
import subprocess
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.terraform import azure_login, binary, cli_config, live_account, strict_moto
from tests.terraform.running import REPOSITORY, Terraform, need, words
from tests.test_docs import (
    ALL_PAGES,
    COMMAND,
    FENCE,
    FILE,
    PAGES,
    TUTORIAL,
    WITH_TERRAFORM,
    blocks_that_are_not_run,
    name,
)

if TYPE_CHECKING:
    from pathlib import Path

PROVIDERS = {
    "docs/tutorial.md": cli_config.EXTERNAL,
    "docs/test-with-terraform.md": cli_config.EXTERNAL,
    "terraform/aws/ecs-dagster/README.md": "hashicorp/aws",
    "terraform/azure/container-apps-dagster/README.md": "hashicorp/azurerm",
    "terraform/gcp/cloud-run-dagster/README.md": "hashicorp/google",
}
"""What the roots of each page take."""
OPTIONS = {f"TF_CLI_ARGS_{command}": "-no-color" for command in ("init", "plan", "test")}


@pytest.mark.parametrize("page", PROVIDERS)
def test_each_command_prints_what_is_shown(
    page: str, tree: Path, tmp_path_factory: pytest.TempPathFactory, terraform_environment: dict[str, str]
) -> None:
    need(PROVIDERS[page])
    if why := "the pages show Terraform's words" * binary.opentofu() or binary.lacks_mocks():
        pytest.skip(why)
    empty = tmp_path_factory.mktemp("empty")
    readme = tree / page
    folder = {TUTORIAL: empty}.get(REPOSITORY / page, tree if page.startswith("docs/") else readme.parent)
    with ExitStack() as stack:
        environment = {**terraform_environment, **OPTIONS}
        if page.startswith("terraform/"):
            # With the login of Azure, Terraform does not trust its registry.
            Terraform(folder / "examples" / "basic", terraform_environment).ready()
            environment |= live_account.environment(stack.enter_context(strict_moto.serving()))
            environment |= stack.enter_context(azure_login.serving(empty))
            environment |= {"GOOGLE_OAUTH_ACCESS_TOKEN": "test"}
        follow((REPOSITORY / page).read_text("utf-8"), folder, environment)


def follow(page: str, folder: Path, environment: dict[str, str]) -> None:
    """Write the files of a page and run its commands, from top to bottom."""
    for language, text in FENCE.findall(page):
        file = FILE.match(text)
        if language == "yaml" and file:
            (folder / file[1]).write_text(text, "utf-8")
        for command, shown in COMMAND.findall(text) if language == "console" else ():
            if re.fullmatch(r"cd \S+\s*", command):
                folder /= command[3:].strip()
                continue
            done = subprocess.run(
                ["bash", "-c", command.replace("\n> ", "\n")],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            breaks_lines = "terraform" in command
            parts = [words(part) if breaks_lines else part for part in shown.split("…")]
            printed = words(done.stdout) if breaks_lines else done.stdout
            assert re.fullmatch(".*".join(map(re.escape, parts)), printed, re.DOTALL), f"{command}{done.stdout}"


def test_no_page_is_forgotten() -> None:
    """test_docs.py runs the `console` blocks of all other pages."""
    beside_code = [page for page in ALL_PAGES if page not in PAGES]
    with_commands = {page for page in beside_code if "```console\n" in page.read_text("utf-8")}
    assert {name(page) for page in {*with_commands, *WITH_TERRAFORM}} == set(PROVIDERS)


def test_options_of_commands_that_are_not_run_exist(terraform_environment: dict[str, str]) -> None:
    blocks = itertools.chain.from_iterable(map(blocks_that_are_not_run, ALL_PAGES))
    commands = [words for words in itertools.chain.from_iterable(blocks) if words[0] == "terraform"]
    assert commands
    known = {
        command: set(
            re.findall(r"(?m)^\s+(-[\w-]+)", Terraform(REPOSITORY, terraform_environment)(command, "-help").stdout)
        )
        for command in {words[1] for words in commands}
    }
    for _, command, *arguments in commands:
        assert {word.partition("=")[0] for word in arguments if word.startswith("-")} <= known[command], arguments


def test_the_tutorial_has_every_step() -> None:
    commands = [
        command
        for language, block in FENCE.findall(TUTORIAL.read_text("utf-8"))
        if language == "console"
        for command, _ in COMMAND.findall(block)
    ]
    assert [command.split()[1] for command in commands if command.startswith("terraform")] == ["init", *["plan"] * 3]
    assert len(commands) > 10
