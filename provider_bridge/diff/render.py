"""A comparison as JSON, as text and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..providers import PROVIDERS
from ..reports.markdown import code, code_cell, table
from ..wording import count, escape_control
from .job_changes import ADDED, REMOVED, RENAMED, REPLACED
from .tree_compare import ERRORS, SUBMODULE, WORKING_TREE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .job_changes import JobChange
    from .tag_changes import TagChange
    from .tree_compare import Difference, NotCompared

_MARKS = {ADDED: "+", REMOVED: "-", RENAMED: ">", REPLACED: "~"}
_REASONS = {
    ERRORS: "the job, its asset or the configuration file has errors",
    SUBMODULE: "the submodule is not checked out, or lacks the commit",
}


def as_data(difference: Difference) -> dict[str, Any]:
    """Return a comparison as plain data: `jobs`, `changes` and `not_compared`."""
    return {
        "jobs": [
            {
                "job": change.job.key,
                **change._asdict(),
                "before": change.before and change.before._asdict(),
                "after": change.after and change.after._asdict(),
            }
            for change in difference.jobs
        ],
        "changes": [change._asdict() for change in difference.tags],
        "not_compared": [each._asdict() for each in difference.not_compared],
    }


def as_text(difference: Difference) -> Iterator[str]:
    """Return the lines for a terminal: summary, jobs, tags by job and provider, what is not compared."""
    yield _summary(difference)
    for change in difference.jobs:
        yield escape_control(f"{_MARKS[change.change]} {_title(change)}")
        yield escape_control(f"    {change.cause}: {change.effect}")
    block, added = None, _keys(difference, ADDED)
    for tag in _listed(difference):
        if block != (tag.job, tag.provider):
            block = (tag.job, tag.provider)
            yield escape_control(f"{tag.job} ({PROVIDERS[tag.provider].TITLE})")
        yield escape_control(_tag_line(tag))
        if tag.job not in added:
            yield escape_control(f"      {tag.cause}: {tag.effect}")
    for each in difference.not_compared:
        yield escape_control(f"not compared: {each.path} in {each.side}: {_REASONS[each.reason]}")


def _tag_line(tag: TagChange) -> str:
    if tag.before is None:
        return f"  + {tag.key} = {tag.after}" + (f" (was {tag.old_key})" if tag.old_key else "")
    if tag.after is None:
        return f"  - {tag.key} = {tag.before}"
    return f"  ~ {tag.key} = {tag.before} -> {tag.after}"


def _title(change: JobChange) -> str:
    """Return a job with its change: `jobs/b (AWS), renamed from jobs/a, resources acme-a -> acme-b`."""
    job, before = change.job, change.before
    title = f"{job.key} ({PROVIDERS[job.provider].TITLE}), {change.change}"
    if before and change.after:
        title += f" from {before.key}" if change.change == RENAMED else ""
        title += f", provider {before.provider} -> {job.provider}" if before.provider != job.provider else ""
        title += f", resources {before.slug} -> {job.slug}" if before.slug != job.slug else ""
    return title


def _summary(difference: Difference) -> str:
    """Return the first line: `1 job added, 2 jobs renamed, 3 tags changed in 2 jobs`."""
    kinds = [change.change for change in difference.jobs]
    parts = [f"{count(kinds.count(kind), 'job')} {kind}" for kind in _MARKS if kind in kinds]
    other = _keys(difference, ADDED, REMOVED)
    changed = [tag.job for tag in difference.tags if tag.job not in other]
    if changed:
        parts.append(f"{count(len(changed), 'tag')} changed in {count(len({*changed}), 'job')}")
    parts = parts or ["no changes"]
    if difference.not_compared:
        parts.append(f"{len(difference.not_compared)} not compared")
    return ", ".join(parts)


def _listed(difference: Difference) -> list[TagChange]:
    """Return the changes of tags without those of removed jobs: their resources are destroyed."""
    removed = _keys(difference, REMOVED)
    return [tag for tag in difference.tags if tag.job not in removed]


def _keys(difference: Difference, *kinds: str) -> set[str]:
    """Return the keys of jobs that changed in one of these ways."""
    return {change.job.key for change in difference.jobs if change.change in kinds}


def as_markdown(difference: Difference) -> Iterator[str]:
    """Return the lines for a comment on a pull request."""
    yield f"### Tags: {_summary(difference)}"
    if difference.jobs:
        yield ""
        header = ("job", "cloud", "change", "before", "after", "cause", "effect")
        yield from table(header, map(_job_row, difference.jobs))
    tags = _listed(difference)
    if tags:
        yield ""
        header = ("job", "cloud", "tag", "before", "after", "cause", "effect")
        yield from table(header, map(_tag_row, tags))
    if difference.not_compared:
        yield ""
        yield from map(_not_compared, difference.not_compared)


def _job_row(change: JobChange) -> list[str]:
    before, after, job = change.before, change.after, change.job
    old = new = None
    if before and after:
        aspects = (before.key, after.key), (before.provider, after.provider), (before.slug, after.slug)
        old, new = (", ".join(code_cell(each[side]) for each in aspects if each[0] != each[1]) for side in (0, 1))
    return [
        code_cell(job.key),
        PROVIDERS[job.provider].TITLE,
        change.change,
        old or " ",
        new or " ",
        code_cell(change.cause),
        change.effect,
    ]


def _tag_row(tag: TagChange) -> list[str]:
    key = code_cell(tag.key) + (f" (was {code_cell(tag.old_key)})" if tag.old_key else "")
    before, after = code_cell(tag.before), code_cell(tag.after)
    title = PROVIDERS[tag.provider].TITLE
    return [code_cell(tag.job), title, key, before, after, code_cell(tag.cause), tag.effect]


def _not_compared(each: NotCompared) -> str:
    side = each.side if each.side == WORKING_TREE else code(each.side)
    return f"- Not compared: {code(each.path)} in {side}: {_REASONS[each.reason]}"
