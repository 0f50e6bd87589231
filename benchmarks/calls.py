"""The program by itself: a cold call, large estates, the organization's policy, the audit of a large plan."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import estate
from benchmarks.measure import Contestant, Used, cpu, cpu_ratio, memory, play, shown
from release import bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = str(Path(sys.executable).parent / "provider-bridge")
IMPORTS = "import json, yaml"
MODEL = f"{IMPORTS}, pydantic\nclass One(pydantic.BaseModel):\n    field: str\nOne.model_validate({{'field': 'x'}})"
READING = """
import sys, yaml
for path in open(sys.argv[1], encoding="utf-8").read().splitlines():
    with open(path, "rb") as file:
        yaml.load(file, yaml.CSafeLoader)
"""
ESTATES = ((100, 20, 5), (1_000, 200, 10), (10_000, 500, 50))
"""Jobs, assets and tenants."""

AS_PROGRAM = "import sys; sys.argv = ['provider-bridge']; from provider_bridge.__main__ import main; sys.exit(main())"
LEFT_OUT = {
    "the models: each document validated by pydantic": "import provider_bridge.schema.models",
    "the command line in front: click": "import click, provider_bridge.cli",
    "`jsonschema`, whether a policy has rules or not": "import jsonschema",
    "`rich` for what a terminal shows": "import rich.console, rich.table",
    "`dataclasses` for the records": "import dataclasses",
    "`pathlib` for paths": "import pathlib",
    "PyYAML without libyaml": "from provider_bridge.documents import yaml_parser; yaml_parser.CParser = None",
}
"""What a cold call does without, and how it would begin with it."""

CARRIED = {"all": "", "foreign": " without a job", "one": " with one tag"}
"""The tags that resources of an export carry, and what a row says of them."""

Estates = dict[int, dict[str, list[Used]]]


def asking(query: dict[str, str]) -> Contestant:
    """A query on standard input."""
    return Contestant([PROGRAM], json.dumps(query))


def python(code: str, *arguments: str) -> Contestant:
    """Python, and nothing of ours."""
    return Contestant([sys.executable, "-c", code, *arguments])


def cold_call(directory: Path, rounds: int) -> Iterator[str]:
    """One query about one job, against imports alone."""
    shutil.copytree(estate.EXAMPLES, directory / "examples")
    ours = asking({"job": str(directory / "examples" / "jobs" / "acme" / "stripe_customers.yaml")})
    archive = directory / "provider-bridge.pyz"
    bundle.write(archive, [sys.executable])
    others = {
        f'python -c "{IMPORTS}"': python(IMPORTS),
        "the same, pydantic and a model of one field": python(MODEL),
        'python -c ""': python(""),
        "python -I -S provider-bridge.pyz": ours._replace(command=[sys.executable, "-I", "-S", str(archive)]),
    }
    used = play({"": ours, **others}, rounds)
    yield "| one query about one job, against | CPU of the call | CPU of the other | ratio (quartiles) |"
    yield "|---|---|---|---|"
    for name in others:
        yield f"| `{name}` | {shown(cpu(used['']))} | {shown(cpu(used[name]))} | {cpu_ratio(used[''], used[name])} |"


def left_out(directory: Path, rounds: int) -> Iterator[str]:
    """The same query with what the program once imported for it, or might."""
    shutil.copytree(estate.EXAMPLES, directory / "examples", dirs_exist_ok=True)
    job = str(directory / "examples" / "jobs" / "acme" / "stripe_customers.yaml")
    ways = {"": AS_PROGRAM, **{what: f"{first}; {AS_PROGRAM}" for what, first in LEFT_OUT.items()}}
    query = json.dumps({"job": job})
    used = play({what: python(code)._replace(stdin=query) for what, code in ways.items()}, rounds)
    yield "| with | CPU of the call | times as much (quartiles) |"
    yield "|---|---|---|"
    for what in LEFT_OUT:
        yield f"| {what} | {shown(cpu(used[what]))} | {cpu_ratio(used[what], used[''])} |"


def estates(directory: Path, rounds: int, largest: int) -> Estates:
    """Query, `validate` and `diff` of estates up to so many jobs, and the bare reading of their files."""
    found = {}
    for jobs, assets, tenants in ESTATES:
        if jobs <= largest:
            contestants = of_size(directory / str(jobs), jobs, assets, tenants)
            found[jobs] = play(contestants, rounds if jobs < 10_000 else max(rounds // 2, 1))
            shutil.rmtree(directory / str(jobs))
    return found


def of_size(root: Path, jobs: int, assets: int, tenants: int) -> dict[str, Contestant]:
    """What is asked of an estate in git, whose newest commit changes a tag of every hundredth job."""
    paths = estate.write(root, jobs, assets, tenants)
    listed = root / "files.txt"
    listed.write_text("\n".join(map(str, paths)), "utf-8")
    estate.commit(root)
    estate.change(paths[assets::100])
    estate.commit(root)
    return {
        "reading": python(READING, str(listed)),
        "query": asking({"jobs": f"{root}/jobs/**/*.yaml"}),
        "validate": Contestant([PROGRAM, "validate", str(root / "jobs")]),
        "diff": Contestant([PROGRAM, "diff", "HEAD~1", "HEAD", "--jobs", str(root / "jobs")], cwd=root),
    }


def estates_table(found: Estates) -> Iterator[str]:
    """What each used, beside the bare reading of the same files."""
    yield "| jobs | what | CPU | a job | peak memory | CPU of the bare reading | ratio (quartiles) |"
    yield "|---|---|---|---|---|---|---|"
    for jobs, used in found.items():
        for name in ("query", "validate", "diff"):
            yield (
                f"| {jobs:,} | {name} | {shown(cpu(used[name]))} | {cpu(used[name]) / jobs * 1000:.2f} ms "
                f"| {memory(used[name]):.0f} MB | {shown(cpu(used['reading']))} "
                f"| {cpu_ratio(used[name], used['reading'])} |"
            )


def organization(directory: Path, rounds: int) -> Iterator[str]:
    """A policy with 200 rules over 100 and 1,000 jobs, the audit of 5,000 resources, and the inventory of 100,000."""
    yield "| what | CPU | peak memory | against | its CPU | ratio (quartiles) |"
    yield "|---|---|---|---|---|---|"
    for jobs in (100, 1_000):
        root = directory / f"policed{jobs}"
        estate.write(root, jobs, 20, 10)
        estate.write_rules(root, 200)
        query = {"jobs": f"{root}/jobs/**/*.yaml"}
        plain = asking({**query, "config": f"{estate.EXAMPLES}/provider-bridge.yaml"})
        yield _row(f"{jobs:,} jobs under 200 rules", asking(query), "the same under none", plain, rounds)
    root, plan = directory / "audited", directory / "plan.json"
    estate.write(root, 100, 20, 10)
    # Apart: what this process once held would count as the peak of every process that it starts.
    writing = multiprocessing.Process(target=estate.write_plan, args=(root, plan, PROGRAM, 50))
    writing.start()
    writing.join()
    audit = Contestant([PROGRAM, "audit", str(plan), "--jobs", str(root / "jobs")])
    reading = python("import json, sys; json.load(open(sys.argv[1]))", str(plan))
    yield _row("audit of 5,000 resources", audit, "`json.load` of the plan", reading, rounds)
    for carried in CARRIED:
        yield inventory(root, directory / "live.json", rounds, carried)


def inventory(root: Path, export: Path, rounds: int, carried: str) -> str:
    """Compare an export of 100,000 resources that carry such tags with the 100 jobs of a project."""
    writing = multiprocessing.Process(target=estate.write_export, args=(root, export, PROGRAM, 1_000, carried))
    writing.start()
    writing.join()
    ours = Contestant([PROGRAM, "inventory", str(export), "--jobs", str(root / "jobs")])
    reading = python("import json, sys; json.load(open(sys.argv[1]))", str(export))
    return _row(f"inventory of 100,000 resources{CARRIED[carried]}", ours, "`json.load` of the export", reading, rounds)


def _row(what: str, ours: Contestant, name: str, other: Contestant, rounds: int) -> str:
    used = play({"ours": ours, "other": other}, rounds)
    return (
        f"| {what} | {shown(cpu(used['ours']))} | {memory(used['ours']):.0f} MB | {name} | {shown(cpu(used['other']))} "
        f"| {cpu_ratio(used['ours'], used['other'])} |"
    )
