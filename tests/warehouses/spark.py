"""Spark, from PyPI and with the machine's Java: one session for all tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.lack import lack, lack_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SESSION = Path(__file__).with_name("spark_session.py")
TAGS = {"json": "STRING", "map": "MAP<STRING, STRING>"}


class Spark:
    """A session that reads and runs what it is told."""

    dialect = "spark"

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self.log = process, log

    def load(self, rows: Sequence[Mapping[str, Any]], tags: str, directory: Path) -> None:
        """Make the table `focus` of rows."""
        file = directory / "rows.json"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        types = {"ChargePeriodStart": "TIMESTAMP", "EffectiveCost": "DECIMAL(30, 10)", "Tags": TAGS[tags]}
        columns = ", ".join(f"{name} {types.get(name, 'STRING')}" for name in rows[0])
        self.ask(rows=str(file), columns=columns)

    def run(self, statement: str, directory: Path) -> Path:
        """Write the result of a statement as Parquet."""
        result = directory / "result"
        shutil.rmtree(result, ignore_errors=True)
        self.ask(statement=statement.strip().rstrip(";"), to=str(result))
        (file,) = result.glob("*.parquet")
        return file

    def ask(self, **request: str) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.log.read_text("utf-8")
        assert json.loads(answer) is None, json.loads(answer)


@contextmanager
def session(directory: Path) -> Iterator[Spark]:
    python = os.environ.get("SPARK_PYTHON")
    if python is None:
        lack("`make test-warehouses` installs Spark and runs this", to_be_had=False)
    if not ("JAVA_HOME" in os.environ or shutil.which("java")):
        lack_package("default-jre-headless", "Java for Spark")
    log = directory / "spark.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [str(Path(python).absolute()), str(SESSION)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=directory,
        ) as process,
    ):
        yield Spark(process, log)
