"""The result of a query: the kept values of jobs, the diagnostics, and their JSON."""

from __future__ import annotations

from .diagnostics import is_error, sort
from .jobs.job import VARIABLE_FIELDS
from .light_typing import TYPE_CHECKING, Generic, TypeVar
from .tags.format import plain_map
from .wording import compact_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from .diagnostics import Diagnostic, Location
    from .jobs.job import Job
    from .project import Project

Kept = TypeVar("Kept")


class Result(Generic[Kept]):
    """The values kept of good jobs, by job key, and the finished diagnostics by their subject.

    The subject is None for the project, a job file, the key of a job, or (job file, tenant) of a job with an error.
    """

    def __init__(
        self,
        project: Project | None,
        kept: Mapping[str, Kept],
        diagnostics: Mapping[object, Sequence[Diagnostic]],
        skipped: Sequence[str] = (),
        faulty: Mapping[object, Kept] | None = None,
    ) -> None:
        self.project = project
        """None where the query names no project."""
        self.kept = kept
        self.diagnostics = diagnostics
        self.skipped = skipped
        """Paths of the files that a glob named and that have no `infrastructure`."""
        self.faulty = faulty or {}
        """What was asked to be kept of jobs whose tags have errors, by subject."""

    @property
    def failed(self) -> bool:
        """`True` if any diagnostic is an error: then a query has no result."""
        return any(map(is_error, self._each()))

    @property
    def unread(self) -> int:
        """The number of jobs whose tags an error hides, where faulty jobs were asked for."""
        return sum(
            subject is not None and subject not in self.kept and subject not in self.faulty
            for subject, diagnostics in self.diagnostics.items()
            if any(map(is_error, diagnostics))
        )

    @property
    def files(self) -> list[str]:
        """The paths of all job files, skipped ones too."""
        return [file.path for file in self.project.files] if self.project else []

    def all_diagnostics(self) -> list[Diagnostic]:
        """Return all diagnostics by position, equal ones once, without those that an exemption accepts."""
        return sort(each for each in self._each() if each.exemption is None)

    def exempted(self) -> list[Diagnostic]:
        """Return the diagnostics that an exemption accepts, by position."""
        return sort(each for each in self._each() if each.exemption is not None)

    def warnings(self, key: str) -> list[str]:
        """Return the diagnostics of a good job in their line form, those of the project first."""
        about = [*self.diagnostics.get(None, ()), *self.diagnostics.get(key, ())]
        return list(dict.fromkeys(str(each) for each in about if each.exemption is None))

    def _each(self) -> Iterator[Diagnostic]:
        return (diagnostic for about in self.diagnostics.values() for diagnostic in about)


def job_json(job: Job, fields: Sequence[str], locate: Callable[[Location], Location] | None) -> str:
    """Return a resolved job as JSON without `warnings`: all fields, or `key` and those given.

    With `locate` the job has the origins of its tags.
    """
    data = as_data(job)
    if fields:
        data = {field: value for field, value in data.items() if field == "key" or field in fields}
    if locate is not None and (not fields or "origins" in fields):
        data["origins"] = origins(job, locate)
    return compact_json(data)


def with_warnings(job: str, warnings: Sequence[str]) -> str:
    """Return a resolved job as JSON with its warnings: `warnings` is the last of its keys."""
    return f'{job[:-1]},"warnings":{compact_json(warnings)}}}'


def as_data(job: Job) -> dict[str, Any]:
    """Return a resolved job as plain data, without `warnings`."""
    return {
        "key": job.key,
        "path": job.path,
        "container_path": job.container_path,
        "name": job.name,
        "slug": job.slug,
        "tenant_id": job.tenant_id,
        "environment": job.environment,
        "provider": job.provider,
        "tags": job.tag_map,
        "labels": plain_map(job.labels),
        "annotations": {key: tag.tag.canonical for key, tag in job.labels.items()},
        **job.blocks,
        "networking": {
            **job.blocks["networking"],
            "private_networking": job.blocks["networking"]["private_networking"] is not False,
        },
        "budget": job.budget,
    }


def as_variables(job: Job) -> dict[str, str]:
    """Return a job as flat tfvars; lists and maps as JSON; a name that the job does not set is absent."""
    variables: dict[str, Any] = {
        "tenant_id": job.tenant_id,
        "environment": job.environment,
        "job_name": job.name,
        "provider": job.provider,
        "tags": job.tag_map,
    }
    for block, fields in VARIABLE_FIELDS.items():
        variables.update({f"{block}_{field}": job.blocks[block][field] for field in fields})
    variables.update(job.blocks["terraform"]["variables"] or {})
    return {
        name: value if isinstance(value, str) else compact_json(value)
        for name, value in variables.items()
        if value is not None
    }


def origins(job: Job, locate: Callable[[Location], Location]) -> dict[str, list[dict[str, Any]]]:
    """Return the origins of each tag, the effective one first, by formatted key."""
    return {
        key: [
            {
                "layer": origin.layer,
                "path": origin.location.document,
                "line": locate(origin.location).line,
                "raw": origin.raw,
                "value": origin.canonical,
            }
            for origin in formatted.tag.origins
        ]
        for key, formatted in job.tags.items()
    }


def encode(values: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return sorted pairs as JSON text, piece by piece, with one newline at the end."""
    before = "{"
    for key, value in values:
        yield f"{before}{compact_json(key)}:{compact_json(value)}"
        before = ","
    yield "{}\n" if before == "{" else "}\n"
