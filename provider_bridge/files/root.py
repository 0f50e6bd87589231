"""Files under a project's root: found, confined to it, and read. Input is read nowhere else."""

from __future__ import annotations

import errno
import os
import re
import stat
from fnmatch import translate
from glob import escape, has_magic
from typing import TYPE_CHECKING, NamedTuple

from ..documents.document import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CONFIG_NAME = "provider-bridge.yaml"
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""What the system says of a path that leads to nothing; whatever else it says tells nothing."""
_BRACKET = "\ud800"
"""Stands for a `[` in a glob: half a character is in no query and in no file's name."""


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
        self.folder = _real(folder)
        self._folders: dict[str, str] = {}

    def relative(self, path: str) -> str:
        """A path under the root, its folders resolved and the file's own name kept; `../…` where it lies outside."""
        folder, name = os.path.split(os.path.abspath(path))
        if folder not in self._folders:
            self._folders[folder] = os.path.relpath(_real(folder), self.folder)
        return os.path.normpath(os.path.join(self._folders[folder], name)).replace(os.sep, "/")

    def absolute(self, path: str) -> str:
        """Where a path under the root lies on this machine."""
        return os.path.join(self.folder, path)

    def from_here(self, path: str) -> str:
        """A path under the root as the working directory, a CI's checkout, has it: for services that show the code."""
        return os.path.relpath(self.absolute(path)).replace(os.sep, "/")

    def holds(self, path: str) -> bool:
        """Whether an absolute path lies in the root once all links are followed."""
        return _within(_real(path), self.folder)

    def read(self, path: str) -> bytes:
        """The bytes of a file under the root. Raises `Unreadable`: missing, outside, no file, forbidden, too large."""
        place = self.absolute(path)
        try:
            real = os.path.realpath(place)
            if not _within(real, self.folder):
                raise Unreadable(
                    "path-outside-root",
                    f'"{path}" lies outside the root',
                    "move the file under the root, or name a root that holds it",
                )
            # Not to wait for a pipe, and not to follow a link put there after the check: on macOS in no folder either.
            no_link = getattr(os, "O_NOFOLLOW_ANY", getattr(os, "O_NOFOLLOW", 0))
            handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | no_link)
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


def _real(path: str) -> str:
    """A path with its links followed; as it stands where one of them goes meanwhile."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return os.path.abspath(path)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def nearest_with(name: str, folder: str) -> str | None:
    """The nearest folder at or above one that holds an entry of that name."""
    folder = _real(folder)
    while not os.path.lexists(os.path.join(folder, name)):  # a link to nowhere marks a folder too
        folder, above = os.path.dirname(folder), folder
        if folder == above:
            return None
    return folder


def roots_of(patterns: Iterable[str]) -> set[str | None]:
    """The default roots of globs and paths: for each the nearest folder with a policy file, or None."""
    return {nearest_with(CONFIG_NAME, fixed_part(pattern)) for pattern in patterns}


def fixed_part(pattern: str) -> str:
    """The folder that a glob starts in: `jobs/acme` of `jobs/acme/**/*.yaml`, and of a file its folder.

    Only what is written is a glob: the working directory may have brackets in its name.
    """
    folder = os.path.dirname(pattern)
    while has_magic(folder) and not os.path.lexists(pattern):
        folder = os.path.dirname(folder)
    return os.path.abspath(folder)


def start(job: str) -> str:
    """Where what a job's argument names starts: a folder itself, else the folder of a path or glob."""
    return job if os.path.isdir(job) else fixed_part(job)


def expand(pattern: str) -> list[tuple[str, bool]] | None:
    """The files that a glob or path names, with whether it named one exactly; None where a glob matches nothing.

    `**` goes through any number of folders, but through no link: a link may lead back to where it stands. Names that
    start with a dot are matched only by a part that spells it: caches of Terraform and Terragrunt hold copies of jobs.
    Raises `OSError` for a folder that can't be listed or entered: who plans without its jobs destroys what they run on.
    """
    if os.path.lexists(pattern) or not has_magic(pattern):
        return [(pattern, True)]
    base = fixed_part(pattern)
    *folders, name = os.path.relpath(pattern, base).split(os.sep)
    if name == "**":
        folders, name = [*folders, name], "*"
    places = [base]
    for part in folders:
        places = _below(places) if part == "**" else _matching(places, part, folders=True)
    matches = _matching(places, name, folders=False)
    return [(path, False) for path in matches] or None


def _below(places: Iterable[str]) -> list[str]:
    """Folders and all that lie below them, each once, but none behind a link."""
    found = dict.fromkeys(places)
    waiting = list(found)
    while waiting:
        for entry in _entries(waiting.pop(), hidden=False):
            if entry.is_dir(follow_symlinks=False) and entry.path not in found:
                found[entry.path] = None
                waiting.append(entry.path)
    return list(found)


def _matching(places: Iterable[str], part: str, folders: bool) -> list[str]:
    """The folders that a part of a glob names in others, or else all but folders; what has no magic is just there."""
    if not has_magic(part):
        return [path for place in places if _is_folder(path := os.path.join(place, part)) is folders]
    matches = re.compile(_expression(part)).match
    hidden = part.startswith(".")
    entries = (entry for place in places for entry in _entries(place, hidden) if matches(entry.name))
    return [entry.path for entry in entries if _leads_to_folder(entry) is folders]


def _leads_to_folder(entry: os.DirEntry[str]) -> bool | None:
    return _is_folder(entry.path) if entry.is_symlink() else entry.is_dir(follow_symlinks=False)


def _is_folder(path: str) -> bool | None:
    """Whether a folder stands there or a link leads to one; None where nothing is there. Raises `OSError`."""
    status = _looked_at(os.stat, path)
    if status is None:
        return False if is_there(path) else None  # a link that leads nowhere is read, and refused then
    return stat.S_ISDIR(status.st_mode)


def is_there(path: str) -> bool:
    """Whether anything has that name. Raises `OSError` with the folder where that can't be told."""
    return _looked_at(os.lstat, path) is not None


def _looked_at(look: Callable[[str], os.stat_result], path: str) -> os.stat_result | None:
    try:
        return look(path)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        raise OSError(error.errno, error.strerror, os.path.dirname(path) or os.curdir) from None


def _expression(part: str) -> str:
    """A part of a glob as a regular expression. Behind the last `]` no set starts: each `[` there is a letter.

    `translate` alone would look for the end of the set once for each, in time that grows with the square.
    """
    closed = part.rfind("]") + 1
    return translate(part[:closed] + part[closed:].replace("[", _BRACKET)).replace(_BRACKET, r"\[")


def _entries(folder: str, hidden: bool) -> list[os.DirEntry[str]]:
    """What a folder holds; nothing where it is gone. Raises `OSError`."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if hidden or not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def yaml_files(folder: str) -> str:
    """The glob for all YAML files in a folder and below it."""
    return os.path.join(escape(folder), "**", "*.y*ml")


def default_root(start: str) -> str:
    """The root for what lies in a folder: the nearest policy file's folder, else the nearest `.git`'s, else here."""
    return nearest_with(CONFIG_NAME, start) or nearest_with(".git", start) or os.getcwd()
