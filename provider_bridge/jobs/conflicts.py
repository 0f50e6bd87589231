"""What can only be seen over all jobs of one call: names that clash, tenants that become one on the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import WARNING, Finding, Where
from ..providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .job import Job


_SHOWN = 10
"""How many values that become one a finding names."""


class _Spelling(NamedTuple):
    """A value as it is written: where first, and the jobs that have it."""

    where: Where
    jobs: list[str]


class Shared(NamedTuple):
    """A finding that concerns several jobs, and their keys."""

    finding: Finding
    keys: tuple[str, ...]


class Comparison:
    """Takes jobs one by one and keeps only what a later one may clash with."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._slugs: dict[tuple[str, str | None, str], list[tuple[str, Where]]] = {}
        self._values: dict[tuple[str, str, str], dict[str, _Spelling]] = {}
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
                canonical = tag.tag.canonical
                if canonical in values:
                    values[canonical].jobs.append(job.key)
                else:
                    values[canonical] = _Spelling(tag.tag.origin.where, [job.key])

    def findings(self) -> Iterator[Shared]:
        """Everything that two or more jobs have together and shouldn't."""
        yield from self._clashes
        for (_, _, slug), jobs in self._slugs.items():
            for key, where in jobs[1:]:
                message = f'the cloud objects of "{key}" and of "{jobs[0][0]}" would both be named "{slug}"'
                yield Shared(Finding("slug-collision", message, 'give one of them another "name"', where), ())
        for (provider, key, text), values in self._values.items():
            if len(values) > 1:
                _, (second, spelling), *_ = values.items()
                finding = Finding(
                    "value-merged",
                    f'"{second}" here and {_elsewhere(values, second)} become "{text}" as "{key}" '
                    f"on {PROVIDERS[provider].TITLE}",
                    "write the value alike where it means the same, else tell the two apart in letters and digits",
                    spelling.where,
                    WARNING,
                )
                yield Shared(finding, tuple(job for spelling in values.values() for job in spelling.jobs))


def _elsewhere(values: Mapping[str, _Spelling], here: str) -> str:
    """The other values, each with the first job that has it: `"a.b" in "jobs/x" both`."""
    others = [f'"{value}" in "{spelling.jobs[0]}"' for value, spelling in values.items() if value != here]
    if len(others) == 1:
        return f"{others[0]} both"
    shown = others[:_SHOWN] + ([f"{len(others) - _SHOWN} more"] if len(others) > _SHOWN else [])
    return f"{', '.join(shown)} all"
