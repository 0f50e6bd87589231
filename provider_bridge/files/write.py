"""Files are written here and nowhere else: a new one, or a new content of one that is there."""

from __future__ import annotations

import os
import stat
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .root import Root


class WriteError(Exception):
    """The reason why a file cannot be written."""


def create(root: Root, path: str, text: str) -> bool:
    """Write a new file below a root, with its directories, and return whether it is new.

    Nothing is overwritten, and no link is followed out of the root.

    Raises:
        WriteError: The file is outside the root, or the system refuses to write it.

    """
    absolute = root.absolute(path)
    if not root.contains(os.path.dirname(absolute)):
        raise WriteError("the path is outside the project root")
    try:
        os.makedirs(os.path.dirname(absolute), exist_ok=True)
        with open(absolute, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        if isinstance(error, FileExistsError) and os.path.lexists(absolute):
            return False
        raise WriteError(error.strerror or str(error)) from None
    return True


def replace(root: Root, path: str, before: bytes, after: bytes) -> None:
    """Replace the content of a file below a root in one step; its mode stays.

    A link is followed, and its target replaced.

    Raises:
        WriteError: The file is outside the root, has changed meanwhile, or the system refuses to write it.

    """
    real = os.path.realpath(root.absolute(path))
    if not root.contains(real):
        raise WriteError("the path is outside the project root")
    try:
        with open(real, "rb") as file:
            if file.read() != before:
                raise WriteError("the file has changed meanwhile")
        _replace(real, [after])
    except OSError as error:
        raise WriteError(error.strerror or str(error)) from None


def write(path: str, pieces: Iterable[bytes]) -> None:
    """Write a file that a user names, new or not. A link is followed, and its target replaced.

    A regular file is replaced in one step, when all pieces are there; its mode stays. A device or a pipe gets the
    pieces as they come.

    Raises:
        WriteError: The system refuses to write the file.

    """
    real = os.path.realpath(path)
    try:
        if os.path.exists(real) and not stat.S_ISREG(os.stat(real).st_mode):
            with open(real, "wb") as file:
                file.writelines(pieces)
        else:
            _replace(real, pieces)
    except OSError as error:
        raise WriteError(error.strerror or str(error)) from None


def _replace(path: str, pieces: Iterable[bytes]) -> None:
    """Write a new file beside an old one, and give it the old one's mode and name."""
    directory, name = os.path.split(path)
    mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else None
    temporary = os.path.join(directory, f".{name}.{token_hex(4)}.partial")  # a run that was killed may have left one
    with open(temporary, "xb", opener=lambda new, flags: os.open(new, flags, 0o666 if mode is None else mode)) as file:
        try:
            file.writelines(pieces)
            file.close()
            if mode is not None:
                os.chmod(temporary, mode)  # the system may have taken some of it away
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
