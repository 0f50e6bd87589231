"""How fast the program is, beside what it can't be faster than: `python benchmarks/run.py [--rounds 20] [--quick]`.

Each round starts every contestant once, in turn, so that a machine's noise meets all of them. CPU time is what the
process and its children used, user and system. A ratio is taken within a round; shown are its median and its quartiles.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import estate

PROGRAM = str(Path(sys.executable).parent / "provider-bridge")
IMPORTS = "import json, yaml"
MODEL = f"{IMPORTS}, pydantic\nclass One(pydantic.BaseModel):\n    field: str\nOne.model_validate({{'field': 'x'}})"
READING = """
import sys, yaml
for path in open(sys.argv[1], encoding="utf-8").read().splitlines():
    with open(path, "rb") as file:
        yaml.load(file, yaml.CSafeLoader)
"""


class Used(NamedTuple):
    """What a process used: CPU seconds and peak memory in MB."""

    cpu: float
    memory: float


class Contestant(NamedTuple):
    """A command, and what it reads on standard input."""

    command: list[str]
    stdin: str = ""


class Match(NamedTuple):
    """The program on one task, and what it is measured against."""

    name: str
    ours: Contestant
    others: dict[str, Contestant]
    rounds: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="rounds of each match; a quarter for the largest")
    parser.add_argument("--quick", action="store_true", help="leave out the largest estate")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs\n")
    print(
        "| what | CPU | peak memory | against | its CPU | ratio | quartiles |\n|---|---|---|---|---|---|---|",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="provider-bridge-") as folder:
        for match in matches(Path(folder), options.rounds, options.quick):
            for row in rows(match):
                print(row, flush=True)


def matches(folder: Path, rounds: int, quick: bool) -> list[Match]:
    shutil.copytree(estate.EXAMPLES, folder / "examples")
    job = str(folder / "examples" / "jobs" / "acme" / "stripe_customers.yaml")
    found = [
        Match(
            "one job, a cold call",
            asking({"job": job}),
            {
                "json, yaml, pydantic and one model": Contestant([sys.executable, "-c", MODEL]),
                "import json, yaml": Contestant([sys.executable, "-c", IMPORTS]),
            },
            rounds,
        )
    ]
    thousand, reading = large(folder / "thousand", 1_000, 200, 10)
    found.append(Match("1,000 jobs, 200 assets, 10 tenants", thousand, reading, rounds))
    if not quick:
        ours, reading = large(folder / "ten-thousand", 10_000, 500, 50)
        others = {**reading, "the program on the 1,000 jobs": thousand}
        found.append(Match("10,000 jobs, 500 assets, 50 tenants", ours, others, max(rounds // 4, 1)))
    return [*found, *organisation(folder, max(rounds // 4, 1))]


def organisation(folder: Path, rounds: int) -> list[Match]:
    """A policy with 200 rules over 1,000 jobs and over 100, and the audit of a plan with 5,000 resources."""
    found = []
    for jobs in (100, 1_000):
        root = folder / f"policed{jobs}"
        estate.write(root, jobs, 20, 10)
        estate.write_rules(root, 200)
        query = {"jobs": f"{root}/jobs/**/*.yaml"}
        plain = asking({**query, "config": f"{estate.EXAMPLES}/provider-bridge.yaml"})
        found.append(Match(f"{jobs:,} jobs under 200 rules", asking(query), {"the same under none": plain}, rounds))
    root, plan = folder / "audited", folder / "plan.json"
    estate.write(root, 100, 20, 10)
    # Apart: what this process once held would count as the peak of every process that it starts.
    writing = multiprocessing.Process(target=estate.write_plan, args=(root, plan, PROGRAM, 50))
    writing.start()
    writing.join()
    audit = Contestant([PROGRAM, "audit", str(plan), "--jobs", str(root / "jobs")])
    reading = Contestant([sys.executable, "-c", "import json, sys; json.load(open(sys.argv[1]))", str(plan)])
    return [*found, Match("audit of 5,000 resources", audit, {"json.load of the plan": reading}, rounds)]


def large(root: Path, jobs: int, assets: int, tenants: int) -> tuple[Contestant, dict[str, Contestant]]:
    """One call for an estate of that size, and the bare reading of its files."""
    paths = estate.write(root, jobs, assets, tenants)
    listed = root / "files.txt"
    listed.write_text("\n".join(map(str, paths)), "utf-8")
    reading = Contestant([sys.executable, "-c", READING, str(listed)])
    return asking({"jobs": f"{root}/jobs/**/*.yaml"}), {"yaml.CSafeLoader over the same files": reading}


def asking(query: dict[str, str]) -> Contestant:
    return Contestant([PROGRAM], json.dumps(query))


def rows(match: Match) -> list[str]:
    """Plays a match: a row for each of the others."""
    contestants = {"": match.ours, **match.others}
    used: dict[str, list[Used]] = {name: [] for name in contestants}
    for number in range(match.rounds + 1):
        for name in list(contestants)[:: 1 if number % 2 else -1]:
            once = measure(contestants[name])
            if number:  # the first round fills the caches
                used[name].append(once)
    ours = used[""]
    cpu = statistics.median(each.cpu for each in ours)
    memory = max(each.memory for each in ours)
    found = []
    for name in match.others:
        ratios = [one.cpu / other.cpu for one, other in zip(ours, used[name], strict=True)]
        low, high = quartiles(ratios)
        other = statistics.median(each.cpu for each in used[name])
        found.append(
            f"| {match.name} | {seconds(cpu)} | {memory:.0f} MB | {name} | {seconds(other)} "
            f"| **{statistics.median(ratios):.2f}** | {low:.2f} to {high:.2f} |"
        )
    return found


def measure(contestant: Contestant) -> Used:
    with tempfile.TemporaryFile() as stdin:
        stdin.write(contestant.stdin.encode())
        stdin.seek(0)
        process = subprocess.Popen(contestant.command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{contestant.command[0]} ended with {process.returncode}:\n{said.decode()}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return Used(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def quartiles(values: list[float]) -> tuple[float, float]:
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


if __name__ == "__main__":
    main()
