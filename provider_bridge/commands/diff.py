"""`provider-bridge diff`: which tags of which jobs change between two git revisions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from .. import query_mode as answer
from ..diagnostics import printable, printable_json
from ..diff import git as revisions
from ..diff import tag_changes as differences
from ..diff import tempdir as temporary
from ..diff import tree_compare as trees
from ..diff.tree_compare import Tree
from ..files import root as files
from ..query import parse as protocol
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
    options["root"] = os.path.realpath(options["root"] or files.default_root(files.start(jobs[0])))
    try:
        checkout = revisions.top(options["root"])
        commits = [revisions.commit(checkout, revision) for revision in (before, *([] if after is None else [after]))]
        found, broken = temporary.within(lambda folder: _compared(commits, checkout, folder, jobs, provider, options))
    except (revisions.RevisionError, temporary.FolderError) as error:
        answer.tell(f"provider-bridge: {printable(str(error))}")
        return 1
    except protocol.Refused as refused:
        return answer.refuse(refused)
    for place, path in sorted(broken):
        answer.tell(f"provider-bridge: {printable(path)} has errors in {place} and is not compared")
    if form == "json":
        answer.write(printable_json([differences.as_data(change) for change in found]) + "\n")
    elif form == "markdown":
        answer.write("\n".join([*differences.as_markdown(found), ""]))
    else:
        lines = [printable(line) for line in differences.as_text(found)] or ["no tag changes"]
        answer.write("\n".join([*lines, ""]))
    return 0


def _compared(
    commits: Sequence[str],
    checkout: str,
    folder: str,
    jobs: Sequence[str],
    provider: str | None,
    options: dict[str, Any],
) -> tuple[list[differences.Change], set[tuple[str, str]]]:
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
        raise revisions.RevisionError(f"no job on either side: {' '.join(jobs)}")
    found: dict[differences.Change, None] = {}  # each once, in order
    broken: set[tuple[str, str]] = set()
    for name in providers(provider):
        compared = trees.compare(was, now, name, os.environ)
        found.update(dict.fromkeys(differences.changes(compared.was, compared.now)))
        broken.update((place, path) for place, there in compared.broken.items() for path in there)
    return list(found), broken


def _tree(name: str, jobs: Sequence[str], options: dict[str, Any]) -> Tree:
    found = trees.job_files(options["root"], patterns(jobs))
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
        revisions.extract(checkout, commit, os.path.relpath(options["root"], checkout), folder, written)
    except OSError as error:
        raise temporary.FolderError(f"the folder for temporary files can't be written: {error.strerror}") from None
    moved = {**options, "root": trees.moved(options["root"], checkout, folder)}
    if options["config"] and files.Root(checkout).holds(options["config"]):
        moved["config"] = trees.moved(options["config"], checkout, folder)
    return _tree(commit[:10], [trees.moved(job, checkout, folder) for job in jobs], moved)
