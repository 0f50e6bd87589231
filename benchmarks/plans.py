"""`terraform plan` of jobs whose tags are made in several ways: the bridge, and what people do without it.

Every root in `terraform/roots` gives each job's tags to a module of its own, which puts them on one resource that needs
no cloud, so that only the tags differ.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import estate
from benchmarks.measure import Contestant, Used, clock, clock_ratio, play, shown
from tests.terraform import cli_config

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent

WAYS = {
    "bridge": "the bridge: one call for all jobs",
    "plain-hcl": "plain HCL: `yamldecode`, `merge`, `regex`",
    "labels-inside": "a label module in each job's module",
    "labels": "a label module beside each job's module",
    "call-a-job": 'one `data "external"` a job',
    "modules-alone": "the jobs' modules without tags",
}
OURS, HCL, ALONE = "bridge", "plain-hcl", "modules-alone"
SIZES = {1: tuple(WAYS), 10: tuple(WAYS), 100: tuple(WAYS), 300: tuple(WAYS), 1_000: (OURS, HCL, ALONE)}

Plans = dict[int, dict[str, list[Used]]]


def plans(directory: Path, rounds: int, largest: int) -> Plans:
    """What `terraform plan` took for so many jobs, by the way that tags are made."""
    environment = cli_config.environment(directory)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    found = {}
    for jobs, ways in SIZES.items():
        if jobs <= largest:
            tree = directory / str(jobs)
            write(tree, jobs)
            found[jobs] = play({way: planning(tree, way, environment) for way in ways}, rounds)
    return found


def write(tree: Path, jobs: int) -> None:
    """Write all roots, the modules that they use, and an estate of jobs on AWS."""
    shutil.copytree(HERE / "terraform", tree)
    shutil.copytree(HERE.parent / "terraform" / "bridge", tree / "bridge")
    estate.write_alike(tree / "estate", jobs, max(jobs // 10, 1))


def planning(tree: Path, way: str, environment: dict[str, str]) -> Contestant:
    """A plan in an initialized root."""
    root = tree / "roots" / way
    subprocess.run(
        ["terraform", "init", "-input=false"], cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return Contestant(["terraform", "plan", "-input=false", "-lock=false", "-out=plan"], cwd=root, env=environment)


def provider() -> str:
    """Where hashicorp/external comes from, in words."""
    real = "hashicorp/external"
    stands_in = "a stand-in in Python for hashicorp/external, which takes longer to start"
    return {"mirror": real, "registry": real}.get(cli_config.where("hashicorp/external") or "", stands_in)


def plans_table(found: Plans) -> Iterator[str]:
    """Seconds by the clock, and how much longer each way takes than the bridge."""
    sizes = [f"{jobs:,} {'job' if jobs == 1 else 'jobs'}" for jobs in found]
    yield f"| tags by | {' | '.join(sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for way, words in WAYS.items():
        cells = [shown(clock(used[way])) if way in used else "" for used in found.values()]
        yield f"| {words} | {' | '.join(cells)} |"
    yield ""
    yield f"| times as long as with the bridge | {' | '.join(sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for way, words in WAYS.items():
        cells = [str(clock_ratio(used[way], used[OURS])) if way in used else "" for used in found.values()]
        if way != OURS:
            yield f"| {words} | {' | '.join(cells)} |"
    yield ""
    yield "Less what the jobs' modules take without tags:"
    yield ""
    yield f"| times as long as with the bridge, net | {' | '.join(sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for way, words in WAYS.items():
        cells = [f"{net(used, way) / net(used, OURS):.1f}" if way in used else "" for used in found.values()]
        if way not in (OURS, ALONE):
            yield f"| {words} | {' | '.join(cells)} |"


def net(used: dict[str, list[Used]], way: str) -> float:
    """Seconds that the tags take."""
    return max(clock(used[way]) - clock(used[ALONE]), 0.001)
