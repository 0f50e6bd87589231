"""The mapping between paths in the ETL's container and paths below the root (`path_map`)."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PATH_MAP = {"/app": "."}


def under_root(path: str, path_map: Mapping[str, str]) -> list[str]:
    """Return the possible paths below the root of a path in the container, longest mapping first."""
    path = re.sub("/+", "/", path)
    paths = []
    for directory in sorted(path_map, key=len, reverse=True):
        rest = _below(path, directory)
        if rest is not None:
            paths.append(posixpath.normpath(posixpath.join(path_map[directory], rest)))
    return paths


def in_container(path: str, path_map: Mapping[str, str]) -> str | None:
    """Return the path in the container of a file below the root, or None if none is mapped.

    A directory of the map that is inside another one hides what would be there.
    """
    for directory, target in _targets(tuple(path_map.items())):
        rest = path if target == "." else _below(path, target)
        if rest is not None:
            mapped = posixpath.join(directory, rest)
            if len(path_map) == 1 or under_root(mapped, path_map)[:1] == [path]:
                return mapped
    return None


@lru_cache(maxsize=1)
def _targets(path_map: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Return the pairs of a map with normalized targets, the longest target first."""
    normalized = [(directory, posixpath.normpath(target)) for directory, target in path_map]
    return sorted(normalized, key=lambda pair: (-len(pair[1]), pair[0]))


def _below(path: str, directory: str) -> str | None:
    directory = directory.rstrip("/") + "/"
    return path[len(directory) :] if path.startswith(directory) else None
