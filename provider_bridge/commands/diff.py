"""`provider-bridge diff`: which tags of which jobs change between two git revisions."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from glob import has_magic
from typing import TYPE_CHECKING, Any

import click

from .. import answer, differences, files, pipeline, protocol, revisions
from ..diagnostics import printable
from .options import about_jobs_as_option, patterns, provider_option, providers, query

if TYPE_CHECKING:
    from ..differences import Side


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
    jobs = tuple(patterns(jobs or (os.curdir,)))
    options["root"] = os.path.realpath(options["root"] or files.default_root(jobs))
    try:
        checkout = revisions.top(options["root"])
        commits = [revisions.commit(checkout, revision) for revision in (before, *([] if after is None else [after]))]
        found: dict[differences.Change, None] = {}  # each once, in order
        broken: dict[str, set[str]] = {}
        seen = False
        for name in providers(provider):
            sides = [_at(commit, checkout, jobs, name, options, broken) for commit in commits]
            if after is None:
                sides.append(_sides(jobs, name, options, broken, "the working tree"))
            seen = seen or any(sides) or bool(broken)
            skipped = {path for there in broken.values() for path in there}
            compared = [{key: side for key, side in each.items() if side.path not in skipped} for each in sides]
            found.update(dict.fromkeys(differences.changes(*compared)))
        if not seen:
            print(f"provider-bridge: no job on either side: {printable(' '.join(jobs))}", file=sys.stderr)
            return 1
    except revisions.RevisionError as error:
        print(f"provider-bridge: {printable(str(error))}", file=sys.stderr)
        return 1
    except protocol.Refused as refused:
        return answer.refuse(refused)
    for place, there in broken.items():
        for path in sorted(there):
            print(f"provider-bridge: {printable(path)} has errors in {place} and is not compared", file=sys.stderr)
    if form == "json":
        answer.write(json.dumps([differences.as_data(change) for change in found], indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        answer.write("\n".join([*differences.as_markdown(list(found)), ""]))
    else:
        lines = [printable(line) for line in differences.as_text(list(found))] or ["no tag changes"]
        answer.write("\n".join([*lines, ""]))
    return 0


def _at(
    commit: str,
    checkout: str,
    jobs: tuple[str, ...],
    provider: str | None,
    options: dict[str, Any],
    broken: dict[str, set[str]],
) -> dict[str, Side]:
    """The jobs as a commit has them."""
    with tempfile.TemporaryDirectory(prefix="provider-bridge-") as folder:

        def there(path: str) -> str:
            return os.path.join(folder, os.path.relpath(os.path.realpath(path), checkout))

        revisions.extract(checkout, commit, os.path.relpath(options["root"], checkout), folder)
        moved = {**options, "root": there(options["root"])}
        if options["config"]:
            moved["config"] = there(options["config"])
        os.makedirs(moved["root"], exist_ok=True)
        return _sides(tuple(map(there, jobs)), provider, moved, broken, commit[:10])


def _sides(
    jobs: tuple[str, ...], provider: str | None, options: dict[str, Any], broken: dict[str, set[str]], place: str
) -> dict[str, Side]:
    """The jobs as they stand; what can't be resolved there is noted in `broken` by place and job file."""
    jobs = tuple(job for job in jobs if files.expand(job) and (has_magic(job) or os.path.lexists(job)))
    if not jobs:
        return {}
    outcome = pipeline.run(query(jobs, provider, **options), os.environ, differences.side)
    unresolved = {*outcome.files} - {*outcome.left_out} - {side.path for side in outcome.jobs}
    if unresolved:
        broken.setdefault(place, set()).update(unresolved)
    return {side.key: side for side in outcome.jobs}
