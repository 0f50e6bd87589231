"""Bills: what allocating one takes beside DuckDB's own sum of the same file, and the report beside `validate`."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmarks import estate
from benchmarks.measure import Contestant, cpu, cpu_ratio, memory, play, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = str(Path(sys.executable).parent / "provider-bridge")
JOBS = 10_000
KEYS = ("dativo:tenant", "dativo:environment", "dativo:job", "Team")
GROUP_BY = """
import sys, duckdb
keys = ", ".join(f"Tags['user:{key}']" for key in sys.argv[2:])
duckdb.sql(f"SELECT {keys}, sum(EffectiveCost) FROM '{sys.argv[1]}' GROUP BY ALL").fetchall()
"""
ALLOCATE = """
import sys, tempfile
from provider_bridge.allocation.allocate import Bill, allocate
from provider_bridge.allocation.billed_job import BilledJob
from provider_bridge.commands.collector import without_collector
from provider_bridge.diagnostics import Location
from provider_bridge.policy.allocation import Allocation
jobs = []
for number in range(int(sys.argv[2])):
    tags = {"tenant": f"tenant{number % 50}", "environment": "prod", "job": f"job_{number}"}
    jobs.append(BilledJob(f"jobs/{number}", "", tags["tenant"], "aws", None, tags, tags, {}, {}, "", Location("")))
with tempfile.TemporaryDirectory() as directory, without_collector():
    allocated = allocate(Bill((sys.argv[1],)), jobs, Allocation(), "dativo", directory)
assert sum(source.rows for source in allocated.sources) == int(sys.argv[3])
"""
"""`allocate` without what comes before it in every command: reading the files of the jobs."""


def bills(folder: Path, rounds: int, largest: int) -> Iterator[str]:
    """The allocation of a month by the hour, and the report of a project."""
    yield "| what | CPU | peak memory | against | its CPU | ratio (quartiles) |"
    yield "|---|---|---|---|---|---|"
    for rows, own in ((1_000_000, ""), (1_000_000, "a tag"), (1_000_000, "an unknown job"), (10_000_000, "")):
        if rows > largest * 1000:
            continue
        bill = folder / f"{rows}{own.replace(' ', '-')}.parquet"
        # Apart: what this process once held would count as the peak of every process that it starts.
        writing = multiprocessing.Process(target=write_bill, args=(bill, rows, own))
        writing.start()
        writing.join()
        ours = Contestant([sys.executable, "-c", ALLOCATE, str(bill), str(JOBS), str(rows)])
        other = Contestant([sys.executable, "-c", GROUP_BY, str(bill), *KEYS])
        what = f"allocate {rows:,} FOCUS lines to {JOBS:,} jobs{f', each with {own} of its own' if own else ''}"
        yield _row(what, ours, "`GROUP BY` of four tags in DuckDB", other, rounds)
    jobs = min(largest, 10_000)
    root = folder / "reported"
    estate.write(root, jobs, max(jobs // 20, 1), 50)
    ours = Contestant([PROGRAM, "report", str(root / "jobs"), "--output", str(root / "page.html")])
    validate = Contestant([PROGRAM, "validate", str(root / "jobs")])
    yield _row(f"report on {jobs:,} jobs", ours, "`validate`", validate, max(rounds // 2, 1))
    export = folder / "live.json"
    writing = multiprocessing.Process(target=estate.write_export, args=(root, export, PROGRAM, 1))
    writing.start()
    writing.join()
    ours = Contestant([*ours.command, "--inventory", str(export)])
    yield _row(f"the same, and {jobs:,} live resources", ours, "`validate`", validate, max(rounds // 2, 1))
    yield ""
    yield f"The page of {jobs:,} jobs has {(root / 'page.html').stat().st_size / 1000:.0f} kB."


def write_bill(path: Path, rows: int, own: str) -> None:
    """Write a bill in the FOCUS format of AWS: three resources a job, each with a line for every hour that fits.

    `own` says what each line has of its own: `a tag`, `an unknown job`, or nothing.
    """
    job = "'unknown_' || i" if own == "an unknown job" else "'job_' || job"
    duckdb.sql(f"""
COPY (
  SELECT 'AWS' AS ProviderName, 'USD' AS BillingCurrency, 'Usage' AS ChargeCategory,
    TIMESTAMP '2025-01-01' + to_hours(CAST(i // {3 * JOBS} AS INTEGER)) AS ChargePeriodStart,
    'Service ' || (i % 3) AS ServiceName, '11111111111' || (job % 5) AS SubAccountId,
    (i % 1000) / 997.0 AS EffectiveCost,
    MAP {{'user:dativo:tenant': 'tenant' || (job % 50), 'user:dativo:environment': 'prod',
      'user:dativo:job': {job}, 'user:Team': 'team' || (job % 20),
      'user:Name': 'name-' || (i % {rows if own == "a tag" else 3 * JOBS})}} AS Tags
  FROM (SELECT i, (i // 3) % {JOBS} AS job FROM range({rows}) AS t(i))
) TO '{path}' (FORMAT parquet)""")


def _row(what: str, ours: Contestant, name: str, other: Contestant, rounds: int) -> str:
    used = play({"ours": ours, "other": other}, rounds)
    return (
        f"| {what} | {shown(cpu(used['ours']))} | {memory(used['ours']):.0f} MB | {name} | {shown(cpu(used['other']))} "
        f"| {cpu_ratio(used['ours'], used['other'])} |"
    )
