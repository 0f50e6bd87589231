"""The jobs of another git revision, for commands that resolve them as they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diff import checkout as revisions
from ..diff import git
from ..diff.tempdir import TempdirError
from ..diff.tree_compare import relocated
from ..files import globs
from ..files.root import Root, default_root

if TYPE_CHECKING:
    from collections.abc import Sequence


class Extracted(NamedTuple):
    """The jobs and options that lead to the files of a commit, and its submodules that were not read."""

    jobs: list[str]
    options: dict[str, Any]
    unread: list[str]


def at_revision(revision: str, jobs: Sequence[str], options: dict[str, Any], directory: str) -> Extracted:
    """Write the files of a revision to a directory, and return the jobs and options that lead there.

    Raises:
        RevisionError: git has no such revision, or the jobs are outside the checkout.
        TempdirError: The directory cannot be written.

    """
    root = os.path.realpath(options["root"] or default_root(globs.start(jobs[0])))
    checkout = git.checkout_root(root)
    commit = git.commit(checkout, revision)
    return at_commit(commit, checkout, os.path.relpath(root, checkout), directory, {}, jobs, options)


def at_commit(
    commit: str,
    checkout: str,
    below: str,
    directory: str,
    written: dict[str, str],
    jobs: Sequence[str],
    options: dict[str, Any],
) -> Extracted:
    """Write the files of a commit to a directory, and return the jobs and options that lead there.

    `written` has the files that other commits wrote already, by the name of their blob.

    Raises:
        RevisionError: git lacks a part of the commit, or the jobs are outside the checkout.
        TempdirError: The directory cannot be written.

    """
    try:
        unread = revisions.extract(checkout, commit, below, directory, written)
    except OSError as error:
        raise TempdirError(f"the temporary directory cannot be written: {error.strerror}") from None
    moved = {**options, "root": os.path.normpath(os.path.join(directory, below))}
    if options["config"] and Root(checkout).contains(options["config"]):
        moved["config"] = relocated(options["config"], checkout, directory)
    return Extracted([relocated(job, checkout, directory) for job in jobs], moved, unread)
