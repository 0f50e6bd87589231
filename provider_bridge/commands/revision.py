"""The jobs of another git revision, for commands that resolve them as they were."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..diff import checkout as revisions
from ..diff import git
from ..diff.tempdir import TempdirError
from ..diff.tree_compare import relocated
from ..files import globs
from ..files.root import Root, default_root

if TYPE_CHECKING:
    from collections.abc import Sequence


def at_revision(
    revision: str, jobs: Sequence[str], options: dict[str, Any], folder: str
) -> tuple[list[str], dict[str, Any]]:
    """Write the files of a revision to a directory, and return the jobs and options that lead there.

    Raises:
        RevisionError: git has no such revision, or the jobs are outside the checkout.
        TempdirError: The directory cannot be written.

    """
    root = os.path.realpath(options["root"] or default_root(globs.start(jobs[0])))
    checkout = git.checkout_root(root)
    commit = git.commit(checkout, revision)
    try:
        revisions.extract(checkout, commit, os.path.relpath(root, checkout), folder, {})
    except OSError as error:
        raise TempdirError(f"the directory for temporary files can't be written: {error.strerror}") from None
    moved = {**options, "root": relocated(root, checkout, folder)}
    if options["config"] and Root(checkout).contains(options["config"]):
        moved["config"] = relocated(options["config"], checkout, folder)
    return [relocated(job, checkout, folder) for job in jobs], moved
