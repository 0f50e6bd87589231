"""A plot of `terraform plan` over the number of jobs, as SVG. Needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import clock
from benchmarks.plans import WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plans import Plans


def draw(found: Plans, path: Path) -> None:
    """Seconds by the clock against jobs, both on logarithmic scales."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "provider-bridge", "font.size": 11})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
    for way, words in WAYS.items():
        points = [(jobs, clock(used[way])) for jobs, used in found.items() if way in used]
        style = {"bridge": "o-", "modules-alone": "k:"}.get(way, "o--")
        axes.loglog(
            *zip(*points, strict=True), style, label=words.replace("`", ""), linewidth=3 if way == "bridge" else 1.5
        )
    axes.set_xticks(list(found), labels=[f"{jobs:,}" for jobs in found])
    axes.minorticks_off()
    axes.set_xlabel("jobs")
    axes.set_ylabel("seconds of terraform plan")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    # No blank at the end of a line.
    path.write_text("\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines()) + "\n", "utf-8")
