"""Files under a project's root: found, confined to it, and read. Input is read nowhere else."""

from __future__ import annotations

import os
import re
import stat
from glob import escape, has_magic
from typing import TYPE_CHECKING, NamedTuple

from .documents import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIG_NAME = "provider-bridge.yaml"


class Found(NamedTuple):
    """A file that a path or a glob named: its name under the root (`/` between folders), and how it was named."""

    path: str
    exactly: bool


class Unreadable(Exception):  # noqa: N818 (it is said of a file, not of us)
    """A file that can't be read: the rule's name, what is wrong, and how to mend it."""

    def __init__(self, rule: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.rule, self.message, self.fix = rule, message, fix


class Root:
    """A project's root: every path in and out is relative to it, with `/`."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self._folders: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """A path under the root, its folders resolved and the file's own name kept; `../…` where it lies outside."""
        folder, name = os.path.split(os.path.abspath(path))
        if folder not in self._folders:
            self._folders[folder] = os.path.relpath(os.path.realpath(folder), self.folder)
        return os.path.normpath(os.path.join(self._folders[folder], name)).replace(os.sep, "/")

    def absolute(self, path: str) -> str:
        """Where a path under the root lies on this machine."""
        return os.path.join(self.folder, path)

    def from_here(self, path: str) -> str:
        """A path under the root as the working directory, a CI's checkout, has it: for services that show the code."""
        return os.path.relpath(self.absolute(path)).replace(os.sep, "/")

    def holds(self, path: str) -> bool:
        """Whether an absolute path lies in the root once all links are followed."""
        return _within(os.path.realpath(path), self.folder)

    def read(self, path: str) -> bytes:
        """The bytes of a file under the root. Raises `Unreadable`: missing, outside, no file, forbidden, too large."""
        place = self.absolute(path)
        try:
            # Not to wait for a pipe, and not to follow a link put there after the check.
            real = os.path.realpath(place)
            if not _within(real, self.folder):
                raise Unreadable(
                    "path-outside-root",
                    f'"{path}" lies outside the root',
                    "move the file under the root, or name a root that holds it",
                )
            handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
            with open(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise Unreadable("file-unreadable", f'"{path}" is no file', "name a YAML file")
                self._confirm(handle, path)
                text = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise Unreadable("file-missing", f'"{path}" does not exist', "check the path") from None
        except IsADirectoryError:
            raise Unreadable("file-unreadable", f'"{path}" is a folder', "name a YAML file") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise Unreadable("file-unreadable", f'"{path}" can\'t be read: {reason}', "check its permissions") from None
        if len(text) > MAX_BYTES:
            raise Unreadable("file-too-large", f'"{path}" is larger than 1 MiB', "a job or asset is a short file")
        return text

    def _confirm(self, handle: int, path: str) -> None:
        """Where the system can tell, that the opened file itself lies in the root, whatever became of its path."""
        try:
            opened = os.readlink(f"/proc/self/fd/{handle}")
        except OSError:
            return
        if not _within(opened.removesuffix(" (deleted)"), self.folder):
            raise Unreadable("path-outside-root", f'"{path}" lies outside the root', "move the file under the root")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def nearest_with(name: str, folder: str) -> str | None:
    """The nearest folder at or above one that holds an entry of that name."""
    folder = os.path.realpath(folder)
    while not os.path.exists(os.path.join(folder, name)):
        folder, above = os.path.dirname(folder), folder
        if folder == above:
            return None
    return folder


def roots_of(patterns: Iterable[str]) -> set[str | None]:
    """The default roots of globs and paths: for each the nearest folder with a policy file, or None."""
    return {nearest_with(CONFIG_NAME, fixed_part(pattern)) for pattern in patterns}


def fixed_part(pattern: str) -> str:
    """The folder that a glob starts in: `jobs/acme` of `jobs/acme/**/*.yaml`, and of a file its folder."""
    folder = os.path.dirname(os.path.abspath(pattern))
    while has_magic(folder):
        folder = os.path.dirname(folder)
    return folder


def expand(pattern: str) -> list[tuple[str, bool]] | None:
    """The files that a glob or path names, with whether it named one exactly; None where a glob matches nothing.

    `**` goes through any number of folders, but through no link: a link may lead back to where it stands. Names that
    start with a dot are never matched unless the glob says so: caches of Terraform and Terragrunt hold copies of jobs.
    """
    if os.path.lexists(pattern) or not has_magic(pattern):
        return [(pattern, True)]
    from pathlib import Path  # only globs need it, and its import takes a tenth of a cold call

    base = fixed_part(pattern)
    parts = [_component(part) for part in os.path.relpath(pattern, base).split(os.sep)]
    if parts[-1] == "**":
        parts.append("*")  # what a last `**` means has changed with Python 3.13
    hidden = any(part.startswith(".") for part in parts)
    matches = []
    for path in Path(base).glob(os.sep.join(parts)):
        steps = path.relative_to(base).parts
        if (hidden or not any(step.startswith(".") for step in steps)) and not path.is_dir():
            matches.append((str(path), False))
    return matches or None


def _component(part: str) -> str:
    """`a**` means `a*`: only a whole `**` goes through folders."""
    return part if part == "**" else re.sub(r"\*{2,}", "*", part)


def yaml_files(folder: str) -> str:
    """The glob for all YAML files in a folder and below it."""
    return os.path.join(escape(folder), "**", "*.y*ml")


def default_root(patterns: Iterable[str]) -> str:
    """The root of a command line: the nearest policy file's folder, else the nearest `.git`'s, else here."""
    start = fixed_part(next(iter(patterns)))
    return nearest_with(CONFIG_NAME, start) or nearest_with(".git", start) or os.getcwd()
