"""`provider-bridge init`: the files that a directory lacks to start with."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import click

from .. import console
from ..files.root import Root
from ..files.write import WriteError, create
from ..jobs.resolve import TENANT_ID
from ..providers import PROVIDERS
from ..starter.draft import BLOCK, Choices, advice, drafts, job_directories
from ..starter.survey import survey
from ..wording import count, escape_control, list_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..starter.draft import Draft
    from ..starter.survey import Survey

_MAX_LISTED = 10


@click.command("init")
@click.argument("directory", metavar="[DIR]", default=".", type=click.Path(file_okay=False))
@click.option("--provider", type=click.Choice(list(PROVIDERS)), help="Provider of the first job")
@click.option("--tenant", "tenants", multiple=True, metavar="ID", help="Tenant, the first for the job; repeatable")
@click.option("--ci", type=click.Choice(["github", "gitlab"]), help="Write a CI job that validates the jobs")
@click.option("--pre-commit", is_flag=True, help="Write a pre-commit hook that validates the jobs")
@click.option("--dry-run", is_flag=True, help="List the files, and write none")
def command(directory: str, dry_run: bool, tenants: tuple[str, ...], **options: str | bool | None) -> int:
    """Write what a directory lacks: configuration file, first job, Terraform code. Overwrites nothing.

    \b
    Examples:
      provider-bridge init --provider gcp --tenant acme
      provider-bridge init --ci github --pre-commit --dry-run
    """
    for tenant in tenants:
        if not TENANT_ID.fullmatch(tenant):
            message = f'must match [A-Za-z0-9][A-Za-z0-9._-]{{0,62}} without "..", found "{tenant}"'
            raise click.BadParameter(message, param_hint="--tenant")
    present = survey(directory)
    archive = _archive(present)
    drafted = drafts(present, Choices(tenants=tenants, archive=archive, **options))  # type: ignore[arg-type]
    root = Root(os.path.join(present.directory, present.repository or "."))
    lines, errors = [], []
    for draft in drafted:
        try:
            lines.append(_line(draft, present, root, dry_run))
        except WriteError as error:
            errors.append(f"provider-bridge: cannot write {escape_control(draft.path)}: {error}")
    lines += _about_jobs(present)
    if not errors:
        lines += _hints(present, drafted, directory, archive)
    console.write_result("".join(f"{escape_control(line)}\n" for line in lines))
    if errors:
        console.print_stderr("\n".join(errors))
    return int(bool(errors))


def _archive(present: Survey) -> str | None:
    """Return the path of the bundle that runs, or None if the program is installed.

    The path is relative to the directory if the bundle is below it.
    """
    archive: str | None = getattr(__spec__ and __spec__.loader, "archive", None)
    if archive is None:
        return None
    root = Root(present.directory)
    return root.relative(archive) if root.contains(os.path.abspath(archive)) else os.path.abspath(archive)


def _line(draft: Draft, present: Survey, root: Root, dry_run: bool) -> str:
    """Write a draft unless its file is there, and return the line that says so."""
    path = root.relative(os.path.join(present.directory, draft.path))
    if draft.skipped:
        return f"skipped: {draft.path}: {draft.skipped}"
    if not os.path.lexists(root.absolute(path)) if dry_run else create(root, path, draft.text):
        return f"{'would write' if dry_run else 'written'}: {draft.path}"
    return f"skipped: {draft.path}: the file exists" + (f"; {advice(draft.path)}" if advice(draft.path) else "")


def _about_jobs(present: Survey) -> Iterator[str]:
    for paths, what in ((present.jobs, "a job"), (present.unfinished, 'a job without "infrastructure"')):
        if paths:
            looks = "looks" if len(paths) == 1 else "look"
            yield f"{count(len(paths), 'file')} {looks} like {what}: {list_of(paths, _MAX_LISTED)}"
    if present.has_shared_jobs:
        yield 'jobs with "tenant_id: ${TENANT_ID}" need "tenants" in provider-bridge.yaml'


def _hints(present: Survey, drafted: Sequence[Draft], directory: str, archive: str | None) -> Iterator[str]:
    program = "provider-bridge" if archive is None else f"python3 {shlex.quote(archive)}"
    paths = {os.path.basename(draft.path): draft for draft in drafted}
    for service in present.ci:
        if not any(name in draft.path for draft in drafted for name in (".github/", ".gitlab")):
            yield f"to validate the jobs in CI: {program} init --ci {service}"
    prefix = "" if directory == "." else f"cd {shlex.quote(directory)} && "
    yield f"next: {prefix}{program} validate {shlex.join(job_directories(present))}"
    block = paths[BLOCK]
    if not block.skipped:
        chdir = os.path.normpath(os.path.join(directory, os.path.dirname(block.path)))
        yield "then: " + (f"cd {shlex.quote(chdir)} && " if chdir != "." else "") + "terraform init && terraform plan"
