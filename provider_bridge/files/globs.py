"""Globs: the files that a path or a pattern names."""

from __future__ import annotations

import errno
import os
import re
import stat
from fnmatch import fnmatchcase, translate

from ..light_typing import TYPE_CHECKING, NamedTuple
from .root import CONFIG_NAME, nearest_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""Errors for a path that does not exist; another error leaves that open."""
_MAX_PART = 1024
"""Longest part of a glob. No file system has longer names, and `translate` is quadratic in unclosed brackets."""


class JobFile(NamedTuple):
    """A job file: its path below the root, and whether it was given as an exact path."""

    path: str
    explicit: bool


def _nothing(_path: str) -> bool:
    return False


def has_magic(pattern: str) -> bool:
    """Return whether a path has a character of globs.

    It tests the exact path of a job, too, and the import of `glob` would take a fortieth of a cold call.
    """
    return not {*"*?["}.isdisjoint(pattern)


def expand(pattern: str, is_excluded: Callable[[str], bool] = _nothing) -> list[tuple[str, bool]] | None:
    """Return the files of a glob or path, or None if a glob has no match.

    Each file comes with whether it is an exact path.

    `is_excluded` returns whether a glob skips an absolute path; an excluded directory is not entered.

    `**` matches any number of directories, but follows no link, which may lead back. A name that starts with a dot
    matches only a part that spells the dot: caches of Terraform and Terragrunt hold copies of jobs.

    Raises:
        OSError: A directory cannot be listed. A missed job would be planned for destruction.

    """
    if os.path.lexists(pattern) or not has_magic(pattern):
        return [(pattern, True)]
    base = glob_base(pattern)
    *parts, name = os.path.relpath(pattern, base).split(os.sep)
    if name == "**":
        parts, name = [*parts, name], "*"
    directories = [base]
    for part in parts:
        if part == "**":
            directories = _all_below(directories, is_excluded)
        else:
            directories = _matching(directories, part, directories_only=True)
        directories = [directory for directory in directories if not is_excluded(directory)]
    matches = _matching(directories, name, directories_only=False)
    if not matches:
        return None
    return [(path, False) for path in matches if not is_excluded(path)]


def any_of(patterns: Sequence[str], relative: Callable[[str], str]) -> Callable[[str], bool]:
    """Return a function that tests whether patterns match a path or one of its directories.

    `relative` makes a path relative to the directory of the patterns. `**` matches any number of directories.
    """
    if not patterns:
        return _nothing
    split = [os.path.normpath(pattern).split(os.sep) for pattern in patterns]
    return lambda path: any(_covers(parts, relative(path).split("/")) for parts in split)


def _covers(pattern: list[str], path: list[str]) -> bool:
    """Return whether a pattern matches a path or one of its directories."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(_covers(pattern[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _covers(pattern[1:], path[1:])


def glob_base(pattern: str) -> str:
    """Return the directory that a glob starts in: `jobs/acme` of `jobs/acme/**/*.yaml`.

    Only the pattern is a glob: the working directory may have brackets in its name.
    """
    directory = os.path.dirname(pattern)
    while has_magic(directory) and not os.path.lexists(pattern):
        directory = os.path.dirname(directory)
    return os.path.abspath(directory)


def start(job: str) -> str:
    """Return the directory where a job argument starts: itself, else that of its path or glob."""
    return job if os.path.isdir(job) else glob_base(job)


def roots_of(patterns: Iterable[str]) -> set[str | None]:
    """Return the nearest directories with a configuration file; None for a path without one."""
    return {nearest_with(CONFIG_NAME, glob_base(pattern)) for pattern in patterns}


def yaml_glob(directory: str) -> str:
    """Return the glob for all YAML files in a directory and below it."""
    from glob import escape

    return os.path.join(escape(directory), "**", "*.y*ml")


def exists(path: str) -> bool:
    """Return whether a path exists.

    Raises:
        OSError: The directory cannot be searched; its path is the error's `filename`.

    """
    return _status(os.lstat, path) is not None


def _all_below(directories: Iterable[str], is_excluded: Callable[[str], bool]) -> list[str]:
    """Return directories and all below them, each once, none behind a link and none excluded."""
    below = dict.fromkeys(directories)
    waiting = list(below)
    while waiting:
        for entry in _entries(waiting.pop(), hidden=False):
            if entry.is_dir(follow_symlinks=False) and entry.path not in below and not is_excluded(entry.path):
                below[entry.path] = None
                waiting.append(entry.path)
    return list(below)


def _matching(directories: Iterable[str], part: str, directories_only: bool) -> list[str]:
    """Return the entries that a part of a glob names: directories only, or all but directories."""
    if not has_magic(part):
        paths = (os.path.join(directory, part) for directory in directories)
        return [path for path in paths if _is_directory(path) is directories_only]
    if len(part) > _MAX_PART:
        return []
    matches = re.compile(translate(part)).match
    hidden = part.startswith(".")
    entries = (entry for directory in directories for entry in _entries(directory, hidden) if matches(entry.name))
    return [entry.path for entry in entries if _leads_to_directory(entry) is directories_only]


def _leads_to_directory(entry: os.DirEntry[str]) -> bool | None:
    return _is_directory(entry.path) if entry.is_symlink() else entry.is_dir(follow_symlinks=False)


def _is_directory(path: str) -> bool | None:
    """Return whether a path leads to a directory; None if nothing is there."""
    status = _status(os.stat, path)
    if status is None:
        return False if exists(path) else None  # a dangling link is read, and refused then
    return stat.S_ISDIR(status.st_mode)


def _status(look: Callable[[str], os.stat_result], path: str) -> os.stat_result | None:
    try:
        return look(path)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        raise OSError(error.errno, error.strerror, os.path.dirname(path) or os.curdir) from None


def _entries(directory: str, hidden: bool) -> list[os.DirEntry[str]]:
    """Return the entries of a directory; none if it is gone."""
    try:
        with os.scandir(directory) as entries:
            return [entry for entry in entries if hidden or not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []
