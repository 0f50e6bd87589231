"""The map that each job's resources ought to carry: formatted for a cloud and a class when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Finding, Where, is_error
from ..jobs.job import is_on_kubernetes, texts
from ..providers import limits_for
from ..tags import format as formatting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..jobs.job import Job


class Expected(NamedTuple):
    """The map of one job for one kind of resource: the values, and where each comes from."""

    job: Job
    class_: str | None
    texts: dict[str, str]
    origins: dict[str, Where]
    narrowed: frozenset[str]
    """Keys whose values only the class has so, not its cloud."""


class Maps:
    """The maps of jobs, each made once; what is wrong with a job on a cloud or class other than its own is kept."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str | None], Expected] = {}
        self.problems: list[Finding] = []

    def of(self, job: Job, cloud: str, class_: str | None) -> Expected:
        """The map of a job on resources of a cloud, and of a class with limits of its own."""
        key = (job.key, cloud, class_)
        if key not in self._made:
            tags = self._tags(job, cloud, class_)
            general = self.of(job, cloud, None).texts if class_ else texts(tags)
            self._made[key] = Expected(
                job,
                class_,
                texts(tags),
                {key: tag.tag.origin.where for key, tag in tags.items()},
                frozenset(key for key, tag in tags.items() if tag.value.text != general.get(key)),
            )
        return self._made[key]

    def _tags(self, job: Job, cloud: str, class_: str | None) -> Mapping[str, formatting.FormattedTag]:
        if class_ is None and cloud == job.format:
            return job.tags
        if cloud == "kubernetes" and is_on_kubernetes(job):
            return job.labels
        place = Where(job.path, ("infrastructure", "tags"))
        limits = limits_for(cloud, class_, None)
        tags, findings = formatting.format_tags(
            cloud, job.canonical.values(), limits, place, by_product=cloud == "kubernetes"
        )
        self.problems += filter(is_error, findings)
        return tags
