"""The option `--output`: a result that is written to a file as a whole or not at all."""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING

import click

from .. import console
from ..files import write as files

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(result: str | Iterable[str], output: str | None) -> None:
    """Write a result to a file, or to standard output if there is none.

    Raises:
        BadParameter: The file cannot be written.

    """
    if output is None:
        console.write_result(result)
        return
    pieces = [result] if isinstance(result, str) else result
    try:
        files.write(output, (piece.encode("utf-8", "backslashreplace") for piece in pieces))
    except files.WriteError as error:
        raise click.BadParameter(f'"{output}" cannot be written: {error}', param_hint="--output") from None


def named(inputs: Iterable[str]) -> set[str]:
    """Return the real paths of the files and directories that inputs name, as paths or as globs."""
    return {os.path.realpath(match) for each in inputs for match in (each, *glob(each, recursive=True))}
