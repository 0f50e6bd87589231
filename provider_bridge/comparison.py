"""What can only be seen over all jobs of one call: names that clash, tenants that become one on the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import WARNING, Finding, Where
from .providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .jobs import Job


class Shared(NamedTuple):
    """A finding that concerns several jobs, and their keys."""

    finding: Finding
    keys: tuple[str, ...]


class Comparison:
    """Takes jobs one by one and keeps only what a later one may clash with."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._slugs: dict[tuple[str, str | None, str], list[tuple[str, Where]]] = {}
        self._values: dict[tuple[str, str, str], dict[str, tuple[str, Where]]] = {}
        self._clashes: list[Shared] = []

    def add(self, job: Job) -> None:
        """Takes a job's names and values into account."""
        if job.key in self._paths:
            message = f'"{job.path}" and "{self._paths[job.key]}" both have the key "{job.key}"'
            finding = Finding("key-collision", message, "rename one of the files", Where(job.path))
            self._clashes.append(Shared(finding, ()))
            return
        self._paths[job.key] = job.path
        slug = (job.provider, job.environment, job.slug)
        self._slugs.setdefault(slug, []).append((job.key, Where(job.path, ("name",))))
        for provider, formatted in ((job.format, job.tags), ("kubernetes", job.labels)):
            for key, tag in formatted.items():
                values = self._values.setdefault((provider, key, tag.value.text), {})
                values.setdefault(tag.tag.canonical, (job.key, tag.tag.origin.where))

    def findings(self) -> Iterator[Shared]:
        """Everything that two or more jobs have together and shouldn't."""
        yield from self._clashes
        for (_, _, slug), jobs in self._slugs.items():
            for _, where in jobs[1:]:
                message = f'the cloud objects of this job and of "{jobs[0][0]}" would both be named "{slug}"'
                yield Shared(Finding("slug-collision", message, 'give one of them another "name"', where), ())
        for (provider, key, text), values in self._values.items():
            if len(values) > 1:
                (one, (first, _)), (other, (_, where)), *_ = values.items()
                finding = Finding(
                    "value-merged",
                    f'"{other}" here and "{one}" in "{first}" both become "{text}" as "{key}" '
                    f"on {PROVIDERS[provider].TITLE}",
                    "write the value alike where it means the same, else tell the two apart in letters and digits",
                    where,
                    WARNING,
                )
                yield Shared(finding, tuple(job for job, _ in values.values()))
