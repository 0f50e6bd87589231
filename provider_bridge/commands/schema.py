"""The command `schema`: print the JSON Schema of a document, a query or a result."""

from __future__ import annotations

import click

from .. import console
from ..schema.check import shipped

_KINDS = ("job", "asset", "config", "query", "result")


@click.command("schema")
@click.argument("kind", type=click.Choice(_KINDS))
def command(kind: str) -> None:
    """Print a JSON Schema: of a job, an asset, the configuration file, a query, or a job in a result.

    \b
    Example:
      provider-bridge schema job > job.schema.json
    """
    console.write_result(shipped(kind).decode())
