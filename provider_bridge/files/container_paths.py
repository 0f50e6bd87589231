"""Paths in the ETL's container and below the root: `path_map`, both ways."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PATH_MAP = {"/app": "."}


def under_root(path: str, path_map: Mapping[str, str]) -> list[str]:
    """Return what a path in the container may be below the root, the longest mapping first."""
    path = re.sub("/+", "/", path)
    found = []
    for folder in sorted(path_map, key=len, reverse=True):
        rest = _below(path, folder)
        if rest is not None:
            found.append(posixpath.normpath(posixpath.join(path_map[folder], rest)))
    return found


def in_container(path: str, path_map: Mapping[str, str]) -> str | None:
    """Return the path in the container of a file below the root, or None if none is mapped.

    A directory of the map that is inside another one hides what would be there.
    """
    for folder in sorted(path_map, key=lambda folder: (-len(posixpath.normpath(path_map[folder])), folder)):
        target = posixpath.normpath(path_map[folder])
        rest = path if target == "." else _below(path, target)
        if rest is not None and under_root(place := posixpath.join(folder, rest), path_map)[:1] == [path]:
            return place
    return None


def _below(path: str, folder: str) -> str | None:
    folder = folder.rstrip("/") + "/"
    return path[len(folder) :] if path.startswith(folder) else None
