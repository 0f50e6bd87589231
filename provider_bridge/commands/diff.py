"""`provider-bridge diff`: which tags of which jobs change between two git revisions."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import click

from .. import answer, differences, files, pipeline, protocol, revisions
from ..diagnostics import printable
from .options import about_jobs_as_option, provider_option, providers, query

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
    jobs = jobs or (os.curdir,)
    options["root"] = os.path.realpath(options["root"] or files.default_root(jobs))
    try:
        checkout = revisions.top(options["root"])
        commits = [revisions.commit(checkout, revision) for revision in (before, *([after] if after else []))]
        found: list[differences.Change] = []
        broken: dict[str, set[str]] = {}
        for name in providers(provider):
            sides = [_at(commit, checkout, jobs, name, options, broken) for commit in commits]
            if after is None:
                sides.append(_sides(jobs, name, options, broken, "the working tree"))
            skipped = {job for jobs_there in broken.values() for job in jobs_there}
            found += [
                change for change in differences.changes(*sides) if differences.file_key(change.job) not in skipped
            ]
    except revisions.RevisionError as error:
        print(f"provider-bridge: {printable(str(error))}", file=sys.stderr)
        return 1
    except protocol.Refused as refused:
        return answer.refuse(refused)
    for place, there in broken.items():
        for job in sorted(there):
            print(f"provider-bridge: {printable(job)} has errors in {place} and is not compared", file=sys.stderr)
    if form == "json":
        answer.write(json.dumps([differences.as_data(change) for change in found], indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        answer.write("\n".join([*differences.as_markdown(found), ""]))
    else:
        lines = [printable(line) for line in differences.as_text(found)] or ["no tag changes"]
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
        named = [files.yaml_files(there(job)) if os.path.isdir(job) else there(job) for job in jobs]
        return _sides(tuple(named), provider, moved, broken, commit[:10])


def _sides(
    jobs: tuple[str, ...], provider: str | None, options: dict[str, Any], broken: dict[str, set[str]], place: str
) -> dict[str, Side]:
    """The jobs as they stand; what can't be resolved there is noted in `broken` by place and job file."""
    outcome = pipeline.run(query(jobs, provider, **options), os.environ, differences.side)
    sides = {side.key: side for side in outcome.jobs}
    resolved = {differences.file_key(key) for key in sides}
    found_files = {os.path.splitext(path)[0] for path in outcome.files if path not in outcome.left_out}
    if found_files - resolved:
        broken.setdefault(place, set()).update(found_files - resolved)
    return sides
