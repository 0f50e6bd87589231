"""Runs the benchmarks and writes docs/benchmarks.md and its plot: `python -m benchmarks.run`, or `make bench`.

--only cold        one part: cold, left-out, estates, organization, bills or plans; may be repeated
--rounds 20        rounds of the cold call; the others take fewer
--largest 300      the most jobs
--print            write nothing
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import bills, calls, plans

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCS = Path(__file__).resolve().parents[1] / "docs"
PARTS = ("cold", "left-out", "estates", "organization", "bills", "plans")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be repeated")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of the cold call; the others take fewer")
    parser.add_argument("--largest", type=int, default=10_000, help="the most jobs")
    parser.add_argument("--print", action="store_true", help="write nothing")
    options = parser.parse_args()
    for part in options.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="provider-bridge-") as directory:
            lines = [*measured(part, Path(directory), options.rounds, options.largest, not options.print)]
        print("\n".join([f"{part}:", *lines, ""]), flush=True)
        if not options.print:
            page = DOCS / "benchmarks.md"
            page.write_text(with_part(page.read_text("utf-8"), part, lines), "utf-8")


def measured(part: str, directory: Path, rounds: int, largest: int, drawn: bool) -> Iterable[str]:
    """A part's tables, with a line that says what they were measured on."""
    fewer = max(rounds // 4, 1)
    if part == "cold":
        yield from ["", *calls.cold_call(directory, rounds), "", machine(rounds), ""]
    elif part == "left-out":
        yield from ["", *calls.left_out(directory, rounds), "", machine(rounds), ""]
    elif part == "estates":
        yield from ["", *calls.estates_table(calls.estates(directory, fewer, largest)), "", machine(fewer), ""]
    elif part == "organization":
        yield from ["", *calls.organization(directory, fewer), "", machine(fewer), ""]
    elif part == "bills":
        yield from ["", *bills.bills(directory, fewer, largest), "", machine(fewer), ""]
    else:
        found = plans.plans(directory, fewer, largest)
        if drawn:
            from benchmarks import plot

            plot.draw(found, DOCS / "benchmarks.svg")
        yield from ["", *plans.plans_table(found), "", f"{machine(fewer)} {terraform()}, {plans.provider()}.", ""]


def machine(rounds: int) -> str:
    """What the figures were measured on."""
    system = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors"
    return f"*{rounds} rounds, Python {platform.python_version()}, {system}.*"


def terraform() -> str:
    """Terraform's version, as it says it."""
    said = subprocess.run(["terraform", "version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0]


def with_part(page: str, part: str, lines: Iterable[str]) -> str:
    """The page with a part between its markers."""
    begin, end = f"<!-- BEGIN {part} -->\n", f"<!-- END {part} -->"
    if begin not in page or end not in page:
        sys.exit(f"docs/benchmarks.md has no markers for {part}")
    text = "\n".join(lines)
    return re.sub(f"(?s){begin}.*?{end}", lambda _: f"{begin}{text}\n{end}", page)


if __name__ == "__main__":
    main()
