"""Files are written here and nowhere else: a new one, or a new content of one that is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
