"""The option `--output`: a result that is written to a file as a whole or not at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import click

from .. import console

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(result: str | Iterable[str], output: str | None) -> None:
    """Write a result to a file, or to standard output if there is none.

    A regular file is replaced when everything is written. A device or a pipe gets the result as it comes.

    Raises:
        BadParameter: The file cannot be written.

    """
    if output is None:
        console.write_result(result)
        return
    path = os.path.realpath(output)
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            _write(result, path, "w")
        else:
            _replace(result, path)
    except OSError as error:
        raise click.BadParameter(f'"{output}" cannot be written: {error.strerror}', param_hint="--output") from None


def _replace(result: str | Iterable[str], path: str) -> None:
    partial = f"{path}.{os.getpid()}.partial"
    try:
        _write(result, partial, "x")
        if os.path.exists(path):
            os.chmod(partial, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def _write(result: str | Iterable[str], path: str, mode: str) -> None:
    with open(path, mode, encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.writelines([result] if isinstance(result, str) else result)
