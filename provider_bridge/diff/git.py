"""Folders as a git revision has them, and in what two of them differ. Only the files that jobs are made of count."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess

_ENDINGS = (".yaml", ".yml", ".json")
_LINK = "120000"
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
"""A partial clone would fetch what it lacks. Before 2.45 it knows the second alone: no protocol has that name."""


class RevisionError(Exception):
    """Why a revision can't be had."""


class _GitError(RevisionError):
    """What git says against it."""


def checkout_root(folder: str) -> str:
    """The checkout that a folder lies in. Raises `RevisionError`."""
    return os.path.realpath(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n"))


def commit(checkout: str, revision: str) -> str:
    """The commit that a revision names. Raises `RevisionError`."""
    try:
        return (
            _git(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
    except _GitError:
        hint = "in a shallow clone fetch it first, for example: git fetch --depth=1 origin"
        raise RevisionError(f'"{revision}" is no revision of this repository; {hint} {revision}') from None


def extract(checkout: str, revision: str, below: str, folder: str, written: dict[str, str]) -> None:
    """Writes the YAML and JSON files that a revision has below a path of the checkout into a folder, same paths.

    The path itself becomes a folder in any case. `written` has by their blobs' names the files that are there already,
    of this revision or another: what two revisions share is written once and linked.
    """
    try:
        found = _listed(checkout, revision, below)
        wanted = list(dict.fromkeys(blob for mode, blob, _ in found if mode == _LINK or blob not in written))
        contents = dict(zip(wanted, _blobs(checkout, wanted), strict=True))
    except _GitError as error:
        hint = "in a partial clone fetch the rest first, for example: git fetch --refetch --no-filter origin"
        raise RevisionError(f"{revision[:10]} is not all in this repository: {error}; {hint}") from None
    places = {os.path.dirname(_target(folder, path, revision)) for _, _, path in found}
    for place in {os.path.join(folder, below), *places}:
        os.makedirs(place, exist_ok=True)  # all of them before any link that could lead out
    for mode, blob, path in found:
        target = _target(folder, path, revision)
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
            raise RevisionError(f'{revision[:10]} has "{path}" in the place of another file or folder') from None
        except ValueError:  # a NUL in it
            raise RevisionError(f'{revision[:10]} has a link "{path}", which no checkout can have') from None


def _listed(checkout: str, revision: str, below: str) -> list[tuple[str, str, str]]:
    """Mode, blob and path of each file that counts."""
    found = []
    for line in filter(None, _git(checkout, "ls-tree", "-r", "-z", "--full-tree", revision, "--", below).split(b"\0")):
        description, _, path = os.fsdecode(line).partition("\t")
        mode, kind, blob = description.split(" ")
        if kind == "blob" and path.lower().endswith(_ENDINGS):
            found.append((mode, blob, path))
    return found


def _target(folder: str, path: str, revision: str) -> str:
    """Where a revision's file goes in a folder. Raises `RevisionError`: a tree may hold names that git never makes."""
    target = os.path.normpath(os.path.join(folder, path))
    if target != os.path.join(folder, "") + path.replace("/", os.sep):
        raise RevisionError(f'{revision[:10]} has a file "{path}", which no checkout can have')
    return target


def changed_files(before: str, after: str) -> set[str] | None:
    """The files of a folder that another lacks or has otherwise, by their paths below it.

    None where those don't tell what else may differ: a file is gone, or there are links. A hidden file that is new,
    such as Terraform's cache, is none that a revision holds.
    """
    old, new = _files(before), _files(after)
    if old is None or new is None or old - new:
        return None
    apart = [path for path in old if not _linked(os.path.join(before, path), os.path.join(after, path))]
    _, changed, unread = filecmp.cmpfiles(before, after, apart, shallow=False)
    added = {path for path in new - old if not any(part.startswith(".") for part in path.split(os.sep))}
    return {path.replace(os.sep, "/") for path in (*added, *changed, *unread)}


def _files(folder: str) -> set[str] | None:
    """The paths of all files that jobs may be made of; None where there are links among them."""
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        if ".git" in folders:
            folders.remove(".git")
        here = os.path.relpath(place, folder)
        names = [name for name in names if name.lower().endswith(_ENDINGS)]
        if any(os.path.islink(os.path.join(place, name)) for name in (*folders, *names)):
            return None
        found.update(os.path.normpath(os.path.join(here, name)) for name in names)
    return found


def _linked(path: str, other: str) -> bool:
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


def _blobs(checkout: str, names: list[str]) -> list[bytes]:
    output = _git(checkout, "cat-file", "--batch", stdin="\n".join([*names, ""]).encode()) if names else b""
    blobs, position = [], 0
    for _ in names:
        end = output.index(b"\n", position)
        name, *_, text = output[position:end].decode().split(" ")
        if not text.isdigit():
            raise _GitError(f"{name} is {text}")
        size = int(text)
        blobs.append(output[end + 1 : end + 1 + size])
        position = end + size + 2
    return blobs


def _git(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
    command, env = ["git", "-C", folder, *arguments], {**os.environ, **_OFFLINE}
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, env=env)
    except FileNotFoundError:
        raise RevisionError("git is not on PATH") from None
    except OSError as error:
        raise RevisionError(f"git can't be run: {error.strerror}") from None
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").rpartition("fatal: ")[2].split())
        raise _GitError(reason or f"git {arguments[0]} ended with exit code {done.returncode}")
    return done.stdout
