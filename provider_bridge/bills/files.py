"""The files of a bill: what paths, directories and globs name, each once."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Diagnostic
from .bill import BILL, BillError, in_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..diagnostics import Location

_KINDS = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet", ".json": "json"}
_ENDINGS = ".csv, .csv.gz, .parquet or .json"
_PERIOD = re.compile(r"(?i)billing_period=.+|\d{8}-\d{8}")
"""The directory of a month in an export of AWS or Azure; below it each run has a directory of its own."""


class BillFile(NamedTuple):
    """A file of a bill: its path as named, its absolute path, and what it holds by its name."""

    path: str
    absolute: str
    kind: str
    """`csv`, `parquet` or `json`."""

    @property
    def location(self) -> Location:
        """The location of a diagnostic about the file."""
        return in_file(self.path)

    @property
    def is_compressed(self) -> bool:
        """True if the file is compressed with gzip."""
        return self.path.lower().endswith(".gz")


def expand(paths: Iterable[str]) -> list[BillFile]:
    """Return the files that paths, directories and globs name, each once, in order.

    Raises:
        BillError: A path names no bill, or two files are the same export.

    """
    files: dict[str, BillFile] = {}
    for path in paths:
        for file in _named(path):
            files.setdefault(os.path.realpath(file.absolute), file)
    listed = list(files.values())
    diagnostics = [*_same_bytes(listed), *_two_runs(listed)]
    if diagnostics:
        raise BillError(*diagnostics)
    return listed


def _named(path: str) -> list[BillFile]:
    location = in_file(path.replace(os.sep, "/"))
    if os.path.isdir(path):
        files = list(_in_directory(path))
        if not files:
            message = "no bill in the directory: no file ends in {0:bare}"
            raise BillError(
                Diagnostic("bill-missing", message, "name a file of the export", location, values=(_ENDINGS,))
            )
        return files
    if os.path.exists(path):
        kind = _kind(path)
        if kind is None:
            message, fix = "the file must end in {0:bare}", "rename the file after its format"
            raise BillError(Diagnostic("bill-unreadable", message, fix, location, values=(_ENDINGS,)))
        return [_file(path, kind)]
    matches = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []
    files = [_file(match, kind) for match in matches if (kind := _kind(match)) and os.path.isfile(match)]
    if not files:
        message = "no bill matches the pattern" if glob.has_magic(path) else "file not found"
        raise BillError(Diagnostic("bill-missing", message, "correct the path of the bill", location))
    return files


def _in_directory(directory: str) -> Iterator[BillFile]:
    """Return the bills below a directory; JSON only where there is nothing else: exports have manifests."""
    paths = [
        os.path.join(parent, name)
        for parent, directories, names in os.walk(directory)
        if not directories.sort()
        for name in sorted(names)
        if not name.startswith((".", "_"))
    ]
    files = [_file(path, kind) for path in paths if (kind := _kind(path))]
    tables = [file for file in files if file.kind != "json"]
    yield from tables or files


def _kind(path: str) -> str | None:
    name = os.path.basename(path).lower()
    return next((kind for ending, kind in _KINDS.items() if name.endswith(ending)), None)


def _file(path: str, kind: str) -> BillFile:
    named = os.fsencode(os.path.normpath(path)).decode("utf-8", "backslashreplace")
    return BillFile(named.replace(os.sep, "/"), os.path.abspath(path), kind)


def _same_bytes(files: Sequence[BillFile]) -> Iterator[Diagnostic]:
    by_size: dict[int, list[BillFile]] = {}
    for file in files:
        by_size.setdefault(_size(file), []).append(file)
    for same_size in by_size.values():
        by_digest: dict[bytes, BillFile] = {}
        for file in same_size if len(same_size) > 1 else ():
            first = by_digest.setdefault(_digest(file), file)
            if first is not file:
                yield overlap(first.path, file.path)


def overlap(first: str, second: str) -> Diagnostic:
    """Return the error that two files hold the same charges."""
    message, fix = "the file holds the same charges as {0}", "name only one of the two files"
    return Diagnostic("bill-overlap", message, fix, in_file(second), values=(first,))


def _two_runs(files: Sequence[BillFile]) -> Iterator[Diagnostic]:
    """Report the directories of two runs of an export for one month: each holds the whole month."""
    runs: dict[str, str] = {}
    reported: set[str] = set()
    for file in files:
        steps = file.path.split("/")
        for index, step in enumerate(steps[:-2]):
            if _PERIOD.fullmatch(step):
                month, run = "/".join(steps[: index + 1]), "/".join(steps[: index + 2])
                first = runs.setdefault(month, run)
                if first != run and run not in reported:
                    reported.add(run)
                    message = "two runs of one export: {0} holds the charges of {1} too"
                    fix = "name only the files of the newest run"
                    yield Diagnostic("bill-overlap", message, fix, in_file(run), values=(first, month))


def _size(file: BillFile) -> int:
    try:
        file.absolute.encode()
        status = os.stat(file.absolute)
    except UnicodeEncodeError:
        raise BillError(unreadable(file, "the name of the file must be UTF-8")) from None
    except OSError as error:
        raise BillError(unreadable(file, error.strerror or "")) from None
    if not stat.S_ISREG(status.st_mode):
        raise BillError(unreadable(file, "it is not a regular file"))
    return status.st_size


def _digest(file: BillFile) -> bytes:
    digest = hashlib.sha256()
    try:
        with open(file.absolute, "rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise BillError(unreadable(file, error.strerror or "")) from None
    return digest.digest()


def unreadable(file: BillFile, reason: str) -> Diagnostic:
    """Return the error that a file cannot be read."""
    message, fix = (
        "the file cannot be read: {0:bare}",
        "download the file again, and check that its name fits its format",
    )
    return Diagnostic("bill-unreadable", message, fix, file.location, values=(reason,))


def nothing_to_read() -> Diagnostic:
    """Return the error that no file of a bill is given."""
    return Diagnostic("bill-missing", "no bill is given", "add the path of a bill", BILL)
