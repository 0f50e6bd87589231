"""`provider-bridge validate`: everything that is wrong with jobs, assets and policy, for people and for CI."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from .. import console, pipeline
from ..diagnostics import NOTE, Diagnostic, Location, finish, is_error, report, sort
from ..jobs import backend
from ..reports import github, gitlab, json, junit, sarif
from ..wording import count, escape_control
from .options import about_jobs, in_working_directory, provider_option, providers, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..files.globs import JobFile
    from ..result import Result

_MANY = 50
"""From how many files on a terminal shows how far it is."""


@click.command("validate")
@about_jobs
@provider_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github", "junit", "gitlab"]),
    default="text",
    help="Default: text.",
)
def command(jobs: tuple[str, ...], provider: str | None, form: str, **options: Any) -> int:
    """Check jobs, their assets and the policy: files, folders or globs. Exits 1 where there are errors.

    \b
    Examples:
      provider-bridge validate jobs
      provider-bridge validate jobs --strict --format sarif > findings.sarif
    """
    queries = [query(jobs, name, **options) for name in providers(provider)]
    results = [pipeline.run(each, os.environ, lambda job, _: backend.state_of(job), _with_progress) for each in queries]
    diagnostics = sort(each for result in results for each in (*result.all_diagnostics(), *_shared_states(result)))
    console.write_result(_rendered(form, diagnostics, results[-1]))
    return int(any(map(is_error, diagnostics)))


def _shared_states(result: Result[backend.State]) -> list[Diagnostic]:
    if result.project is None:
        return []
    return finish(backend.shared_states(result.kept.values()), result.project.documents.locate)


def _with_progress(files: Sequence[JobFile]) -> Iterable[JobFile]:
    if len(files) < _MANY or not sys.stderr or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, "Checking", console=Console(stderr=True), transient=True)


def _rendered(form: str, diagnostics: list[Diagnostic], result: Result[Any]) -> str:
    if form == "text":
        return _text(diagnostics, result)
    checked: list[str] = []
    if result.project is not None:
        relative = result.project.root.relative_to_cwd
        diagnostics = in_working_directory(diagnostics, relative)
        checked = [relative(path) for path in result.files if path not in result.skipped]
        diagnostics = sort([*diagnostics, *(_skipped(relative(path)) for path in result.skipped)])
    if form == "junit":
        return junit.render(diagnostics, checked)
    if form == "sarif":
        return sarif.render(diagnostics)
    if form == "github":
        return github.render(diagnostics)
    return gitlab.render(diagnostics) if form == "gitlab" else json.render(diagnostics)


def _skipped(path: str) -> Diagnostic:
    fix = 'add "infrastructure" to make the file a job, or add its path to "exclude" in provider-bridge.yaml'
    return Diagnostic("job-skipped", 'skipped: no "infrastructure" block', fix, Location(path, (), False, 1, 1), NOTE)


def _text(diagnostics: list[Diagnostic], result: Result[Any]) -> str:
    checked = len(result.files) - len(result.skipped)
    nothing = f"provider-bridge: {count(checked, 'job file')} checked, nothing to say\n"
    text = report(diagnostics) if diagnostics else nothing
    return text + "".join(f"{escape_control(path)}: left out, it has no infrastructure\n" for path in result.skipped)
