"""The YAML and JSON files of a commit in a directory, and the files in which two directories differ."""

from __future__ import annotations

import filecmp
import os
import shutil

from . import git
from .git import RevisionError

_ENDINGS = (".yaml", ".yml", ".json")
_LINK = "120000"


def extract(checkout: str, revision: str, below: str, directory: str, written: dict[str, str]) -> list[str]:
    """Write the YAML and JSON files of a revision below a path into a directory, under the same paths.

    The path itself becomes a directory in any case. Submodules are read where they are checked out; the paths of
    the others are returned. `written` has the files that are there already, by the name of their blob: what two
    revisions share is written once and linked.

    Raises:
        RevisionError: The repository lacks a part, or no checkout can have a name of the revision.

    """
    files, submodules, contents = _read(checkout, revision, below, written)
    targets = {path: _target(directory, path, revision) for _, _, path in (*files, *submodules)}
    for parent in {os.path.join(directory, below), *map(os.path.dirname, targets.values())}:
        os.makedirs(parent, exist_ok=True)  # all of them before any link that could lead out
    for mode, blob, path in files:
        _write(mode, blob, targets[path], contents, written, f'{revision[:10]} has "{path}"')
    unread = []
    for _, name, path in submodules:
        if git.has_submodule(checkout, path, name):
            inner = extract(os.path.join(checkout, path), name, ".", targets[path], written)
            unread += [f"{path}/{each}" for each in inner]
        else:
            unread.append(path)
    return unread


def root_in(checkout: str, revision: str, start: str, name: str) -> str | None:
    """Return the nearest directory at or above a path that has a file of that name in a revision, or None."""
    steps = [] if start == os.curdir else start.replace(os.sep, "/").split("/")
    candidates = ["/".join([*steps[:length], name]) for length in range(len(steps), -1, -1)]
    listing = git.run(checkout, "ls-tree", "-z", "--name-only", "--full-tree", revision, "--", *candidates)
    present = {os.fsdecode(path) for path in listing.split(b"\0")}
    nearest = next((path for path in candidates if path in present), None)
    return None if nearest is None else os.path.dirname(nearest) or os.curdir


def roots(checkout: str, revision: str, name: str) -> set[str]:
    """Return the directories of a revision that have a file of that name."""
    paths = (path for *_, path in git.entries(checkout, revision, os.curdir))
    return {os.path.dirname(path) or os.curdir for path in paths if os.path.basename(path) == name}


def changed_files(before: str, after: str) -> set[str] | None:
    """Return the files that differ in two directories, by their paths below them.

    None is any: a file is gone, or there are links. A hidden file that is new, such as Terraform's cache, is not
    counted: no revision has it.
    """
    old, new = _files(before), _files(after)
    if old is None or new is None or old - new:
        return None
    apart = [path for path in old if not _is_linked(os.path.join(before, path), os.path.join(after, path))]
    _, changed, unread = filecmp.cmpfiles(before, after, apart, shallow=False)
    added = {path for path in new - old if not any(part.startswith(".") for part in path.split(os.sep))}
    return {path.replace(os.sep, "/") for path in (*added, *changed, *unread)}


def _read(
    checkout: str, revision: str, below: str, written: dict[str, str]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]], dict[str, bytes]]:
    """Return mode, object and path of the files and submodules that count, and the contents of new blobs."""
    try:
        listed = git.entries(checkout, revision, below)
        files = [
            (mode, name, path)
            for mode, kind, name, path in listed
            if kind == "blob" and path.lower().endswith(_ENDINGS)
        ]
        wanted = list(dict.fromkeys(blob for mode, blob, _ in files if mode == _LINK or blob not in written))
        contents = dict(zip(wanted, git.blobs(checkout, wanted), strict=True))
    except git.GitError as error:
        message = f"revision {revision[:10]} is not complete in this repository: {error}"
        fix = "in a partial clone, fetch the rest first: git fetch --refetch --no-filter origin"
        raise RevisionError(message, fix) from None
    return files, [(mode, name, path) for mode, kind, name, path in listed if kind == "commit"], contents


def _write(mode: str, blob: str, target: str, contents: dict[str, bytes], written: dict[str, str], which: str) -> None:
    try:
        if mode == _LINK:
            os.symlink(os.fsdecode(contents[blob]), target)
        elif blob in written:
            _link(written[blob], target)
        else:
            with open(target, "xb") as file:  # a name that is there in another case may be a link
                file.write(contents[blob])
            written[blob] = target
    except FileExistsError:
        raise RevisionError(f"{which} at the path of another file or directory") from None
    except ValueError:  # a NUL in it
        raise RevisionError(f"{which}, a link that no checkout can have") from None


def _target(directory: str, path: str, revision: str) -> str:
    """Return the path of a revision's file in a directory.

    Raises:
        RevisionError: The path leads elsewhere: a tree may hold names that git never makes.

    """
    target = os.path.normpath(os.path.join(directory, path))
    if target != os.path.join(directory, "") + path.replace("/", os.sep):
        raise RevisionError(f'{revision[:10]} has "{path}", a file that no checkout can have')
    return target


def _files(directory: str) -> set[str] | None:
    """Return the paths of all files that jobs may be made of; None if there are links among them."""
    paths: set[str] = set()
    for parent, directories, names in os.walk(directory):
        if ".git" in directories:
            directories.remove(".git")
        here = os.path.relpath(parent, directory)
        names = [name for name in names if name.lower().endswith(_ENDINGS)]
        if any(os.path.islink(os.path.join(parent, name)) for name in (*directories, *names)):
            return None
        paths.update(os.path.normpath(os.path.join(here, name)) for name in names)
    return paths


def _is_linked(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)
    except OSError:  # gone since it was listed
        return False


def _link(path: str, target: str) -> None:
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:  # not every file system has links, and none has any number of them
        with open(path, "rb") as file, open(target, "xb") as copy:
            shutil.copyfileobj(file, copy)
