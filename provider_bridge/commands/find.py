"""`provider-bridge find`: the jobs and the lines that emit a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..jobs import search
from ..providers import PROVIDERS
from ..secrets import redact
from ..wording import compact_json, escape_control, json_text
from .options import about_jobs, format_option, print_errors, provider_option, query, resolved

if TYPE_CHECKING:
    from ..jobs.job import Job
    from ..project import Project


@click.command("find")
@click.argument("tag", metavar="KEY=VALUE")
@about_jobs
@provider_option
@format_option("text", "json")
def command(tag: str, jobs: tuple[str, ...], provider: str | None, form: str, **options: Any) -> int:
    """Find the jobs that emit a tag.

    KEY=VALUE is the tag as a cloud or a bill shows it, or as it is written. The exit code is 1 if no job emits it.

    \b
    Example:
      provider-bridge find dativo-cost-center=hr-001 jobs/acme --provider gcp
    """
    if "=" not in tag[1:]:
        raise click.BadParameter(f'must be KEY=VALUE, found "{tag}"', param_hint="KEY=VALUE")

    def keep(job: Job, project: Project) -> list[dict[str, Any]]:
        names = [provider or job.provider]
        # Bills of a cloud have the labels of pods, too.
        if job.labels and "kubernetes" not in names and (provider is None or search.is_bill_spelling(tag)):
            names.append("kubernetes")
        names = list(PROVIDERS) if provider == "all" else names
        return [_data(match, project) for match in search.find_tag(job, tag, names, options["resource"])]

    results = resolved([query(jobs, None, **options)], keep)
    matches = [match for result in results for of_job in result.kept.values() for match in of_job]
    if form == "json":
        console.write_result(json_text(matches) + "\n")
    else:
        console.write_result("".join(_line(match) for match in matches))
    code = print_errors(results)
    if not (matches or code) and form == "text":  # a job with errors may have it
        console.print_stderr(f"provider-bridge: no job emits {escape_control(redact(tag))}")
    return code or int(not matches)


def _data(match: search.Match, project: Project) -> dict[str, Any]:
    origin = match.tag.origin
    return {
        "job": match.job,
        "provider": match.provider,
        "key": match.key,
        "value": match.value,
        "path": origin.location.document,
        "line": project.documents.locate(origin.location).line,
        "field": ".".join(map(str, origin.location.path)),
        "canonical_key": match.tag.key,
        "canonical": match.tag.canonical,
        "raw": origin.raw,
        "exact": match.exact,
    }


def _line(match: dict[str, Any]) -> str:
    written = match["raw"] if isinstance(match["raw"], str) else compact_json(match["raw"])
    origin = f"{match['path']}:{match['line']}: {match['job']}: {match['field']}: {written}"
    title = PROVIDERS[match["provider"]].TITLE + (", exact" if match["exact"] else "")
    return escape_control(f"{origin} -> {match['key']}={match['value']} ({title})") + "\n"
