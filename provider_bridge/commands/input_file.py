"""The bytes of a file that a command is given by its path, or of standard input."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from .. import console
from ..diagnostics import Diagnostic, DiagnosticError

if TYPE_CHECKING:
    from ..diagnostics import Location


def read(path: str, location: Location, noun: str) -> bytes:
    """Return the bytes of a file, or of standard input for `-`. The noun is that of messages: `plan`.

    Raises:
        DiagnosticError: The path is not that of a readable file.

    """
    if path == "-":
        return console.read_stdin()
    try:
        mode, fix = os.stat(path).st_mode, 'use the path of a file, or "-" for standard input'
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            message = "the {0:bare} must be a file, found a device"
            raise DiagnosticError(Diagnostic("file-unreadable", message, fix, location, values=(noun,)))
        if stat.S_ISFIFO(mode) and not _is_anonymous(path):
            message = "the {0:bare} must be a file, found a named pipe"
            raise DiagnosticError(Diagnostic("file-unreadable", message, fix, location, values=(noun,)))
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        message, fix = "{0:bare} not found", "correct the path of the {0:bare}"
        raise DiagnosticError(Diagnostic("file-missing", message, fix, location, values=(noun,))) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        message, fix = "the {0:bare} cannot be read: {1:bare}", "use the path of a file"
        raise DiagnosticError(Diagnostic("file-unreadable", message, fix, location, values=(noun, reason))) from None


def _is_anonymous(pipe: str) -> bool:
    """Return whether a pipe is that of a process, which a shell makes for `<(terraform show …)`."""
    return os.path.realpath(pipe).startswith(("/dev/", "/proc/"))
