"""`provider-bridge schema`: the JSON Schemas of what is read and written."""

from __future__ import annotations

import click

from .. import console
from ..schema.export import SCHEMAS, schema
from ..wording import json_text


@click.command("schema")
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
def command(kind: str) -> None:
    """Print a JSON Schema: of a job, an asset, the policy file (config), a query, or a job in a result.

    \b
    Example:
      provider-bridge schema job > job.schema.json
    """
    console.write_result(json_text(schema(kind)) + "\n")
