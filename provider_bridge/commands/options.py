"""What the commands have in common: jobs as arguments, and the options that every query has."""

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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..diagnostics import Diagnostic
    from ..jobs.job import Job
    from ..project import Project
    from ..result import Kept, Result

    Command = TypeVar("Command", bound=Callable[..., Any])


def about_jobs(command: Command) -> Command:
    """Jobs as arguments (files, folders, globs), and where and how they are read."""
    return click.argument("jobs", nargs=-1, required=True, metavar="JOB...")(_how_to_read(command))


def about_jobs_as_option(command: Command) -> Command:
    """The same for commands whose arguments are something else."""
    help_text = "A file, folder or glob; repeatable. Default: here."
    return click.option("--jobs", multiple=True, metavar="JOB", help=help_text)(_how_to_read(command))


def _how_to_read(command: Command) -> Command:
    for decorate in reversed(
        (
            click.option("--root", metavar="DIR", help="The project's root. Default: found from the jobs."),
            click.option(
                "--config", metavar="FILE", help="The policy file. Default: provider-bridge.yaml in the root."
            ),
            click.option(
                "--tenant", "tenants", multiple=True, metavar="ID", help="A tenant for shared jobs; repeatable."
            ),
            click.option("--env", multiple=True, metavar="NAME=VALUE", help="The value of ${NAME}; repeatable."),
            click.option(
                "--resource", metavar="CLASS", help="The resource class whose limits hold, for example s3-object."
            ),
            click.option("--strict", is_flag=True, help="Warnings are errors."),
        )
    ):
        command = decorate(command)
    return command


def provider_option(command: Command) -> Command:
    """`--provider`, one or all."""
    choice = click.Choice([*PROVIDERS, "all"])
    return click.option("--provider", type=choice, help="The cloud whose format is shown. Default: the job's own.")(
        command
    )


def providers(chosen: str | None) -> list[str | None]:
    """The providers that an option names; None is each job's own."""
    return list(PROVIDERS) if chosen == "all" else [chosen]


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
    """The query that a command line asks. Raises click's error for a usage that is wrong, `QueryError` for a value."""
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
            raise click.BadParameter(f'"{assignment}" is not NAME=VALUE', param_hint="--env")
        pairs.append((f"env.{name}", value))
    if strict:
        pairs.append(("strict", "true"))
    return build(pairs)


def patterns(jobs: Sequence[str]) -> list[str]:
    """Jobs as a query names them: a folder stands for the YAML files in it."""
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
