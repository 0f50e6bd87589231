"""`provider-bridge tags`: the tags of jobs, as a cloud gets them."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..providers import PROVIDERS
from ..wording import escape_control, json_text
from .options import about_jobs, provider_option, providers, query, resolved

if TYPE_CHECKING:
    from ..jobs.job import Job

_NARROWEST = 20
"""Columns of a terminal; in fewer a table of two loses its letters."""


@click.command("tags")
@about_jobs
@provider_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Default: table.")
def command(jobs: tuple[str, ...], provider: str | None, form: str, **options: Any) -> None:
    """Show the tags of jobs: files, folders or globs.

    \b
    Example:
      provider-bridge tags jobs/acme/stripe_customers.yaml --provider all
    """
    names = providers(provider)
    found = resolved([query(jobs, name, **options) for name in names], lambda job, _: job)
    if form == "json":
        maps = dict(zip(names, found, strict=True))
        console.write_result(json_text(_as_json(maps, provider == "all", _is_one(jobs, maps))) + "\n")
        return
    for of_one_cloud in found:
        for job in of_one_cloud:
            show(job, job.format)


def _is_one(jobs: tuple[str, ...], maps: dict[str | None, list[Job]]) -> bool:
    """Whether one file was asked for, and not a set that happens to hold one."""
    return len(jobs) == 1 and all(
        len(found) == 1 and jobs[0].endswith(found[0].path.rpartition("/")[2]) for found in maps.values()
    )


def _as_json(maps: dict[str | None, list[Job]], every_provider: bool, one: bool) -> Any:
    """The map itself; by provider where all were asked for; by the job's key where several jobs were."""
    keys = [job.key for job in next(iter(maps.values()))]
    by_job = {
        key: (
            {name: found[index].tag_map for name, found in maps.items()}
            if every_provider
            else maps[next(iter(maps))][index].tag_map
        )
        for index, key in enumerate(keys)
    }
    return next(iter(by_job.values())) if one else by_job


def show(job: Job, provider: str) -> None:
    """One job's tags as a table on a terminal, as aligned text elsewhere."""
    tags = job.tag_map
    title = escape_control(f"{job.key} ({PROVIDERS[provider].TITLE}, {len(tags)} tags)")
    if console.is_terminal():
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
