"""What becomes of the tags of jobs between two states of an estate, and what that means for the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Location
from ..providers import PROVIDERS, limits_for
from ..tags import normalize
from ..tags.format import plain_map
from ..wording import escape_control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..jobs.job import Job
    from ..project import Project


class JobSnapshot(NamedTuple):
    """A job on one side: what is compared, and where each part comes from."""

    key: str
    path: str
    provider: str
    tenant: str
    slug: str
    clouds: dict[str, dict[str, str]]
    """The map of each cloud that the job's tags go to."""
    sources: dict[str, Location]
    """Location a tag comes from, or what removed it, by its key on any of those clouds."""
    place: Callable[[Location], str]
    """The place's file and line on this side, `file:line`: asked for only where something changes."""

    def same(self, other: JobSnapshot) -> bool:
        """Whether nothing that is compared differs."""
        return (self.slug, self.clouds) == (other.slug, other.clouds)

    def cause(self, tag: str) -> str | None:
        """Location a tag comes from, or what removed it; None where nothing here speaks of it."""
        return self.place(self.sources[tag]) if tag in self.sources else None

    def field(self, name: str) -> str:
        """Location a field of the job stands."""
        return self.place(Location(self.path, (name,)))


class Change(NamedTuple):
    """One tag that changes: None is "not there"."""

    job: str
    provider: str
    key: str
    before: str | None
    after: str | None
    cause: str
    fate: str


def snapshot(job: Job, project: Project) -> JobSnapshot:
    """A job as one revision has it."""
    clouds = {job.format: plain_map(job.tags)}
    if job.labels and job.format != "kubernetes":
        clouds["kubernetes"] = plain_map(job.labels)
    sources: dict[str, Location] = {}
    for cloud in clouds:
        limits = limits_for(cloud, None, None)
        for key, origins in job.removed.items():
            sources[normalize.format_key(cloud, key, limits).text] = origins[0].location
    for key, formatted in (*job.labels.items(), *job.tags.items()):
        sources[key] = formatted.tag.origin.location
    return JobSnapshot(
        job.key, job.path, job.provider, job.tenant_id, job.slug, clouds, sources, project.documents.file_and_line
    )


def changes(before: Mapping[str, JobSnapshot], after: Mapping[str, JobSnapshot]) -> Iterator[Change]:
    """Every tag that differs, by job, cloud and key; jobs that are new or gone with all their tags."""
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old and new and old.slug != new.slug:
            cause = new.field("name" if old.tenant == new.tenant else "tenant_id")
            yield Change(key, new.provider, "(name of cloud objects)", old.slug, new.slug, cause, _RENAMED)
        for cloud in PROVIDERS:
            yield from _cloud_changes(key, cloud, old, new)


def _cloud_changes(key: str, cloud: str, old: JobSnapshot | None, new: JobSnapshot | None) -> Iterator[Change]:
    was = old.clouds.get(cloud, {}) if old else {}
    now = new.clouds.get(cloud, {}) if new else {}
    before_and_after = bool(old and cloud in old.clouds), bool(new and cloud in new.clouds)
    gone: dict[str, str] = {}
    for tag, value in was.items():
        if tag not in now:
            gone.setdefault(value, tag)
    for tag in sorted({*was, *now}):
        if was.get(tag) != now.get(tag):
            cause = (new and new.cause(tag)) or (old and (old.cause(tag) or old.path)) or ""
            fate = _fate(cloud, was.get(tag), now.get(tag), gone.get(now.get(tag, "")), *before_and_after)
            yield Change(key, cloud, tag, was.get(tag), now.get(tag), cause, fate)


_RENAMED = "the job's cloud objects are replaced under the new name"
_NEW_JOB = "set when the job's resources are created"
_GONE = "goes with the job's resources"


def _fate(provider: str, was: str | None, now: str | None, gone: str | None, old: bool, new: bool) -> str:
    """What applying the change does to the resources, in words; `gone` is a key that had the value and is no more."""
    if not old:
        return _NEW_JOB
    if not new:
        return _GONE
    label = "label" if provider in ("gcp", "kubernetes") else "tag"
    runs = "; runs that are under way keep the old one" if provider in ("aws", "kubernetes", "gcp") else ""
    if was is not None and now is not None:
        return f"the {label}'s value changes in place{runs}"
    if now is not None and gone is not None:
        activation = "; activate the new key for cost allocation" if provider == "aws" else ""
        return f"the key changes from {gone}: reports by the old key end here{activation}"
    if now is not None:
        activation = "; a new key counts once it is activated for cost allocation" if provider == "aws" else ""
        return f"the {label} is added in place{activation}"
    return f"the {label} is removed in place: reports by it lose this job"


def as_data(change: Change) -> dict[str, Any]:
    """A change as JSON shows it."""
    return change._asdict()


def as_text(found: list[Change]) -> Iterator[str]:
    """Changes for a terminal, a block for each job and cloud."""
    block = None
    for change in found:
        if block != (change.job, change.provider):
            block = (change.job, change.provider)
            yield f"{change.job} ({PROVIDERS[change.provider].TITLE})"
        if change.before is None:
            line = f"  + {change.key} = {change.after}"
        elif change.after is None:
            line = f"  - {change.key} = {change.before}"
        else:
            line = f"  ~ {change.key} = {change.before} -> {change.after}"
        yield line
        yield f"      {change.cause}: {change.fate}"


def as_markdown(found: list[Change]) -> Iterator[str]:
    """Changes for a comment on a pull request."""
    jobs = {change.job for change in found}
    yield f"### Tags: {len(found)} changed in {len(jobs)} {'job' if len(jobs) == 1 else 'jobs'}\n"
    if found:
        yield "| job | cloud | tag | before | after | cause | what happens |"
        yield "|---|---|---|---|---|---|---|"
    for change in found:
        cells = [
            change.job,
            PROVIDERS[change.provider].TITLE,
            change.key,
            "" if change.before is None else change.before,
            "" if change.after is None else change.after,
            change.cause,
            change.fate,
        ]
        yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return (
        escape_control(text).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("<", "&lt;") or " "
    )
