"""Conflicts between the jobs of one call: equal keys and slugs, values that become one."""

from __future__ import annotations

from ..diagnostics import MAX_ITEMS, WARNING, Diagnostic, Location
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from ..providers.text import nfc
from ..wording import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..providers import ProviderModule
    from .job import Job

    Spellings = dict[str, tuple[Location, list[str]]]
    """Values as written, each with its first location and the keys of the jobs that have it."""


class ConflictFinder:
    """A finder of conflicts that gets jobs one by one, so that they need not be kept."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._slugs: dict[tuple[str, str | None, str], list[tuple[str, Location]]] = {}
        self._values: dict[tuple[str, str, str], Spellings] = {}
        self._duplicates: list[tuple[Diagnostic, tuple[str, ...]]] = []

    def add(self, job: Job) -> None:
        """Add the names and values of a job."""
        composed = nfc(job.key)  # as Terraform has keys
        if composed in self._paths:
            message = "{0} and {1} have the same job key {2}"
            values = (job.path, self._paths[composed], job.key)
            location = Location(job.path)
            diagnostic = Diagnostic("key-collision", message, "rename one of the files", location, values=values)
            self._duplicates.append((diagnostic, (job.key,)))
            return
        self._paths[composed] = job.path
        slug = (job.provider, job.environment, job.slug)
        self._slugs.setdefault(slug, []).append((job.key, Location(job.path, ("name",))))
        for provider, formatted in ((job.format, job.tags), ("kubernetes", job.labels)):
            for key, tag in formatted.items():
                values_of_text = self._values.setdefault((provider, key, tag.value.text), {})
                written = nfc(tag.tag.canonical)
                if written in values_of_text:
                    values_of_text[written][1].append(job.key)
                else:
                    values_of_text[written] = tag.tag.origin.location, [job.key]

    def diagnostics(self) -> Iterator[tuple[Diagnostic, tuple[str, ...]]]:
        """Yield each conflict with the keys of its jobs."""
        yield from self._duplicates
        for (_, _, slug), jobs in self._slugs.items():
            for key, location in jobs[1:]:
                message, fix = (
                    "jobs {0} and {1} have the same resource name {2}",
                    'set a different "name" in one of them',
                )
                diagnostic = Diagnostic("slug-collision", message, fix, location, values=(key, jobs[0][0], slug))
                yield diagnostic, (jobs[0][0], key)
        for (provider, key, text), values in self._values.items():
            if len(values) > 1:
                diagnostic = _merged_values(PROVIDERS[provider], key, text, values)
                yield diagnostic, tuple(job for spelling in values.values() for job in spelling[1])


def _merged_values(cloud: ProviderModule, key: str, text: str, values: Spellings) -> Diagnostic:
    _, (second, (location, _)), *_ = values.items()
    others = [f'"{value}" (job "{other[1][0]}")' for value, other in values.items() if value != second]
    return Diagnostic(
        "value-merged",
        "{0} and {1:all} both become {2} in the {5:bare} {3} on {4:bare}"
        if len(others) == 1
        else "{0}, {1:all} all become {2} in the {5:bare} {3} on {4:bare}",
        "use one spelling for both, or values that differ in a letter or digit",
        location,
        WARNING,
        (second, first_of(others, MAX_ITEMS), text, key, cloud.TITLE, "label" if cloud.NORMALIZES_SILENTLY else "tag"),
    )
