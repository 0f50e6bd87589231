"""`provider-bridge schema`: the JSON Schemas of what is read and written."""

from __future__ import annotations

import json

import click

from .. import answer
from ..exports import SCHEMAS, schema


@click.command("schema")
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
def command(kind: str) -> None:
    """Print a JSON Schema: of a job, an asset, the policy file (config), a query, or a job in a result.

    \b
    Example:
      provider-bridge schema job > job.schema.json
    """
    answer.write(json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n")
