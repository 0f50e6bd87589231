"""What can only be seen over all jobs of one call: names that clash, tenants that become one on the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .diagnostics import WARNING, Diagnostic, Finding, Where
from .providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .estate import Estate
    from .jobs import Job


def compare(estate: Estate, jobs: Sequence[Job]) -> tuple[list[Job], list[Diagnostic]]:
    """The jobs, each with the warnings that concern it and others too, and all that was found."""
    diagnostics: list[Diagnostic] = []
    more: dict[str, list[Diagnostic]] = {}
    for finding, concerned in (*_clashes(jobs), *_merged_values(jobs)):
        diagnostic = estate.locate(finding)
        diagnostics.append(diagnostic)
        for key in concerned:
            more.setdefault(key, []).append(diagnostic)
    return [
        job._replace(diagnostics=(*job.diagnostics, *more[job.key])) if job.key in more else job for job in jobs
    ], diagnostics


def _clashes(jobs: Sequence[Job]) -> Iterator[tuple[Finding, tuple[str, ...]]]:
    """Two files with one key (`a.yaml`, `a.yml`), and two jobs whose cloud objects would have one name."""
    keys: dict[str, Job] = {}
    slugs: dict[tuple[str, str | None, str], Job] = {}
    for job in jobs:
        first = keys.setdefault(job.key, job)
        if first is not job:
            message = f'"{job.path}" and "{first.path}" both have the key "{job.key}"'
            yield Finding("key-collision", message, "rename one of the files", Where(job.path)), ()
            continue
        first = slugs.setdefault((job.provider, job.environment, job.slug), job)
        if first is not job:
            yield (
                Finding(
                    "slug-collision",
                    f'the cloud objects of this job and of "{first.key}" would both be named "{job.slug}"',
                    'give one of them another "name"',
                    Where(job.path, ("name",)),
                ),
                (),
            )


def _merged_values(jobs: Sequence[Job]) -> Iterator[tuple[Finding, tuple[str, ...]]]:
    """Values that differ in two jobs and are equal once formatted: a bill can't tell them apart."""
    seen: dict[tuple[str, str, str], dict[str, Job]] = {}
    for job in jobs:
        for provider, formatted in ((job.format, job.tags), ("kubernetes", job.labels)):
            for key, tag in formatted.items():
                seen.setdefault((provider, key, tag.value.text), {}).setdefault(tag.tag.canonical, job)
    for (provider, key, text), values in seen.items():
        if len(values) > 1:
            (one, first), (other, second), *_ = values.items()
            formatted = second.tags if provider == second.format and key in second.tags else second.labels
            yield (
                Finding(
                    "value-merged",
                    f'"{other}" here and "{one}" in "{first.path}" both become "{text}" '
                    f'as "{key}" on {PROVIDERS[provider].TITLE}',
                    "write the value alike where it means the same, else tell the two apart in letters and digits",
                    formatted[key].tag.origin.where,
                    WARNING,
                ),
                tuple(job.key for job in values.values()),
            )
