"""`provider-bridge find`: from a tag on a bill back to the jobs and the YAML lines that emitted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .. import query_mode as answer
from ..diagnostics import printable, printable_json
from ..jobs import search
from ..providers import PROVIDERS
from ..query import parse as protocol
from .options import about_jobs, provider_option, query, resolved

if TYPE_CHECKING:
    from ..jobs.job import Job
    from ..project import Estate


@click.command("find")
@click.argument("tag", metavar="KEY=VALUE")
@about_jobs
@provider_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
def command(tag: str, jobs: tuple[str, ...], provider: str | None, form: str, **options: Any) -> int:
    """Find the jobs that emit a tag, as a cloud shows it or as it is written. Exits 1 where there is none.

    \b
    Example:
      provider-bridge find dativo-cost-center=hr-001 jobs --provider gcp
    """
    key, equals, value = tag.partition("=")
    if not equals or not key:
        raise click.BadParameter(f'"{tag}" is not KEY=VALUE', param_hint="KEY=VALUE")

    def keep(job: Job, estate: Estate) -> list[dict[str, Any]]:
        own = [job.provider] + (["kubernetes"] if job.labels and job.provider != "kubernetes" else [])
        chosen = list(PROVIDERS) if provider == "all" else [provider] if provider else own
        return [_said(hit, estate) for hit in search.hits(job, key, value, chosen, options["resource"])]

    try:
        (found,) = resolved([query(jobs, None, **options)], keep)
    except protocol.Refused as refused:
        return answer.refuse(refused)
    hits = [hit for job in found for hit in job]
    if form == "json":
        answer.write(printable_json(hits) + "\n")
    else:
        answer.write("".join(_line(hit) for hit in hits))
    if not hits and form == "text":
        answer.tell(f"provider-bridge: no job emits {printable(tag)}")
    return int(not hits)


def _said(hit: search.Hit, estate: Estate) -> dict[str, Any]:
    origin = hit.tag.origin
    return {
        "job": hit.job,
        "provider": hit.provider,
        "key": hit.key,
        "value": hit.value,
        "path": origin.where.document,
        "line": estate.spot(origin.where)[0],
        "field": ".".join(map(str, origin.where.path)),
        "canonical_key": hit.tag.key,
        "canonical": hit.tag.canonical,
        "raw": origin.raw,
    }


def _line(hit: dict[str, Any]) -> str:
    written = hit["raw"] if isinstance(hit["raw"], str) else protocol.to_json(hit["raw"])
    shown = f"{hit['key']}={hit['value']}"
    place = f"{hit['path']}:{hit['line']}: {hit['job']}: {hit['field']}: {written}"
    return printable(f"{place} -> {shown} ({PROVIDERS[hit['provider']].TITLE})") + "\n"
