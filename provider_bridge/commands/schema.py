"""The command `schema`: print the JSON Schema of a document, a query or a result."""

from __future__ import annotations

import click

from .. import console
from ..schema.export import SCHEMAS, schema
from ..wording import json_text


@click.command("schema")
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
def command(kind: str) -> None:
    """Print a JSON Schema: of a job, an asset, the configuration file, a query, or a job in a result.

    \b
    Example:
      provider-bridge schema job > job.schema.json
    """
    console.write_result(json_text(schema(kind)) + "\n")
