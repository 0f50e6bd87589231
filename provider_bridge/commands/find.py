"""`provider-bridge find`: from a tag on a bill back to the jobs and the YAML lines that emitted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..jobs import search
from ..providers import PROVIDERS
from ..wording import compact_json, escape_control, json_text
from .options import about_jobs, provider_option, query, resolved

if TYPE_CHECKING:
    from ..jobs.job import Job
    from ..project import Project


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

    def keep(job: Job, project: Project) -> list[dict[str, Any]]:
        own = [job.provider] + (["kubernetes"] if job.labels and job.provider != "kubernetes" else [])
        chosen = list(PROVIDERS) if provider == "all" else [provider] if provider else own
        return [_said(hit, project) for hit in search.hits(job, key, value, chosen, options["resource"])]

    (found,) = resolved([query(jobs, None, **options)], keep)
    hits = [hit for job in found for hit in job]
    if form == "json":
        console.write_result(json_text(hits) + "\n")
    else:
        console.write_result("".join(_line(hit) for hit in hits))
    if not hits and form == "text":
        console.print_stderr(f"provider-bridge: no job emits {escape_control(tag)}")
    return int(not hits)


def _said(hit: search.Hit, project: Project) -> dict[str, Any]:
    origin = hit.tag.origin
    return {
        "job": hit.job,
        "provider": hit.provider,
        "key": hit.key,
        "value": hit.value,
        "path": origin.location.document,
        "line": project.documents.locate(origin.location).line,
        "field": ".".join(map(str, origin.location.path)),
        "canonical_key": hit.tag.key,
        "canonical": hit.tag.canonical,
        "raw": origin.raw,
    }


def _line(hit: dict[str, Any]) -> str:
    written = hit["raw"] if isinstance(hit["raw"], str) else compact_json(hit["raw"])
    shown = f"{hit['key']}={hit['value']}"
    place = f"{hit['path']}:{hit['line']}: {hit['job']}: {hit['field']}: {written}"
    return escape_control(f"{place} -> {shown} ({PROVIDERS[hit['provider']].TITLE})") + "\n"
