"""The command line: each command is a module of `commands`, which is imported when it runs."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from io import StringIO

import click

from . import COMPLETION, __version__, console
from .diagnostics import DiagnosticError
from .secrets import redact
from .wording import did_you_mean, escape_control

_OF_STREAMS = (errno.ENOSPC, errno.EPIPE, errno.EIO)
COMMANDS = {
    "query": "Answer a query given as arguments",
    "tags": "Show the tags of jobs",
    "explain": "Show where each tag comes from",
    "find": "Find the jobs and lines that emit a tag",
    "diff": "Show the jobs and tags that change between git revisions",
    "cost-query": "Print cost queries over the tags that jobs emit",
    "allocate": "Show what jobs cost on a bill",
    "validate": "Check jobs, assets and the configuration file",
    "audit": "Check the tags in a Terraform plan",
    "inventory": "Check the tags of live resources",
    "report": "Write tags, problems and cost as one HTML page",
    "backend-config": "Print the backend settings of a job",
    "schema": "Print a JSON Schema",
    "fix": "Apply the fixes that are certain",
    "init": "Write the files of a first project",
}


class Commands(click.Group):
    """Commands by name; only the one that runs is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of the documentation."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".commands.{cmd_name.replace('-', '_')}", __package__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; fail with a suggestion if it is unknown."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f'No such command "{args[0]}"{did_you_mean(args[0], COMMANDS)}.')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list in `--help` without importing every command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Documentation: https://github.com/provider-bridge/provider-bridge/tree/main/docs",
)
@click.version_option(__version__, prog_name="provider-bridge")
def cli() -> None:
    """Return the tags of an ETL job, as its cloud accepts them, for Terraform.

    Without a command it answers a query on standard input, as Terraform's data "external" calls it.

    \b
    Example:
      echo '{"job": "jobs/acme/stripe_customers.yaml"}' | provider-bridge
    """


def command_line() -> int:
    """Run the command that the arguments name, and return the exit code."""
    arguments = None
    if COMPLETION in os.environ:
        import_module(".commands.completion", __package__).prepare()
    elif not sys.argv[1:]:  # a person at a terminal
        arguments = ["--help"]
    try:
        code = cli.main(arguments, prog_name="provider-bridge", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        console.print_stderr("provider-bridge: interrupted")
        return 130
    except click.ClickException as error:
        buffer = StringIO()
        click.UsageError(_escaped(error.format_message()), getattr(error, "ctx", None)).show(buffer)
        console.print_stderr(buffer.getvalue())
        return error.exit_code
    except DiagnosticError as error:
        console.print_report(error.diagnostics)
        return 1
    except OSError as error:
        if error.filename is None and error.errno in _OF_STREAMS:  # click's own text, as that of --help
            raise console.stream_error(error) from None
        raise
    return code if isinstance(code, int) else 0


def _escaped(message: str) -> str:
    """Return a message without credentials and what a terminal or a CI runner obeys; keep the line breaks."""
    return "\n".join("\t".join(map(escape_control, line.split("\t"))) for line in redact(message).split("\n"))
