"""Jobs as one of the two compared sides has them, and the pairs that are the same job."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Optional

from ..diagnostics import Location
from ..files.root import FileError
from ..providers import limits_for
from ..tags import normalize
from ..tags.format import plain_map

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from ..files.root import Root
    from ..jobs.job import Job
    from ..project import Project


class JobSnapshot(NamedTuple):
    """A job on one side: what is compared, and where each part comes from."""

    key: str
    path: str
    provider: str
    tenant: str
    environment: str | None
    slug: str
    maps: dict[str, dict[str, str]]
    """The map of each provider that the job's tags go to."""
    sources: dict[str, Location]
    """The location that a tag comes from, or that removed it, by its key on any of those providers."""
    project: Project

    def same(self, other: JobSnapshot) -> bool:
        """Return whether nothing that is compared differs."""
        return (self.slug, self.provider, self.maps) == (other.slug, other.provider, other.maps)

    def cause(self, tag: str) -> str | None:
        """Return file and line of the origin of a tag, or of what removed it, or None."""
        return self.line_of(self.sources[tag]) if tag in self.sources else None

    def field(self, *names: str) -> str:
        """Return file and line of a field of the job."""
        return self.line_of(Location(self.path, names))

    def line_of(self, location: Location) -> str:
        """Return a location on this side as `file:line`."""
        return self.project.documents.file_and_line(location)

    def digest(self) -> bytes | None:
        """Return a digest of the job's file; None if it cannot be read any more."""
        return file_digest(self.project.root, self.path)


def file_digest(root: Root, path: str) -> bytes | None:
    """Return a digest of a file below a root, or None if it cannot be read."""
    try:
        return sha256(root.read(path)).digest()
    except FileError:
        return None


Pair = tuple[Optional[JobSnapshot], Optional[JobSnapshot]]


def snapshot(job: Job, project: Project) -> JobSnapshot:
    """Return a job as one side has it."""
    maps = {job.format: plain_map(job.tags)}
    if job.labels and job.format != "kubernetes":
        maps["kubernetes"] = plain_map(job.labels)
    sources: dict[str, Location] = {}
    for provider in maps:
        limits = limits_for(provider, None, None)
        for key, origins in job.removed.items():
            sources[normalize.format_key(provider, key, limits).text] = origins[0].location
    for key, formatted in (*job.labels.items(), *job.tags.items()):
        sources[key] = formatted.tag.origin.location
    return JobSnapshot(
        job.key, job.path, job.provider, job.tenant_id, job.environment, job.slug, maps, sources, project
    )


def pairs(before: Mapping[str, JobSnapshot], after: Mapping[str, JobSnapshot]) -> list[Pair]:
    """Return the jobs of two sides in pairs, by job key; None is a job that one side does not have.

    Jobs with different keys are one job that was renamed where provider, tenant, environment and slug are the same,
    or else provider, tenant and the bytes of the file.
    """
    same_key: list[Pair] = [(old, after[key]) for key, old in before.items() if key in after]
    removed = [old for key, old in before.items() if key not in after]
    added = [new for key, new in after.items() if key not in before]
    renamed: list[Pair] = []
    for identity in (_by_slug, _by_content) if removed and added else ():
        olds, news = _unique(removed, identity), _unique(added, identity)
        matched = [(old, news[same]) for same, old in olds.items() if same in news]
        renamed += matched
        old_keys, new_keys = {old.key for old, _ in matched}, {new.key for _, new in matched}
        removed = [old for old in removed if old.key not in old_keys]
        added = [new for new in added if new.key not in new_keys]
    rest: list[Pair] = [*((old, None) for old in removed), *((None, new) for new in added)]
    return sorted([*same_key, *renamed, *rest], key=key_of)


def key_of(pair: Pair) -> str:
    """Return the job key of a pair: the later one."""
    old, new = pair
    job = new or old
    return job.key if job else ""


def _by_slug(job: JobSnapshot) -> Hashable:
    return job.provider, job.tenant, job.environment, job.slug


def _by_content(job: JobSnapshot) -> Hashable:
    digest = job.digest()
    return (job.provider, job.tenant, digest) if digest else None


def _unique(jobs: Iterable[JobSnapshot], identity: Callable[[JobSnapshot], Hashable]) -> dict[Hashable, JobSnapshot]:
    """Return jobs by an identity that no other of them has."""
    by_identity: dict[Hashable, list[JobSnapshot]] = {}
    for job in jobs:
        by_identity.setdefault(identity(job), []).append(job)
    return {same: alike[0] for same, alike in by_identity.items() if same is not None and len(alike) == 1}
