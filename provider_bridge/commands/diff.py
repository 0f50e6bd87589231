"""`provider-bridge diff`: which tags of which jobs change between two git git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..diff import git, tag_changes, tempdir, tree_compare
from ..diff.tree_compare import Tree
from ..files import globs
from ..files.root import Root, default_root
from ..wording import escape_control, json_text
from .options import about_jobs_as_option, patterns, provider_option, providers, query

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("diff")
@click.argument("before", metavar="REV1")
@click.argument("after", metavar="[REV2]", required=False)
@about_jobs_as_option
@provider_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Default: text."
)
def command(
    before: str, after: str | None, jobs: tuple[str, ...], provider: str | None, form: str, **options: Any
) -> int:
    """Show which tags change between two revisions; without REV2 between REV1 and the working tree, as it is.

    Exits 0 whatever changes.

    \b
    Example:
      provider-bridge diff origin/main --jobs jobs --format markdown
    """
    jobs = jobs or (os.curdir,)
    options["root"] = os.path.realpath(options["root"] or default_root(globs.start(jobs[0])))
    try:
        checkout = git.checkout_root(options["root"])
        commits = [git.commit(checkout, revision) for revision in (before, *([] if after is None else [after]))]
        found, broken = tempdir.with_tempdir(
            lambda folder: _compared(commits, checkout, folder, jobs, provider, options)
        )
    except (git.RevisionError, tempdir.TempdirError) as error:
        console.print_stderr(f"provider-bridge: {escape_control(str(error))}")
        return 1
    for place, path in sorted(broken):
        console.print_stderr(f"provider-bridge: {escape_control(path)} has errors in {place} and is not compared")
    if form == "json":
        console.write_result(json_text([tag_changes.as_data(change) for change in found]) + "\n")
    elif form == "markdown":
        console.write_result("\n".join([*tag_changes.as_markdown(found), ""]))
    else:
        lines = [escape_control(line) for line in tag_changes.as_text(found)] or ["no tag changes"]
        console.write_result("\n".join([*lines, ""]))
    return 0


def _compared(
    commits: Sequence[str],
    checkout: str,
    folder: str,
    jobs: Sequence[str],
    provider: str | None,
    options: dict[str, Any],
) -> tuple[list[tag_changes.Change], set[tuple[str, str]]]:
    """What changes between two commits, or one and the working tree, and the files that one side can't resolve.

    Raises `RevisionError` and `Refused`.
    """
    # First: the folder may lie in the working tree, and a glob may ask for hidden files.
    here = [_tree("the working tree", jobs, options)] if len(commits) == 1 else []
    written: dict[str, str] = {}
    extracted = [
        _extracted(commit, checkout, os.path.join(folder, str(number)), written, jobs, options)
        for number, commit in enumerate(commits)
    ]
    was, now = *extracted, *here
    if not (was.files or now.files):
        raise git.RevisionError(f"no job on either side: {' '.join(jobs)}")
    found: dict[tag_changes.Change, None] = {}  # each once, in order
    broken: set[tuple[str, str]] = set()
    for name in providers(provider):
        compared = tree_compare.compare(was, now, name, os.environ)
        found.update(dict.fromkeys(tag_changes.changes(compared.was, compared.now)))
        broken.update((place, path) for place, there in compared.broken.items() for path in there)
    return list(found), broken


def _tree(name: str, jobs: Sequence[str], options: dict[str, Any]) -> Tree:
    found = tree_compare.job_files(options["root"], patterns(jobs))
    return Tree(
        name,
        options["root"],
        options["config"],
        frozenset().union(*found.values()),
        lambda provider: query(tuple(found), provider, **options),
    )


def _extracted(
    commit: str, checkout: str, folder: str, written: dict[str, str], jobs: Sequence[str], options: dict[str, Any]
) -> Tree:
    """The estate as a commit has it."""
    try:
        git.extract(checkout, commit, os.path.relpath(options["root"], checkout), folder, written)
    except OSError as error:
        raise tempdir.TempdirError(f"the folder for temporary files can't be written: {error.strerror}") from None
    moved = {**options, "root": tree_compare.relocated(options["root"], checkout, folder)}
    if options["config"] and Root(checkout).contains(options["config"]):
        moved["config"] = tree_compare.relocated(options["config"], checkout, folder)
    return _tree(commit[:10], [tree_compare.relocated(job, checkout, folder) for job in jobs], moved)
