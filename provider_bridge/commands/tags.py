"""`provider-bridge tags`: the tags of jobs, as a cloud gets them."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import Any

import click

from .. import query_mode as answer
from ..diagnostics import printable, printable_json
from ..jobs.job import Job, texts
from ..providers import PROVIDERS
from ..query import parse as protocol
from .options import about_jobs, provider_option, providers, query, resolved

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
    try:
        names = providers(provider)
        found = resolved([query(jobs, name, **options) for name in names], lambda job, _: job)
    except protocol.Refused as refused:
        raise click.exceptions.Exit(answer.refuse(refused)) from None
    if form == "json":
        maps = dict(zip(names, found, strict=True))
        answer.write(printable_json(_as_json(maps, provider == "all", _is_one(jobs, maps))) + "\n")
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
            {name: texts(found[index].tags) for name, found in maps.items()}
            if every_provider
            else texts(maps[next(iter(maps))][index].tags)
        )
        for index, key in enumerate(keys)
    }
    return next(iter(by_job.values())) if one else by_job


def show(job: Job, provider: str) -> None:
    """One job's tags as a table on a terminal, as aligned text elsewhere."""
    tags = texts(job.tags)
    title = printable(f"{job.key} ({PROVIDERS[provider].TITLE}, {len(tags)} tags)")
    if answer.on_terminal():
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table("tag", "value", title=title, title_justify="left", box=box.SIMPLE_HEAD)
        for key, value in tags.items():
            table.add_row(Text(printable(key), "cyan"), Text(printable(value)))
        drawn, width = StringIO(), max(shutil.get_terminal_size().columns, _NARROWEST)
        Console(file=drawn, force_terminal=True, width=width).print(table)
        answer.write(drawn.getvalue())
        return
    width = max(map(len, tags), default=0)
    answer.write(
        "".join([f"{title}\n", *(f"  {printable(key):{width}}  {printable(value)}\n" for key, value in tags.items())])
    )
