"""`provider-bridge schema`: the JSON Schemas of what is read and written."""

from __future__ import annotations

import click

from .. import query_mode as answer
from ..diagnostics import printable_json
from ..schema.export import SCHEMAS, schema


@click.command("schema")
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
def command(kind: str) -> None:
    """Print a JSON Schema: of a job, an asset, the policy file (config), a query, or a job in a result.

    \b
    Example:
      provider-bridge schema job > job.schema.json
    """
    answer.write(printable_json(schema(kind)) + "\n")
