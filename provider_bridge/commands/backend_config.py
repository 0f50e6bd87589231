"""The command `backend-config`: print the backend settings of a job for `terraform init`."""

from __future__ import annotations

from typing import Any

import click

from .. import console
from ..jobs import backend
from ..wording import json_text
from .options import about_jobs, format_option, print_errors, query, resolved


@click.command("backend-config")
@about_jobs
@format_option("hcl", "json", "args")
def command(jobs: tuple[str, ...], form: str, **options: Any) -> int:
    """Print the terraform.backend_config of a job, with its variables substituted.

    \b
    Examples:
      provider-bridge backend-config jobs/acme/postgres_orders.yaml > backend.hcl
      terraform init -backend-config=backend.hcl
    """
    results = resolved([query(jobs, None, **options)], lambda job, _: job.blocks["terraform"]["backend_config"])
    if print_errors(results):
        return 1
    kept = results[0].kept
    if len(kept) != 1:
        raise click.UsageError(f"backend-config needs exactly one job, found {len(kept)}")
    ((key, config),) = kept.items()
    if not config:
        raise click.UsageError(f'job "{key}" has no "infrastructure.terraform.backend_config"')
    for name, value in config.items():
        if not backend.is_setting(name):
            raise click.UsageError(f'backend setting "{name}" must have only letters, digits, "_" and "-"')
        if form == "args" and isinstance(value, str) and not value.isprintable():
            raise click.UsageError(f'the value of "{name}" must be one line for --format args: use --format hcl')
    if "dynamodb_table" in config:
        note = 'note: Terraform 1.10 and newer can lock in S3: replace "dynamodb_table" with "use_lockfile: true"'
        console.print_stderr(note)
    if form == "json":
        console.write_result(json_text(config, sort_keys=True) + "\n")
    else:
        console.write_result(backend.as_hcl(config) if form == "hcl" else backend.as_arguments(config))
    return 0
