"""The bytes of a file that a command is given by its path, or of standard input."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from .. import console
from ..diagnostics import Diagnostic, DiagnosticError, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..audit.plan import Plan
    from ..inventory.reader import Export


def read_plan(path: str) -> Plan:
    """Return the plan in a file.

    Raises:
        DiagnosticError: The file cannot be read, or is not a plan.

    """
    from ..audit import plan  # loads the reader of plans

    location = _location_of(path)
    return plan.parse(_read(path, location, "plan"), location)


def read_exports(files: Sequence[str], kind: str | None = None) -> list[Export]:
    """Return the exports in files, each file once; without a kind it is known by the shape of each.

    Raises:
        DiagnosticError: A file cannot be read, or is not an export. The errors are those of all files.

    """
    from ..inventory import reader  # loads all kinds of exports

    exports: list[Export] = []
    diagnostics: list[Diagnostic] = []
    for file in dict.fromkeys(files):
        location = _location_of(file)
        try:
            exports.append(reader.read(_read(file, location, "export"), location, kind))
        except DiagnosticError as error:
            diagnostics += error.diagnostics
    if diagnostics:
        raise DiagnosticError(*diagnostics)
    return exports


def _location_of(path: str) -> Location:
    """Return the location of diagnostics about a file as a whole."""
    return Location("stdin" if path == "-" else path.replace(os.sep, "/"))


def _read(path: str, location: Location, noun: str) -> bytes:
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
