"""DuckDB, which adds up bills: in memory, with access to the bill's files and to nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Location
from .bill import BILL, BillError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duckdb import DuckDBPyConnection

ENGINE = "DuckDB"
"""The document of a diagnostic about the engine itself."""


def located(location: Location, locate: Callable[[Location], Location]) -> Location:
    """Return a location with its line; those of bills and of the engine have none."""
    return location if location.document in (BILL.document, ENGINE) else locate(location)


def connect(files: Iterable[str], memory: str, directory: str) -> DuckDBPyConnection:
    """Return a connection that reads these files, by their absolute paths, and spills to a directory.

    Other files, the network, extensions and changes of these settings are refused:
    https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview (read 2026-11-30).

    Raises:
        BillError: DuckDB is not installed.

    """
    try:
        import duckdb
    except ImportError:
        message, fix = "DuckDB is not installed", 'install it: pip install "provider-bridge[bill]"'
        raise BillError(Diagnostic("extra-missing", message, fix, Location(ENGINE))) from None
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": memory,
            "temp_directory": directory,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET allowed_paths = $1", [list(files)])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def verifies_gzip() -> bool:
    """Return whether DuckDB refuses a gzip file that is cut off: before 2.0 it reads what is left."""
    import duckdb

    return int(duckdb.__version__.partition(".")[0]) >= 2
