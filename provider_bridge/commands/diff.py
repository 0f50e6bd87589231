"""`provider-bridge diff`: which tags of which jobs change between two git revisions."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import ExitStack
from typing import Any, NoReturn

import click

from .. import answer, differences, files, protocol, revisions, trees
from ..diagnostics import printable, printable_json
from ..trees import Tree
from .options import about_jobs_as_option, patterns, provider_option, providers, query, start


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
    options["root"] = os.path.realpath(options["root"] or files.default_root(start(jobs[0])))
    found: dict[differences.Change, None] = {}  # each once, in order
    broken: set[tuple[str, str]] = set()
    try:
        checkout = revisions.top(options["root"])
        commits = [revisions.commit(checkout, revision) for revision in (before, *([] if after is None else [after]))]
        with ExitStack() as stack:
            # A runner that is told to end leaves no folder behind either.
            stack.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, _end))
            written: dict[str, str] = {}
            sides = [_extracted(commit, checkout, jobs, options, stack, written) for commit in commits]
            sides += [_tree("the working tree", jobs, options)] if after is None else []
            for name in providers(provider):
                compared = trees.compare(sides[0], sides[1], name, os.environ)
                found.update(dict.fromkeys(differences.changes(compared.was, compared.now)))
                for place, there in compared.broken.items():
                    broken.update((place, path) for path in there)
        if not any(side.files for side in sides):
            answer.tell(f"provider-bridge: no job on either side: {printable(' '.join(jobs))}")
            return 1
    except revisions.RevisionError as error:
        answer.tell(f"provider-bridge: {printable(str(error))}")
        return 1
    except protocol.Refused as refused:
        return answer.refuse(refused)
    for place, path in sorted(broken):
        answer.tell(f"provider-bridge: {printable(path)} has errors in {place} and is not compared")
    if form == "json":
        answer.write(printable_json([differences.as_data(change) for change in found]) + "\n")
    elif form == "markdown":
        answer.write("\n".join([*differences.as_markdown(list(found)), ""]))
    else:
        lines = [printable(line) for line in differences.as_text(list(found))] or ["no tag changes"]
        answer.write("\n".join([*lines, ""]))
    return 0


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _tree(name: str, jobs: tuple[str, ...], options: dict[str, Any]) -> Tree:
    found = trees.job_files(options["root"], patterns(jobs))
    return Tree(
        name,
        options["root"],
        options["config"],
        frozenset().union(*found.values()),
        lambda provider: query(tuple(found), provider, **options),
    )


def _extracted(
    commit: str,
    checkout: str,
    jobs: tuple[str, ...],
    options: dict[str, Any],
    stack: ExitStack,
    written: dict[str, str],
) -> Tree:
    """The estate as a commit has it, in a folder that is there until the stack ends."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="provider-bridge-"))
    try:
        revisions.extract(checkout, commit, os.path.relpath(options["root"], checkout), folder, written)
    except OSError as error:
        raise revisions.RevisionError(f"the folder for temporary files can't be written: {error.strerror}") from None
    moved = {**options, "root": trees.moved(options["root"], checkout, folder)}
    if options["config"] and files.Root(checkout).holds(options["config"]):
        moved["config"] = trees.moved(options["config"], checkout, folder)
    return _tree(commit[:10], tuple(trees.moved(job, checkout, folder) for job in jobs), moved)
