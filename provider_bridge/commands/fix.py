"""`provider-bridge fix`: the fixes that are certain, made in the files."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..edits.rounds import fixed
from ..files.root import Root
from ..files.write import WriteError, replace
from ..secrets import redact
from ..wording import count, escape_control
from .options import about_jobs, print_errors, query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@click.command("fix")
@about_jobs
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="Value of a required tag; repeatable")
@click.option("--diff", "only_diff", is_flag=True, help="Print the changes, and write nothing")
def command(jobs: tuple[str, ...], values: tuple[str, ...], only_diff: bool, **options: Any) -> int:
    """Apply the fixes that are certain: misspelled keys, quotes, missing tags.

    The exit code is 1 if errors are left.

    \b
    Examples:
      provider-bridge fix jobs --diff
      provider-bridge fix jobs --set Team=data-engineering
    """
    result, edited, number = fixed(query(jobs, None, **options), _pairs(values))
    errors = []
    if result.project is not None:
        root = Root(result.project.root.directory)
        before = {path: root.read(path) for path in edited}
        if only_diff:
            console.write_result("".join(_diff(before, edited)))
        else:
            errors = list(_write(root, before, edited))
            done = f"{count(number, 'change')} in {count(len(edited), 'file')}" if edited else "nothing to fix"
            console.write_result(f"provider-bridge: {done}\n")
    code = print_errors([result])
    if errors:
        console.print_stderr("\n".join(errors))
    return code or int(bool(errors))


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for pair in values:
        key, equals, value = pair.partition("=")
        if not equals or not key or not value:
            raise click.BadParameter(f'"{pair}" is not KEY=VALUE', param_hint="--set")
        pairs[key] = value
    return pairs


def _write(root: Root, before: Mapping[str, bytes], edited: Mapping[str, bytes]) -> Iterator[str]:
    for path, text in sorted(edited.items()):
        try:
            replace(root, path, before[path], text)
        except WriteError as error:
            yield f"provider-bridge: cannot write {escape_control(path)}: {error}"


def _diff(before: Mapping[str, bytes], edited: Mapping[str, bytes]) -> Iterator[str]:
    for path, text in sorted(edited.items()):
        old, new = (each.decode().splitlines(keepends=True) for each in (before[path], text))
        for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
            yield "".join(char if char in "\t\r\n" else escape_control(char) for char in redact(line))
            if not line.endswith("\n"):
                yield "\n\\ No newline at end of file\n"
