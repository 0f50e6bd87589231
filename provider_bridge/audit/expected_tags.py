"""Expected tags: the map of each job, formatted for a cloud and a resource class on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Diagnostic, Location, is_error
from ..providers import limits_for
from ..tags import format as formatting
from ..tags.format import plain_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jobs.job import Job


class ExpectedTags(NamedTuple):
    """The tags that resources of one cloud and resource class must carry for a job."""

    job: Job
    resource_class: str | None
    tags: dict[str, str]
    origins: dict[str, Location]
    class_only: frozenset[str]
    """Keys whose values differ between the resource class and its cloud in general."""


class ExpectedTagsCache:
    """The expected tags of jobs, formatted once for each cloud and resource class."""

    def __init__(self) -> None:
        self._cache: dict[tuple[str, str, str | None], ExpectedTags] = {}
        self.diagnostics: list[Diagnostic] = []
        """Errors of jobs on a cloud or resource class other than their own."""

    def of(self, job: Job, cloud: str, resource_class: str | None) -> ExpectedTags:
        """Return the expected tags of a job on resources of a cloud, and of a resource class if not None."""
        key = (job.key, cloud, resource_class)
        if key not in self._cache:
            formatted = self._formatted(job, cloud, resource_class)
            tags = plain_map(formatted)
            general = self.of(job, cloud, None).tags if resource_class else tags
            self._cache[key] = ExpectedTags(
                job,
                resource_class,
                tags,
                {key: tag.tag.origin.location for key, tag in formatted.items()},
                frozenset(key for key, value in tags.items() if value != general.get(key)),
            )
        return self._cache[key]

    def _formatted(self, job: Job, cloud: str, resource_class: str | None) -> Mapping[str, formatting.FormattedTag]:
        if resource_class is None and cloud == job.format:
            return job.tags
        if cloud == "kubernetes" and job.is_on_kubernetes:
            return job.labels
        location = Location(job.path, ("infrastructure", "tags"))
        limits = limits_for(cloud, resource_class, None)
        tags, diagnostics = formatting.format_tags(
            cloud, job.canonical.values(), limits, location, by_product=cloud == "kubernetes"
        )
        # the number of tags is checked on the resource, which also has the tags of the provider
        self.diagnostics += (each for each in diagnostics if is_error(each) and each.rule != "tag-count")
        return tags
