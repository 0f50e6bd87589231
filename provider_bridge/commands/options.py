"""The arguments and options that several commands have: jobs, and the keys of a query."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .. import console, pipeline
from ..diagnostics import QUERY, in_document, sort
from ..files import globs
from ..files.root import default_root
from ..providers import PROVIDERS
from ..query.parse import Query, build
from ..wording import compact_json
from . import completion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..diagnostics import Diagnostic
    from ..jobs.job import Job
    from ..project import Project
    from ..result import Kept, Result

    Command = TypeVar("Command", bound=Callable[..., Any])


def about_jobs(command: Command) -> Command:
    """Add jobs as arguments, and the options about how they are read."""
    argument = click.argument("jobs", nargs=-1, required=True, metavar="JOB...", shell_complete=completion.paths)
    return argument(_how_to_read(command))


def about_jobs_as_option(command: Command) -> Command:
    """Add `--jobs`, for commands with other arguments, and the options about how jobs are read."""
    help_text = "Job file, directory or glob; repeatable  [default: .]"
    option = click.option("--jobs", multiple=True, metavar="JOB", help=help_text, shell_complete=completion.paths)
    return option(_how_to_read(command))


def _how_to_read(command: Command) -> Command:
    for decorate in reversed(
        (
            click.option(
                "--root",
                metavar="DIR",
                help="Project root  [default: found from the jobs]",
                shell_complete=completion.directories,
            ),
            click.option(
                "--config",
                metavar="FILE",
                help="Configuration file  [default: provider-bridge.yaml in the root]",
                shell_complete=completion.paths,
            ),
            click.option("--tenant", "tenants", multiple=True, metavar="ID", help="Tenant of shared jobs; repeatable"),
            click.option(
                "--env", multiple=True, metavar="NAME=VALUE", help="Value of the variable ${NAME}; repeatable"
            ),
            click.option(
                "--resource",
                metavar="CLASS",
                help="Apply the limits of this resource class, for example s3-object",
                shell_complete=completion.resource_classes,
            ),
            click.option("--strict", is_flag=True, help="Treat warnings as errors"),
        )
    ):
        command = decorate(command)
    return command


def format_option(*forms: str, help_text: str = "Output format") -> Callable[[Command], Command]:
    """Add `--format`, one of these; the first is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=help_text
    )


def provider_option(command: Command) -> Command:
    """Add `--provider`, one or all."""
    choice = click.Choice([*PROVIDERS, "all"])
    return click.option("--provider", type=choice, help="Cloud whose tag format is used  [default: the job's own]")(
        command
    )


def providers(option: str | None) -> list[str | None]:
    """Return the providers that `--provider` names; None is each job's own."""
    return list(PROVIDERS) if option == "all" else [option]


def query(
    jobs: Sequence[str],
    provider: str | None,
    *,
    root: str | None,
    config: str | None,
    tenants: Sequence[str],
    env: Sequence[str],
    resource: str | None,
    strict: bool,
) -> Query:
    """Return the query of a command line.

    Raises:
        click.BadParameter: A value of `--env` does not have the form NAME=VALUE.
        QueryError: Another value is wrong.

    """
    pairs: list[tuple[str, str]] = [
        ("jobs", compact_json(patterns(jobs))),
        ("root", root or default_root(globs.start(jobs[0]))),
    ]
    optional = {"provider": provider, "config": config, "resource": resource}
    pairs += [(key, value) for key, value in optional.items() if value is not None]
    if tenants:
        pairs.append(("tenants", compact_json(list(tenants))))
    for assignment in env:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise click.BadParameter(f'"{assignment}" must have the form NAME=VALUE', param_hint="--env")
        pairs.append((f"env.{name}", value))
    if strict:
        pairs.append(("strict", "true"))
    return build(pairs)


def patterns(jobs: Sequence[str]) -> list[str]:
    """Return jobs as a query names them: for a directory, the glob for the YAML files in it."""
    return [globs.yaml_glob(job) if os.path.isdir(job) else job for job in jobs]


def resolved(queries: Sequence[Query], keep: Callable[[Job, Project], Kept]) -> list[Result[Kept]]:
    """Return the result of each query."""
    return [pipeline.run(query, os.environ, keep) for query in queries]


def print_errors(results: Sequence[Result[Any]]) -> int:
    """Report the diagnostics of results on standard error, equal ones once, and return the exit code."""
    console.print_report(sort(diagnostic for result in results for diagnostic in result.all_diagnostics()))
    return int(any(result.failed for result in results))


def in_working_directory(diagnostics: Sequence[Diagnostic], relative: Callable[[str], str]) -> list[Diagnostic]:
    """Return diagnostics whose files are relative to the working directory, as CI annotations need it."""
    return [
        each if each.location.document == QUERY else in_document(each, relative(each.location.document))
        for each in diagnostics
    ]
