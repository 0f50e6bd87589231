"""Counts what tools see of seeded defects, and writes docs/benchmarks.md: `python -m benchmarks.defects`.

--print            write nothing
--estate DIR       leave the estate there: jobs, plans and HCL, for a look or for another tool
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.defects import estate, tools
from benchmarks.run import with_part

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PART = "defects"
ENVIRONMENTS = ROOT / ".venv-defects"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--print", action="store_true", help="write nothing")
    parser.add_argument("--estate", type=Path, help="directory for the estate")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="provider-bridge-") as folder:
        root = options.estate or Path(folder)
        root.mkdir(parents=True, exist_ok=True)
        write(root)
        lines = [*table(root)]
    print("\n".join(lines))
    if not options.print:
        page = ROOT / "docs" / "benchmarks.md"
        page.write_text(with_part(page.read_text("utf-8"), PART, ["", *lines, ""]), "utf-8")


def write(root: Path) -> None:
    """Write the jobs, and the plan and the HCL without and with the defects."""
    estate.write_jobs(root)
    for name in ("right", "defective"):
        made = estate.resources(defective=name == "defective")
        directory = root / name
        directory.mkdir(exist_ok=True)
        (directory / "plan.json").write_text(json.dumps(estate.plan(made)), "utf-8")
        (directory / "main.tf").write_text(estate.hcl(made), "utf-8")


def table(root: Path) -> Iterator[str]:
    """A row for each defect, a column for each tool: whether it reports more about the resource than without it."""
    seen, reported, names = {}, {}, []
    for tool in tools.TOOLS:
        programs, version = tools.installed(tool, ENVIRONMENTS)
        right, defective = (tool.run(programs, root, root / name) for name in ("right", "defective"))
        seen[tool.name] = {address for rule, address in defective - right}
        reported[tool.name] = sum("ORG" in rule or not rule.startswith("CKV") for rule, _ in right)  # checkov has more
        names.append(f"{tool.name} {version}".strip())
    yield f"| defect | {' | '.join(names)} |"
    yield "|---|" + "---|" * len(names)
    counts = dict.fromkeys(seen, 0)
    for name, defect in estate.DEFECTS.items():
        cells = []
        for tool_name, addresses in seen.items():
            is_seen = f"{defect.type}.{name}" in addresses
            counts[tool_name] += is_seen
            cells.append("seen" if is_seen else "—")
        yield f"| {defect.title} | {' | '.join(cells)} |"
    yield f"| **of {len(estate.DEFECTS)}** | {' | '.join(f'**{number}**' for number in counts.values())} |"
    yield f"| reports about tags without defects | {' | '.join(map(str, reported.values()))} |"


if __name__ == "__main__":
    main()
