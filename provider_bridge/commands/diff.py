"""`provider-bridge diff`: the jobs and tags that change between two git revisions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..diff import checkout as revisions
from ..diff import git, render, tempdir, tree_compare
from ..diff.tree_compare import WORKING_TREE, Tree
from ..files import globs
from ..files.root import CONFIG_NAME, Root, default_root
from ..wording import escape_control, json_text
from .options import about_jobs_as_option, format_option, patterns, provider_option, providers, query
from .revision import at_commit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diff.tree_compare import Difference
    from .revision import Extracted


@click.command("diff")
@click.argument("before", metavar="REV1")
@click.argument("after", metavar="[REV2]", required=False)
@about_jobs_as_option
@provider_option
@format_option("text", "json", "markdown")
def command(
    before: str, after: str | None, jobs: tuple[str, ...], provider: str | None, form: str, **options: Any
) -> int:
    """Show the jobs and tags that change between two git revisions.

    Without REV2, compare REV1 with the working tree. The exit code is 0 whatever changes.

    \b
    Example:
      provider-bridge diff origin/main --jobs jobs --format markdown
    """
    jobs = jobs or (os.curdir,)
    named_root = options["root"]
    options["root"] = os.path.realpath(named_root or default_root(globs.start(jobs[0])))
    try:
        checkout = git.checkout_root(options["root"])
        commits = [git.commit(checkout, revision) for revision in (before, *([] if after is None else [after]))]
        difference = tempdir.with_tempdir(
            lambda directory: _compare(commits, checkout, directory, jobs, provider, bool(named_root), options)
        )
    except (git.RevisionError, tempdir.TempdirError) as error:
        fix = getattr(error, "fix", "")
        lines = [f"provider-bridge: {error}", *([f"  fix: {fix}"] if fix else [])]
        console.print_stderr("\n".join(map(escape_control, lines)))
        return 1
    if form == "json":
        console.write_result(json_text(render.as_data(difference)) + "\n")
    else:
        lines = [*(render.as_markdown(difference) if form == "markdown" else render.as_text(difference))]
        console.write_result("\n".join([*lines, ""]))
    return 0


def _compare(
    commits: Sequence[str],
    checkout: str,
    directory: str,
    jobs: Sequence[str],
    provider: str | None,
    is_root_named: bool,
    options: dict[str, Any],
) -> Difference:
    """Compare two commits, or one and the working tree.

    Raises:
        RevisionError: A side cannot be read, or has no job.
        DiagnosticError: A side cannot be queried.

    """
    # First: the temporary directory may be in the working tree, and a glob may ask for hidden files.
    root = os.path.relpath(options["root"], checkout)
    trees = []
    if len(commits) == 1:
        unread = git.submodules_without_files(checkout, root)
        trees.append(_tree(WORKING_TREE, root, unread, jobs, options))
    written: dict[str, str] = {}
    for number, commit in reversed([*enumerate(commits)]):
        below = root if is_root_named else _root_of(commit, checkout, jobs[0]) or root
        target = os.path.join(directory, str(number))
        trees.append(_tree_of(commit, below, at_commit(commit, checkout, below, target, written, jobs, options)))
    now, was = trees
    if now.files and not was.files and not is_root_named:
        moved = _moved_root(commits, checkout)
        if moved is not None:
            there = [_below(job, os.path.join(checkout, now.below), os.path.join(checkout, moved)) for job in jobs]
            target = os.path.join(directory, "moved")
            was = _tree_of(commits[0], moved, at_commit(commits[0], checkout, moved, target, written, there, options))
    if not (was.files or now.files):
        raise git.RevisionError(f"no jobs on either side: {' '.join(jobs)}", 'correct "--jobs"')
    return tree_compare.compare(was, now, providers(provider), os.environ)


def _root_of(commit: str, checkout: str, job: str) -> str | None:
    """Return the project root of a revision for a job argument, below the checkout, or None."""
    start = os.path.realpath(globs.start(job) if globs.has_magic(job) else job)
    inside = Root(checkout).contains(start)
    return revisions.root_in(checkout, commit, os.path.relpath(start, checkout), CONFIG_NAME) if inside else None


def _moved_root(commits: Sequence[str], checkout: str) -> str | None:
    """Return the only project root that the first side has and the other lacks, or None."""
    old, *new = (revisions.roots(checkout, commit, CONFIG_NAME) for commit in commits)
    gone = (
        old - new[0]
        if new
        else {root for root in old if not os.path.lexists(os.path.join(checkout, root, CONFIG_NAME))}
    )
    return gone.pop() if len(gone) == 1 else None


def _below(job: str, root: str, other: str) -> str:
    """Return the path or glob that is to another root as a job argument is to its own."""
    return os.path.normpath(
        os.path.join(
            other, os.path.relpath(os.path.realpath(globs.start(job)), root), os.path.relpath(job, globs.start(job))
        )
    )


def _tree(name: str, below: str, unread: Sequence[str], jobs: Sequence[str], options: dict[str, Any]) -> Tree:
    files = tree_compare.job_files(options["root"], patterns(jobs))
    return Tree(
        name,
        options["root"],
        below,
        options["config"],
        frozenset().union(*files.values()),
        tuple(unread),
        lambda provider: query(tuple(files), provider, **options),
    )


def _tree_of(commit: str, below: str, extracted: Extracted) -> Tree:
    """Return the project as a commit has it."""
    return _tree(commit[:10], below, extracted.unread, extracted.jobs, extracted.options)
