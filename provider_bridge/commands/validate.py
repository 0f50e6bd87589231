"""`provider-bridge validate`: everything that is wrong with jobs, assets and policy, for people and for CI."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from .. import pipeline
from .. import query_mode as answer
from ..diagnostics import QUERY, count, is_error, printable, report
from ..jobs import backend as state
from ..query import parse as protocol
from ..reports import github, gitlab, json, junit, sarif
from .options import about_jobs, provider_option, providers, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..diagnostics import Diagnostic
    from ..files.root import Found
    from ..result import Outcome

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
    try:
        queries = [query(jobs, name, **options) for name in providers(provider)]
    except protocol.Refused as refused:
        return answer.refuse(refused)
    found: set[Diagnostic] = set()
    for each in queries:
        outcome = pipeline.run(each, os.environ, lambda job, _: state.of(job), _with_progress)
        found.update(outcome.diagnostics)
        if outcome.estate is not None:
            found.update(outcome.estate.locate(finding) for finding in state.shared(outcome.jobs))
    answer.write(_rendered(form, sorted(found), outcome))
    return int(any(map(is_error, found)))


def _with_progress(files: Sequence[Found]) -> Iterable[Found]:
    if len(files) < _MANY or not sys.stderr or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, "Checking", console=Console(stderr=True), transient=True)


def _rendered(form: str, found: list[Diagnostic], outcome: Outcome[Any]) -> str:
    if form == "text":
        return _text(found, outcome)
    if outcome.estate is not None:
        here = outcome.estate.root.from_here
        found = [each if each.path == QUERY else each._replace(path=here(each.path)) for each in found]
        files = [here(path) for path in outcome.files if path not in outcome.left_out]
    else:
        files = []
    if form == "junit":
        return junit.render(found, files)
    if form == "sarif":
        return sarif.render(found)
    if form == "github":
        return github.render(found)
    return gitlab.render(found) if form == "gitlab" else json.render(found)


def _text(found: list[Diagnostic], outcome: Outcome[Any]) -> str:
    checked = len(outcome.files) - len(outcome.left_out)
    text = report(found) if found else f"provider-bridge: {count(checked, 'job file')} checked, nothing to say\n"
    return text + "".join(f"{printable(path)}: left out, it has no infrastructure\n" for path in outcome.left_out)
