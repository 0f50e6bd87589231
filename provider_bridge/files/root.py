"""The project root: every file below it is found relative to it, confined to it, and read here."""

from __future__ import annotations

import os
import stat

from ..diagnostics import Diagnostic, DiagnosticError, Location
from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_NAME = "provider-bridge.yaml"
MAX_BYTES = 1024 * 1024


class FileError(DiagnosticError):
    """A file that cannot be read: carries one diagnostic, located at the file."""

    def __init__(self, rule: str, message: str, fix: str, path: str, reason: str = "") -> None:
        self.diagnostic = Diagnostic(rule, message, fix, Location(path), values=(path, reason))
        super().__init__(self.diagnostic)
        self.rule = rule

    def at(self, location: Location) -> Diagnostic:
        """Return the diagnostic at the location that names the file."""
        return self.diagnostic._replace(location=location)


class Root:
    """A project root: every path in and out is relative to it, with `/`."""

    def __init__(self, directory: str, edited: Mapping[str, bytes] | None = None) -> None:
        """`edited` has contents by path, which are read instead of the files."""
        self.directory = _real(directory)
        self.edited = edited or {}
        self._directories: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """Return a path below the root, its directories resolved, its name kept; `../…` if it is outside."""
        directory, name = os.path.split(os.path.abspath(path))
        if directory not in self._directories:
            self._directories[directory] = os.path.relpath(_real(directory), self.directory)
        return os.path.normpath(os.path.join(self._directories[directory], name)).replace(os.sep, "/")

    def absolute(self, path: str) -> str:
        """Return the path on this machine of a path below the root."""
        return os.path.join(self.directory, path)

    def relative_to_cwd(self, path: str) -> str:
        """Return a path relative to the working directory, as CI annotations need it."""
        return os.path.relpath(self.absolute(path)).replace(os.sep, "/")

    def contains(self, path: str) -> bool:
        """Return whether an absolute path is inside the root once all links are followed."""
        return _is_within(_real(path), self.directory)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file below the root.

        Raises:
            FileError: The file is missing, outside the root, not a file, forbidden or larger than 1 MiB.

        """
        if path in self.edited:
            return self.edited[path]
        try:
            real = os.path.realpath(self.absolute(path))
            if not _is_within(real, self.directory):
                fix = 'move the file into the project, or set "root" to a parent directory'
                raise FileError("path-outside-root", "{0} is outside the project root", fix, path)
            # O_NONBLOCK: do not wait for a pipe. O_NOFOLLOW: a link may be put there after the check.
            no_link = getattr(os, "O_NOFOLLOW_ANY", getattr(os, "O_NOFOLLOW", 0))
            handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | no_link)
            with open(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise FileError("file-unreadable", "{0} must be a file", "set the path of a YAML file", path)
                self._confirm(handle, path)
                text = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise FileError("file-missing", "file {0} not found", "correct the path of the file", path) from None
        except IsADirectoryError:
            raise FileError(
                "file-unreadable", "{0} must be a file, found a directory", "set the path of a YAML file", path
            ) from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            fix = "allow the current user to read the file"
            raise FileError("file-unreadable", "{0} cannot be read: {1:bare}", fix, path, reason) from None
        if len(text) > MAX_BYTES:
            raise FileError(
                "file-too-large", "{0} is larger than 1 MiB", "check that the path is that of a job or an asset", path
            )
        return text

    def _confirm(self, handle: int, path: str) -> None:
        """Check, where the system can tell, that the opened file itself is inside the root."""
        try:
            opened = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            return
        if not _is_within(opened.removesuffix(" (deleted)"), self.directory):
            fix = "move the file into the project"
            raise FileError("path-outside-root", "{0} is outside the project root", fix, path)


def nearest_with(name: str, directory: str) -> str | None:
    """Return the nearest directory at or above one that has an entry of that name, or None."""
    directory = _real(directory)
    while not os.path.lexists(os.path.join(directory, name)):  # a dangling link marks a root too
        directory, below = os.path.dirname(directory), directory
        if directory == below:
            return None
    return directory


def default_root(start: str) -> str:
    """Return the nearest directory with a configuration file or `.git`, else the working directory."""
    return nearest_with(CONFIG_NAME, start) or nearest_with(".git", start) or os.getcwd()


def _real(path: str) -> str:
    """Return a path with its links followed; unchanged if a link vanishes meanwhile."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return os.path.abspath(path)


def _is_within(path: str, directory: str) -> bool:
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
