"""`provider-bridge tags`: the tags of jobs, as a cloud gets them."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..providers import PROVIDERS
from ..reports import csv
from ..wording import escape_control, json_text
from .options import about_jobs, format_option, print_errors, provider_option, providers, query, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..jobs.job import Job

    Maps = Mapping[str | None, Mapping[str, Job]]

_NARROWEST = 20
"""Fewest columns of a terminal in which a table of two columns keeps its letters."""


@click.command("tags")
@about_jobs
@provider_option
@format_option("table", "json", "csv", help_text="Output format; csv has a row for each tag")
def command(jobs: tuple[str, ...], provider: str | None, form: str, **options: Any) -> int:
    """Show the tags of jobs, as their cloud gets them.

    \b
    Example:
      provider-bridge tags jobs/acme/stripe_customers.yaml --provider all
    """
    names = providers(provider)
    results = resolved([query(jobs, name, **options) for name in names], lambda job, _: job)
    maps = dict(zip(names, (result.kept for result in results), strict=True))
    if form == "json" and (any(maps.values()) or not any(result.failed for result in results)):
        console.write_result(json_text(_as_json(maps, provider == "all", _is_one(jobs, maps))) + "\n")
    elif form == "csv":
        console.write_result(csv.render(("job", "provider", "key", "value"), _rows(maps)))
    elif form == "table":
        for of_one_cloud in maps.values():
            for job in of_one_cloud.values():
                show(job, job.format)
    return print_errors(results)


def _is_one(jobs: tuple[str, ...], maps: Maps) -> bool:
    """Return whether one file was asked for, and not a set that happens to hold one."""
    paths = [[job.path for job in of_one_cloud.values()] for of_one_cloud in maps.values()]
    return len(jobs) == 1 and all(len(of) == 1 and jobs[0].endswith(of[0].rpartition("/")[2]) for of in paths)


def _as_json(maps: Maps, every_provider: bool, one: bool) -> Any:
    """Return the map itself; by provider where all were asked for; by job key where several jobs were."""
    by_job: dict[str, Any] = {}
    for name, of_one_cloud in maps.items():
        for key, job in of_one_cloud.items():
            if every_provider:
                by_job.setdefault(key, {})[name] = job.tag_map
            else:
                by_job[key] = job.tag_map
    return next(iter(by_job.values())) if one else by_job


def _rows(maps: Maps) -> Iterator[tuple[str, str, str, str]]:
    """Return a row for each tag, by job and provider."""
    jobs = [job for of_one_cloud in maps.values() for job in of_one_cloud.values()]
    for job in sorted(jobs, key=lambda job: job.key):
        for key, value in job.tag_map.items():
            yield job.key, job.format, key, value


def show(job: Job, provider: str) -> None:
    """Write one job's tags as a table on a terminal, as aligned text elsewhere."""
    tags = job.tag_map
    title = escape_control(f"{job.key} ({PROVIDERS[provider].TITLE}, {len(tags)} tags)")
    if console.is_terminal() and find_spec("rich"):  # the bundle has no rich
        _draw(title, tags)
        return
    width = max(map(len, tags), default=0)
    console.write_result(
        "".join(
            [
                f"{title}\n",
                *(f"  {escape_control(key):{width}}  {escape_control(value)}\n" for key, value in tags.items()),
            ]
        )
    )


def _draw(title: str, tags: Mapping[str, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("tag", "value", title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for key, value in tags.items():
        table.add_row(Text(escape_control(key), "cyan"), Text(escape_control(value)))
    drawn, width = StringIO(), max(shutil.get_terminal_size().columns, _NARROWEST)
    Console(file=drawn, force_terminal=True, width=width).print(table)
    console.write_result(drawn.getvalue())
