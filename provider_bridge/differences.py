"""What becomes of the tags of jobs between two states of an estate, and what that means for the resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .jobs import texts
from .providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .estate import Estate
    from .jobs import Job


class Side(NamedTuple):
    """A job on one side: what is compared, and where each tag comes from (`file:line`)."""

    key: str
    provider: str
    slug: str
    tags: dict[str, str]
    labels: dict[str, str]
    sources: dict[str, str]


class Change(NamedTuple):
    """One tag that changes: None is "not there"."""

    job: str
    provider: str
    key: str
    before: str | None
    after: str | None
    cause: str
    fate: str


def side(job: Job, estate: Estate) -> Side:
    """A job as one side of a comparison."""
    sources = {
        key: f"{formatted.tag.origin.where.document}:{estate.spot(formatted.tag.origin.where)[0]}"
        for key, formatted in (*job.labels.items(), *job.tags.items())
    }
    return Side(job.key, job.format, job.slug, texts(job.tags), texts(job.labels), sources)


def changes(before: Mapping[str, Side], after: Mapping[str, Side]) -> Iterator[Change]:
    """Every tag that differs, by job and key; jobs that are new or gone with all their tags."""
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        present = new or old
        assert present is not None
        if old and new and old.slug != new.slug:
            yield Change(key, new.provider, "(name of cloud objects)", old.slug, new.slug, key, _RENAMED)
        yield from _map_changes(key, old, new, present.provider, "tags")
        if present.provider != "kubernetes":
            yield from _map_changes(key, old, new, "kubernetes", "labels")


def _map_changes(key: str, old: Side | None, new: Side | None, provider: str, which: str) -> Iterator[Change]:
    was: dict[str, str] = getattr(old, which) if old else {}
    now: dict[str, str] = getattr(new, which) if new else {}
    if old and new and which == "tags" and old.provider != new.provider:
        now_provider = new.provider
        for tag in sorted(was):
            yield Change(key, old.provider, tag, was[tag], None, old.sources[tag], _GONE)
        for tag in sorted(now):
            yield Change(key, now_provider, tag, None, now[tag], new.sources[tag], _NEW_JOB)
        return
    for tag in sorted({*was, *now}):
        if was.get(tag) != now.get(tag):
            source = new.sources.get(tag) if new and tag in now else (old.sources[tag] if old else "")
            fate = _fate(provider, tag, was, now, bool(old), bool(new))
            yield Change(key, provider, tag, was.get(tag), now.get(tag), source or "", fate)


_RENAMED = "the job's cloud objects are replaced under the new name"
_NEW_JOB = "set when the job's resources are created"
_GONE = "goes with the job's resources"


def _fate(provider: str, tag: str, was: Mapping[str, str], now: Mapping[str, str], old: bool, new: bool) -> str:
    """What applying the change does to the resources, in words."""
    if not old:
        return _NEW_JOB
    if not new:
        return _GONE
    label = "label" if provider in ("gcp", "kubernetes") else "tag"
    runs = "; runs that are under way keep the old one" if provider in ("aws", "kubernetes", "gcp") else ""
    if tag in was and tag in now:
        return f"the {label}'s value changes in place{runs}"
    gone = [key for key in was if key not in now and was[key] == now.get(tag)]
    if tag in now and gone:
        activation = "; activate the new key for cost allocation" if provider == "aws" else ""
        return f"the key changes from {gone[0]}: reports by the old key end here{activation}"
    if tag in now:
        activation = "; a new key counts once it is activated for cost allocation" if provider == "aws" else ""
        return f"the {label} is added in place{activation}"
    return f"the {label} is removed in place: reports by it lose this job"


def file_key(key: str) -> str:
    """The key of a job's file: a shared job has one for all its tenants."""
    return key.partition("@")[0]


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
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("<", "&lt;") or " "
