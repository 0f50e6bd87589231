"""The SQL for PostgreSQL runs there, whatever text the tags are; skipped where Debian's `postgresql` is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.allocation.billing import Biller, focus, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
PROGRAM = shutil.which("postgres")
BIN = Path(os.environ["POSTGRES_BIN"]) if "POSTGRES_BIN" in os.environ else SERVERS[-1] if SERVERS else None
if BIN is None and PROGRAM:
    BIN = Path(PROGRAM).parent

pytestmark = pytest.mark.skipif(BIN is None, reason="PostgreSQL is not installed")

TAGS = [
    *(
        "",
        "{}",
        "{ }",
        "no JSON",
        "{",
        '{"a":1}x',
        '["dativo:job"]',
        "'; DROP TABLE focus; --",
        "{'a': 1}",
        '{"a": 01}',
    ),
    *('{"a": "\\ud800"}', '{"a": "x\ty"}', '{"\u00e4": "\\u00e4", "b": true, "c": null, "d": -1.5e3}'),
    json.dumps({"a": 'quote " and \\ backslash'}),
    *(identity(name) for name in ("orders", "events", "it's", 'a"b', "back\\slash")),
]


def command(*words: str) -> list[str]:
    """A command as a user who may run the server: root may not."""
    line = " ".join(words)
    return ["su", "-s", "/bin/sh", "nobody", "-c", line] if os.geteuid() == 0 else ["/bin/sh", "-c", line]


@contextmanager
def server() -> Iterator[str]:
    """A server on a socket of its own; the directory of the socket."""
    directory = tempfile.mkdtemp(prefix="provider-bridge-postgres-", dir="/tmp")
    os.chmod(directory, 0o777)
    data = f"{directory}/data"
    initdb = command(f"{BIN}/initdb", "-D", data, "-A", "trust", "-E", "UTF8", "-U", "test")
    start = command("exec", f"{BIN}/postgres", "-D", data, "-k", directory, "-c", "listen_addresses=''")
    stop = command(f"{BIN}/pg_ctl", "stop", "-D", data, "-m", "immediate")
    try:
        subprocess.run(initdb, check=True, capture_output=True)
        with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                yield directory
            finally:
                subprocess.run(stop, check=True, capture_output=True)
                running.wait(10)
    finally:
        subprocess.run(command("rm", "-rf", data), check=False)
        shutil.rmtree(directory, ignore_errors=True)


def run(directory: str, statement: str) -> str:
    """What a statement prints."""
    psql = [f"{BIN}/psql", "-h", directory, "-U", "test", "-d", "postgres", "-q", "-v", "ON_ERROR_STOP=1"]
    for _ in range(50):
        done = subprocess.run(psql, input=statement.encode(), capture_output=True, check=False)
        if b"starting up" not in done.stderr and b"No such file" not in done.stderr:
            break
        time.sleep(0.2)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_postgres_adds_up_what_the_bill_has(biller: Biller) -> None:
    bill = biller.project.root / "bill.csv"
    bill.write_text(focus(*({"Tags": tags, "EffectiveCost": "1.0000000001"} for tags in TAGS)), "utf-8")
    printed = biller.ask("--print-sql", "postgres", "--grain", "month")
    assert (printed.code, printed.err) == (0, "")
    statement = printed.out.strip().rstrip(";")
    columns = (
        "ProviderName text, BillingCurrency text, ChargeCategory text, ChargePeriodStart timestamp, ServiceName text, "
        "SubAccountId text, EffectiveCost numeric"
    )
    expected = biller.data("bill.csv", "--grain", "month")["currencies"]
    with server() as directory:
        run(directory, f"CREATE TABLE focus ({columns}, Tags text);\n")
        rows = bill.read_text("utf-8").partition("\n")[2]
        run(directory, f"COPY focus FROM STDIN CSV NULL '';\n{rows}\\.\n")
        biller.project.write("lines.csv", run(directory, f"COPY ({statement}) TO STDOUT CSV HEADER;"))
        assert biller.data("lines.csv", "--grain", "month")["currencies"] == expected
        run(directory, "DELETE FROM focus WHERE Tags NOT LIKE '{\"dativo%';")
        run(directory, "ALTER TABLE focus ALTER Tags TYPE jsonb USING Tags::jsonb;")
        biller.project.write("lines.csv", run(directory, f"COPY ({statement}) TO STDOUT CSV HEADER;"))
        cost = biller.data("lines.csv", "--grain", "month")["currencies"]["USD"]
    assert (cost["direct"], cost["total"]) == ("2.00", "6.00")
