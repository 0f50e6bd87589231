"""An estate as two revisions have it: which of its jobs aren't the same on both sides."""

from __future__ import annotations

import os
from glob import escape, has_magic
from typing import TYPE_CHECKING, NamedTuple

from .. import pipeline
from ..files import globs
from ..files.root import CONFIG_NAME, Root
from . import git, tag_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..jobs.job import Job
    from ..project import Project
    from ..query.parse import Query
    from .tag_changes import JobSnapshot


class Tree(NamedTuple):
    """The files of an estate as a revision or the working tree has them."""

    name: str
    root: str
    config: str | None
    """The policy file, where it isn't the root's own."""
    files: frozenset[str]
    """The job files, by their paths under the root."""
    query: Callable[[str | None], Query]
    """What is asked of the tree, by the provider whose format is wanted."""


class TreeDiff(NamedTuple):
    """The jobs that aren't the same in two trees, by their keys, and by a tree's name the files it can't resolve."""

    was: dict[str, JobSnapshot]
    now: dict[str, JobSnapshot]
    broken: dict[str, set[str]]


def relocated(job: str, checkout: str, folder: str) -> str:
    """A path or glob in a checkout, for a folder that has the same files. Raises `RevisionError` where it lies outside.

    What is written as a glob stays one; the folder that it starts in is a name, whatever letters are in it.
    """
    start = globs.start(job)
    if not Root(checkout).contains(start):
        raise git.RevisionError(f'"{job}" lies outside the checkout {checkout}')
    there = os.path.join(folder, os.path.relpath(os.path.realpath(start), checkout))
    rest = os.path.relpath(job, start)
    path = os.path.normpath(os.path.join(there, rest))
    if os.path.lexists(path):
        return path
    return os.path.join(escape(os.path.normpath(there)), rest)


def job_files(root: str, jobs: Iterable[str]) -> dict[str, set[str]]:
    """The files of each path and glob that names any, by their paths under the root. Raises `RevisionError`."""
    there, found = Root(root), {}
    for job in jobs:
        try:
            paths = globs.expand(job) if has_magic(job) or globs.exists(job) else None
        except OSError as error:
            folder = there.relative(error.filename)
            raise git.RevisionError(f'the folder "{folder}" can\'t be listed: {error.strerror}') from None
        if paths:
            found[job] = {there.relative(path) for path, _ in paths}
    return found


def compare(before: Tree, after: Tree, provider: str | None, environ: Mapping[str, str]) -> TreeDiff:
    """Resolves all jobs after, and of those before only what can differ: an estate may have ten thousand.

    Raises `Refused` where a tree can't be asked.
    """
    differ = _differing(before, after)
    now: dict[str, JobSnapshot] = {}

    def keep(job: Job, project: Project) -> None:
        if differ is None or {job.path, job.asset} & differ:
            now[job.key] = tag_changes.snapshot(job, project)

    broken = {after.name: _resolve(after, after.files, provider, environ, keep)}
    was: dict[str, JobSnapshot] = {}

    def keep_old(job: Job, project: Project) -> None:
        old = tag_changes.snapshot(job, project)
        if job.key in now and now[job.key].same(old):
            del now[job.key]
        else:
            was[job.key] = old

    asked = before.files if differ is None else differ | broken[after.name] | {side.path for side in now.values()}
    broken[before.name] = _resolve(before, before.files & asked, provider, environ, keep_old)
    skipped = broken[before.name] | broken[after.name]
    was, now = ({key: side for key, side in sides.items() if side.path not in skipped} for sides in (was, now))
    return TreeDiff(was, now, broken)


def _differing(before: Tree, after: Tree) -> set[str] | None:
    """The files that differ; None where that may matter to any job at all."""
    differ = git.changed_files(before.root, after.root)
    policy = Root(after.root).relative(after.config) if after.config else CONFIG_NAME
    judging = differ is not None and any(path == policy or path.endswith(".json") for path in differ)
    return None if judging else differ


def _resolve(
    tree: Tree,
    asked: frozenset[str],
    provider: str | None,
    environ: Mapping[str, str],
    keep: Callable[[Job, Project], None],
) -> set[str]:
    """Resolves some jobs of a tree; returns those of the files that can't be resolved."""
    if not asked:
        return set()

    def resolved(job: Job, project: Project) -> str:
        keep(job, project)
        return job.path

    result = pipeline.run(
        tree.query(provider), environ, resolved, lambda all_files: [file for file in all_files if file.path in asked]
    )
    return {*result.files} & asked - {*result.skipped} - {*result.kept.values()}
