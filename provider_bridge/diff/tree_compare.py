"""A project as two sides have it: the jobs and tags that are not the same."""

from __future__ import annotations

import os
from glob import escape
from typing import TYPE_CHECKING, NamedTuple

from .. import pipeline
from ..diagnostics import is_error
from ..files import globs
from ..files.root import CONFIG_NAME, Root
from .checkout import changed_files
from .git import RevisionError
from .job_changes import JobChange, job_changes
from .snapshots import JobSnapshot, file_digest, pairs, snapshot
from .tag_changes import TagChange, tag_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..jobs.job import Job
    from ..project import Project
    from ..query.parse import Query

WORKING_TREE = "the working tree"
ERRORS, SUBMODULE = "errors", "submodule"
"""The reasons for which a file or a submodule is not compared."""


class Tree(NamedTuple):
    """The files of a project as a revision or the working tree has them."""

    name: str
    root: str
    below: str
    """The root's path below the checkout."""
    config: str | None
    """The configuration file, if it isn't the root's own."""
    files: frozenset[str]
    """The job files, by their paths under the root."""
    unread: tuple[str, ...]
    """The submodules that could not be read, by their paths below the checkout."""
    query: Callable[[str | None], Query]
    """Make the query for the tree's jobs in the format of a provider."""


class NotCompared(NamedTuple):
    """A file or submodule that one side cannot give."""

    path: str
    """The path under the project root."""
    side: str
    """The first ten digits of the commit, or `the working tree`."""
    reason: str
    """`errors` or `submodule`."""


class Difference(NamedTuple):
    """The difference between two sides."""

    jobs: list[JobChange]
    tags: list[TagChange]
    not_compared: list[NotCompared]


def relocated(job: str, checkout: str, directory: str) -> str:
    """Return a path or glob in a checkout for a directory that has the same files.

    A glob stays a glob; the directory that it starts in is a name, whatever its letters.

    Raises:
        RevisionError: The path is outside the checkout.

    """
    start = globs.start(job)
    if not Root(checkout).contains(start):
        raise RevisionError(f'"{job}" is outside the checkout {checkout}', "give jobs inside the checkout")
    there = os.path.join(directory, os.path.relpath(os.path.realpath(start), checkout))
    rest = os.path.relpath(job, start)
    path = os.path.normpath(os.path.join(there, rest))
    if os.path.lexists(path):
        return path
    return os.path.join(escape(os.path.normpath(there)), rest)


def job_files(root: str, jobs: Iterable[str]) -> dict[str, set[str]]:
    """Return the files of each path and glob that names any, by their paths under the root.

    Raises:
        RevisionError: A directory cannot be listed.

    """
    there, files = Root(root), {}
    for job in jobs:
        try:
            paths = globs.expand(job) if globs.has_magic(job) or globs.exists(job) else None
        except OSError as error:
            directory = there.relative(error.filename)
            raise RevisionError(f'directory "{directory}" cannot be listed: {error.strerror}') from None
        if paths:
            files[job] = {there.relative(path) for path, _ in paths}
    return files


def compare(before: Tree, after: Tree, providers: Iterable[str | None], environ: Mapping[str, str]) -> Difference:
    """Compare the jobs of two trees in the format of each provider.

    Raises:
        DiagnosticError: A tree cannot be queried.

    """
    jobs: dict[JobChange, None] = {}  # each once, in order
    tags: dict[TagChange, None] = {}
    missing = {
        NotCompared(os.path.relpath(path, tree.below).replace(os.sep, "/"), tree.name, SUBMODULE)
        for tree in (before, after)
        for path in tree.unread
    }
    for provider in providers:
        was, now, broken = _differing_jobs(before, after, provider, environ)
        matched = pairs(was, now)
        jobs.update(dict.fromkeys(job_changes(matched)))
        tags.update(dict.fromkeys(tag_changes(matched)))
        for tree in (before, after):
            config, paths = _config_path(tree), broken[tree.name]
            paths = {config} if config in paths else paths  # then no job is compared
            missing.update(NotCompared(path, tree.name, ERRORS) for path in paths)
    return Difference(list(jobs), list(tags), sorted(missing))


def _differing_jobs(
    before: Tree, after: Tree, provider: str | None, environ: Mapping[str, str]
) -> tuple[dict[str, JobSnapshot], dict[str, JobSnapshot], dict[str, set[str]]]:
    """Return the jobs that are not the same, before and after, and by a tree's name the files with errors.

    Resolves all jobs after, and of those before only what can differ: a project may have ten thousand.
    """
    changed = _changed_files(before, after)
    now: dict[str, JobSnapshot] = {}

    def keep(job: Job, project: Project) -> None:
        if changed is None or {job.path, job.asset} & changed:
            now[job.key] = snapshot(job, project)

    broken = {after.name: _resolve(after, after.files, provider, environ, keep)}
    was: dict[str, JobSnapshot] = {}

    def keep_old(job: Job, project: Project) -> None:
        old = snapshot(job, project)
        if job.key in now and now[job.key].same(old):
            del now[job.key]
        else:
            was[job.key] = old

    wanted = before.files if changed is None else changed | broken[after.name] | {job.path for job in now.values()}
    broken[before.name] = _resolve(before, before.files & wanted, provider, environ, keep_old)
    unread = (*before.unread, *after.unread)
    for tree, other, jobs, others in ((before, after, was, now), (after, before, now, was)):
        left_out = broken[before.name] | broken[after.name]
        moved = {file_digest(Root(other.root), path) for path in broken[other.name] - tree.files}
        for key, job in [*jobs.items()]:
            path = os.path.normpath(os.path.join(tree.below, job.path))
            is_unread = any(path.startswith(f"{each}/") for each in unread)
            if job.path in left_out or is_unread or (moved and key not in others and job.digest() in moved):
                del jobs[key]
    return was, now, broken


def _changed_files(before: Tree, after: Tree) -> set[str] | None:
    """Return the files that differ; None if that may matter to any job: the root or the policy is another."""
    if before.below != after.below:
        return None
    changed = changed_files(before.root, after.root)
    config = _config_path(after)
    has_policy = changed is not None and any(path == config or path.endswith(".json") for path in changed)
    return None if has_policy else changed


def _config_path(tree: Tree) -> str:
    """Return the path of the configuration file under the root."""
    return Root(tree.root).relative(tree.config) if tree.config else CONFIG_NAME


def _resolve(
    tree: Tree,
    wanted: frozenset[str],
    provider: str | None,
    environ: Mapping[str, str],
    keep: Callable[[Job, Project], None],
) -> set[str]:
    """Resolve some jobs of a tree, and return those of the files that have errors.

    If the configuration file has errors, all jobs are returned with it: its settings are not known.
    """
    if not wanted:
        return set()

    def resolved(job: Job, project: Project) -> str:
        keep(job, project)
        return job.path

    result = pipeline.run(
        tree.query(provider), environ, resolved, lambda files: [file for file in files if file.path in wanted]
    )
    of_project = result.diagnostics.get(None, ())
    if any(is_error(each) and each.rule != "policy-slow" for each in of_project):
        return {*wanted, _config_path(tree)}
    return {*result.files} & wanted - {*result.skipped} - {*result.kept.values()}
