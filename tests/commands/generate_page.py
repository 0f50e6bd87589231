"""Write docs/commands.md from the help of each command.

Run it after a change of a command: `python -m tests.commands.generate_page`.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click

from provider_bridge.cli import COMMANDS, cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
INTRODUCTION = """# Commands

`provider-bridge COMMAND --help` prints what this page lists. `JOB` is a file, a directory or a glob.
Without a command, the program answers a [query](query.md) on standard input.

| command | use |
|---|---|
"""
MORE = {
    "query": "query.md",
    "explain": "precedence.md",
    "find": "find-a-tag.md",
    "diff": "diff.md",
    "cost-query": "cost-queries.md",
    "allocate": "allocate.md",
    "validate": "diagnostics.md",
    "audit": "audit-a-plan.md",
    "report": "report.md",
    "schema": "editors.md",
    "init": "tutorial.md",
}
"""The page with the details of a command."""


def generated() -> str:
    """Return the page: a table of all commands, then a section for each."""
    rows = [f"| [`{name}`](#{name}) | {summary} |\n" for name, summary in COMMANDS.items()]
    with click.Context(cli, info_name="provider-bridge") as context:
        return INTRODUCTION + "".join([*rows, *(section(name, context) for name in COMMANDS)])


def section(name: str, parent: click.Context) -> str:
    """Return the section of a command: its text, its usage, its examples and a table of its options."""
    command = cli.get_command(parent, name)
    assert command
    assert command.help
    context = click.Context(command, info_name=name, parent=parent)
    text, _, examples = re.split(r"(Examples?:\n)", inspect.cleandoc(command.help).replace("\b\n", ""))
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    blocks = [f"## `{name}`", text.strip(), f"```text\n{usage}\n```", f"```sh\n{inspect.cleandoc(examples)}\n```"]
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    blocks.append("\n".join(["| option | meaning |", "|---|---|", *(row(*record) for record in records)]))
    if name in MORE:
        title = (PAGE.parent / MORE[name]).read_text("utf-8").splitlines()[0].removeprefix("# ")
        blocks.append(f"See [{title}]({MORE[name]}).")
    return "\n" + "\n\n".join(blocks) + "\n"


def row(option: str, meaning: str) -> str:
    """Return a row of the table of options."""
    option, meaning = option.replace("|", r"\|"), meaning.replace("|", r"\|")
    return f"| `{option}` | {re.sub(r'  +', ' ', meaning)} |"


if __name__ == "__main__":
    PAGE.write_text(generated(), "utf-8")
