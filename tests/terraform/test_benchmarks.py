"""The benchmarks compare like with like: every way that makes tags in benchmarks/terraform makes the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import plans
from benchmarks import run as benchmarks
from tests.terraform.running import REPOSITORY, Terraform, need

if TYPE_CHECKING:
    from pathlib import Path

    from tests.program import Process

WAYS = [way for way in plans.WAYS if way != plans.ALONE]


def inputs(module: dict[str, Any], job: str = "") -> dict[str, Any]:
    """What each job's resource takes, by the job's key."""
    found = {}
    for resource in module.get("resources", ()):
        found[job] = resource["values"]["input"]
    for below in module.get("child_modules", ()):
        found |= inputs(below, below["address"].partition('["')[2].removesuffix('"]'))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_every_way_makes_the_same_tags(
    way: str, terraform_environment: dict[str, str], tmp_path: Path, process: Process
) -> None:
    if way in ("bridge", "call-a-job"):
        need("hashicorp/external")
    plans.write(tmp_path / "tree", 12)
    asked = process({"jobs": f"{tmp_path}/tree/estate/jobs/**/*.yaml"}, tmp_path).jobs
    root = Terraform(tmp_path / "tree" / "roots" / way, terraform_environment).ready()
    assert inputs(root.planned()["root_module"]) == {key: job["tags"] for key, job in asked.items()}
    assert len(asked) == 12


def test_a_part_is_put_between_its_markers() -> None:
    page = "a\n<!-- BEGIN cold -->\nold\n<!-- END cold -->\nb\n<!-- BEGIN plans -->\n<!-- END plans -->\n"
    made = benchmarks.with_part(page, "cold", ["", "| 1 |", ""])
    assert made == page.replace("old\n", "\n| 1 |\n\n")
    assert benchmarks.with_part(made, "cold", ["", "| 1 |", ""]) == made
    with pytest.raises(SystemExit, match="no markers for estates"):
        benchmarks.with_part(page, "estates", [])


def test_the_page_has_every_part() -> None:
    page = (REPOSITORY / "docs" / "benchmarks.md").read_text("utf-8")
    for part in benchmarks.PARTS:
        before, _, after = page.partition(f"<!-- BEGIN {part} -->\n")
        table, end, _ = after.partition(f"<!-- END {part} -->")
        assert before
        assert end
        assert table.count("\n| ") > 2, f"python -m benchmarks.run --only {part}"


def test_ratios_are_taken_within_a_round() -> None:
    from benchmarks.measure import Used, clock_ratio, cpu_ratio

    ours = [Used(1.0, 10.0, 5), Used(2.0, 30.0, 5), Used(9.0, 20.0, 5)]
    theirs = [Used(2.0, 10.0, 5), Used(8.0, 10.0, 5), Used(9.0, 10.0, 5)]
    assert str(cpu_ratio(ours, theirs)) == "**0.50** (0.38 to 0.75)"
    assert str(clock_ratio(ours, theirs)) == "**2.00** (1.50 to 2.50)"


def test_a_figure_is_readable() -> None:
    from benchmarks.measure import shown

    assert [shown(seconds) for seconds in (0.0614, 0.9994, 1.25, 62)] == ["61 ms", "999 ms", "1.2 s", "62.0 s"]
