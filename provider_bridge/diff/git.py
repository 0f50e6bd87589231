"""git: commits, the files of a revision, and the files in which two directories differ.

Only files that jobs are made of count: YAML and JSON.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from functools import cache

_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
"""Forbid lazy fetches. git before 2.45 ignores the first variable; "none" allows no protocol."""
_PLAIN = {"GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "LC_ALL": "C"}
"""Read paths as they are written, take no lock, page nothing, and word errors alike everywhere."""
_OTHER_PATHSPECS = {"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"}
"""git refuses them together with GIT_LITERAL_PATHSPECS."""
SUBMODULE_MODE = "160000"
_DISCOVERY = ("-c", "safe.bareRepository=explicit")
"""Take no directory of a working tree for a repository: its configuration could name programs to run."""


class RevisionError(Exception):
    """A revision that cannot be read: message and fix."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


class GitError(RevisionError):
    """A git command that failed, with git's own message."""


def checkout_root(directory: str) -> str:
    """Return the top directory of the checkout that a directory is in.

    Raises:
        RevisionError: The directory is in no checkout, or git cannot be run.

    """
    return os.path.realpath(os.fsdecode(run(directory, "rev-parse", "--show-toplevel")).rstrip("\n"))


def commit(checkout: str, revision: str) -> str:
    """Return the commit that a revision names.

    Raises:
        RevisionError: The repository has no such revision.

    """
    try:
        return (
            run(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
            .decode()
            .strip()
        )
    except GitError:
        message = f'revision "{revision}" not found in this repository'
        fix = f"correct it, or fetch it into a shallow clone: git fetch --depth=1 origin {shlex.quote(revision)}"
        raise RevisionError(message, fix) from None


def entries(checkout: str, revision: str, below: str) -> list[tuple[str, str, str, str]]:
    """Return mode, type, object name and path of each entry of a commit below a path."""
    listing = run(checkout, "ls-tree", "-r", "-z", "--full-tree", revision, "--", below)
    described = (os.fsdecode(line).partition("\t") for line in listing.split(b"\0") if line)
    return [(*_three(description), path) for description, _, path in described]


def _three(description: str) -> tuple[str, str, str]:
    mode, kind, name = description.split(" ")
    return mode, kind, name


def blobs(checkout: str, names: list[str]) -> list[bytes]:
    """Return the contents of blobs.

    Raises:
        GitError: The repository lacks one.

    """
    output = run(checkout, "cat-file", "--batch", stdin="\n".join([*names, ""]).encode()) if names else b""
    contents, position = [], 0
    for _ in names:
        end = output.index(b"\n", position)
        name, *_, size = output[position:end].decode().split(" ")
        if not size.isdigit():
            raise GitError(f"{name} is {size}")
        contents.append(output[end + 1 : end + 1 + int(size)])
        position = end + int(size) + 2
    return contents


def has_submodule(checkout: str, path: str, revision: str) -> bool:
    """Return whether the repository of a submodule is checked out at a path and has a commit."""
    try:
        return is_checked_out(checkout, path) and commit(os.path.join(checkout, path), revision) == revision
    except RevisionError:
        return False


def is_checked_out(checkout: str, path: str) -> bool:
    """Return whether a path is the top of a checkout: without one there, git would find the one above."""
    directory = os.path.normpath(os.path.join(checkout, path))
    try:
        return checkout_root(directory) == directory
    except RevisionError:
        return False


def submodules_without_files(checkout: str, below: str) -> list[str]:
    """Return the submodules of the index below a path that are not checked out."""
    listing = run(checkout, "ls-files", "--stage", "-z", "--", below)
    described = (os.fsdecode(line).partition("\t") for line in listing.split(b"\0") if line)
    paths = [path for description, _, path in described if description.startswith(f"{SUBMODULE_MODE} ")]
    return [path for path in paths if not is_checked_out(checkout, path)]


def run(directory: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git in a directory, and return its standard output.

    Raises:
        GitError: git ended with an error.
        RevisionError: git cannot be run.

    """
    without = _local_variables() | _OTHER_PATHSPECS
    inherited = {name: value for name, value in os.environ.items() if name not in without}
    done = _process(["git", *_DISCOVERY, "-C", directory, *arguments], stdin, {**inherited, **_PLAIN, **_OFFLINE})
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").rpartition("fatal: ")[2].split())
        raise GitError(reason or f"git {arguments[0]} ended with exit code {done.returncode}")
    return done.stdout


@cache
def _local_variables() -> frozenset[str]:
    """Return the variables that would name another repository: git sets them for the hooks that it runs."""
    done = _process(["git", "rev-parse", "--local-env-vars"], b"", dict(os.environ))
    return frozenset(done.stdout.decode().split())


def _process(command: list[str], stdin: bytes, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=stdin, capture_output=True, check=False, env=env)
    except FileNotFoundError:
        raise RevisionError("git is not on PATH", "install git") from None
    except OSError as error:
        raise RevisionError(f"git cannot be run: {error.strerror}") from None
