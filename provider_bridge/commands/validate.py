"""The command `validate`: check jobs, assets and the configuration file, for people and for CI."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from .. import console, pipeline
from ..diagnostics import NOTE, Diagnostic, Location, Severities, finish, is_error, report, sort
from ..jobs import backend
from ..reports import github, gitlab, json, junit, sarif
from ..wording import count
from .exempted import exemption_diagnostics, today_option
from .options import about_jobs, format_option, in_working_directory, provider_option, providers, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ..files.globs import JobFile
    from ..result import Result

_MANY = 50
"""The number of files from which a terminal shows the progress."""


@click.command("validate")
@about_jobs
@provider_option
@format_option("text", "json", "sarif", "github", "junit", "gitlab")
@today_option
def command(jobs: tuple[str, ...], provider: str | None, form: str, today: datetime | None, **options: Any) -> int:
    """Check jobs, their assets and the configuration file.

    JOB is a file, a directory or a glob. The exit code is 1 if there is an error.

    \b
    Examples:
      provider-bridge validate jobs
      provider-bridge validate jobs --strict --format sarif > findings.sarif
    """
    queries = [query(jobs, name, **options) for name in providers(provider)]
    results = [pipeline.run(each, os.environ, lambda job, _: backend.state_of(job), _with_progress) for each in queries]
    exempted = sort(each for result in results for each in result.exempted())
    diagnostics = sort(
        each
        for result in results
        for each in (*result.all_diagnostics(), *_of_all_jobs(result, queries[0].strict, exempted, today))
    )
    console.write_result(_rendered(form, diagnostics, exempted, results[-1]))
    return int(any(map(is_error, diagnostics)))


def _of_all_jobs(
    result: Result[backend.State], strict: bool, exempted: Sequence[Diagnostic], today: datetime | None
) -> list[Diagnostic]:
    project = result.project
    if project is None:
        return []
    shared = backend.shared_states(result.kept.values())
    of_exemptions = exemption_diagnostics(project, exempted, today, in_audit=False)
    severities = Severities(strict, project.config.severities)
    skipped = (_skipped(path) for path in result.skipped)
    return finish([*shared, *of_exemptions, *skipped], project.documents.locate, severities)


def _with_progress(files: Sequence[JobFile]) -> Iterable[JobFile]:
    if len(files) < _MANY or not sys.stderr or not sys.stderr.isatty() or not find_spec("rich"):
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, "Checking", console=Console(stderr=True), transient=True)


def _rendered(form: str, diagnostics: list[Diagnostic], exempted: list[Diagnostic], result: Result[Any]) -> str:
    if form == "text":
        return _text(diagnostics, exempted, result)
    checked: list[str] = []
    if result.project is not None:
        relative = result.project.root.relative_to_cwd
        diagnostics = in_working_directory(diagnostics, relative)
        exempted = in_working_directory(exempted, relative)
        checked = [relative(path) for path in result.files if path not in result.skipped]
    if form == "junit":
        return junit.render(diagnostics, checked)
    if form == "sarif":
        return sarif.render(sort([*diagnostics, *exempted]))
    if form == "github":
        return github.render(diagnostics)
    return gitlab.render(diagnostics) if form == "gitlab" else json.render(sort([*diagnostics, *exempted]))


def _skipped(path: str) -> Diagnostic:
    fix = 'add "infrastructure" to make the file a job, or add its path to "exclude" in provider-bridge.yaml'
    return Diagnostic("job-skipped", 'skipped: no "infrastructure" block', fix, Location(path, (), False, 1, 1), NOTE)


def _text(diagnostics: list[Diagnostic], exempted: list[Diagnostic], result: Result[Any]) -> str:
    problems = [each for each in diagnostics if each.severity != NOTE]
    notes = [f"{each}\n" for each in diagnostics if each.severity == NOTE]
    checked = count(len(result.files) - len(result.skipped), "job file")
    text = report(problems) if problems else f"provider-bridge: {checked} checked, no problems found\n"
    accepted = f"{count(len(exempted), 'diagnostic')} exempted by provider-bridge.yaml\n" if exempted else ""
    return text + "".join(notes) + accepted
