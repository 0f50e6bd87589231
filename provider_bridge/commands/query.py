"""The command `query`: answer a query given as arguments, as Terragrunt needs it."""

from __future__ import annotations

import click

from .. import console, query_mode
from ..query.parse import build
from .completion import query_pairs


@click.command("query")
@click.option(
    "-q",
    "--query",
    "pairs",
    multiple=True,
    metavar="KEY=VALUE",
    help="Key and value of the query; repeatable",
    shell_complete=query_pairs,
)
def command(pairs: tuple[str, ...]) -> int:
    """Answer a query given as arguments, or without arguments one on standard input.

    \b
    Example:
      provider-bridge query -q job=jobs/acme/stripe_customers.yaml -q output=variables
    """
    if not pairs:
        return query_mode.answer(console.read_stdin())
    split = []
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f'"{pair}" must have the form KEY=VALUE', param_hint="-q")
        split.append((key, value))
    return query_mode.answer_query(build(split))
