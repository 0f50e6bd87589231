"""A server of PostgreSQL, which Debian's `postgresql` installs: started for the tests, on a socket of its own."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lack import lack_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TYPES = {"EffectiveCost": "numeric"}
STARTS = {"text": "timestamp", "jsonb": "timestamptz"}
"""The type of ChargePeriodStart by that of the tags. The text in it is in UTC, and the session elsewhere."""


def binaries() -> Path | None:
    """The directory of PostgreSQL's programs, which Debian does not put on PATH."""
    if "POSTGRES_BIN" in os.environ:
        return Path(os.environ["POSTGRES_BIN"])
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    program = shutil.which("postgres")
    return newest[-1] if newest else Path(program).parent if program else None


class Postgres:
    """A server and its programs."""

    dialect = "postgres"

    def __init__(self, programs: Path, directory: str) -> None:
        self.programs, self.directory = programs, directory

    def load(self, rows: Sequence[Mapping[str, Any]], tags: str, _: Path) -> None:
        """Make the table `focus` of rows; `tags` is the type of their column."""
        of_tags = {"json": "text"}.get(tags, tags)
        types = {**TYPES, "Tags": of_tags, "ChargePeriodStart": STARTS[of_tags]}
        columns = ", ".join(f"{name} {types.get(name, 'text')}" for name in rows[0])
        text = io.StringIO()
        lines = [["\\N" if value is None else value for value in row.values()] for row in rows]
        csv.writer(text, lineterminator="\n").writerows(lines)
        self.ask("DROP TABLE IF EXISTS focus;\n")
        create = f"CREATE TABLE focus ({columns});\nSET TIME ZONE 'UTC';\n"
        self.ask(f"{create}COPY focus FROM STDIN CSV NULL '\\N';\n{text.getvalue()}\\.\n")

    def run(self, statement: str, directory: Path) -> Path:
        """Write the result of a statement as CSV."""
        result = directory / "result.csv"
        in_zone = "SET TIME ZONE 'America/New_York';\n"
        result.write_text(self.ask(f"{in_zone}COPY ({statement.strip().rstrip(';')}) TO STDOUT CSV HEADER;"), "utf-8")
        return result

    def ask(self, statements: str) -> str:
        """What statements print."""
        psql = [f"{self.programs}/psql", "-h", self.directory, "-U", "test", "-d", "postgres", "-q"]
        for _ in range(100):
            command = [*psql, "-X", "-v", "ON_ERROR_STOP=1"]
            done = subprocess.run(command, input=statements.encode(), capture_output=True, check=False)
            if b"starting up" not in done.stderr and b"No such file" not in done.stderr:
                break
            time.sleep(0.2)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


def as_server(*words: str) -> list[str]:
    """A command as a user who may run the server: root may not."""
    line = " ".join(words)
    return ["su", "-s", "/bin/sh", "nobody", "-c", line] if os.geteuid() == 0 else ["/bin/sh", "-c", line]


@contextmanager
def server() -> Iterator[Postgres]:
    programs = binaries()
    if programs is None:
        lack_package("postgresql", "PostgreSQL")
    directory = tempfile.mkdtemp(prefix="provider-bridge-postgres-", dir="/tmp")
    os.chmod(directory, 0o777)
    data = f"{directory}/data"
    initdb = as_server(f"{programs}/initdb", "-D", data, "-A", "trust", "-E", "UTF8", "-U", "test")
    start = as_server("exec", f"{programs}/postgres", "-D", data, "-k", directory, "-c", "listen_addresses=''")
    stop = as_server(f"{programs}/pg_ctl", "stop", "-D", data, "-m", "immediate")
    try:
        subprocess.run(initdb, check=True, capture_output=True)
        with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                yield Postgres(programs, directory)
            finally:
                subprocess.run(stop, check=False, capture_output=True)
                running.wait(10)
    finally:
        subprocess.run(as_server("rm", "-rf", data), check=False)
        shutil.rmtree(directory, ignore_errors=True)
