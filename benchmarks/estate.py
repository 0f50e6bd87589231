"""Estates of any size, made from the example jobs and assets."""

from __future__ import annotations

import re
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def write(root: Path, jobs: int, assets: int, tenants: int) -> list[Path]:
    """Write an estate; returns the paths of its jobs and assets.

    Jobs and assets are the examples in turn, each job with its own name, tenant and one of the assets.
    """
    made = [*_assets(root, assets), *_jobs(root, jobs, assets, tenants)]
    (root / "provider-bridge.yaml").write_text((EXAMPLES / "provider-bridge.yaml").read_text("utf-8"), "utf-8")
    return made


def _assets(root: Path, count: int) -> list[Path]:
    samples = [path.read_text("utf-8") for path in sorted((EXAMPLES / "assets").rglob("*.yaml"))]
    paths = [root / "assets" / f"asset_{number:05}.yaml" for number in range(count)]
    (root / "assets").mkdir(parents=True)
    for number, path in enumerate(paths):
        path.write_text(samples[number % len(samples)], "utf-8")
    return paths


def _jobs(root: Path, count: int, assets: int, tenants: int) -> list[Path]:
    samples = [path.read_text("utf-8") for path in sorted((EXAMPLES / "jobs").rglob("*.yaml"))]
    paths = []
    for number in range(count):
        tenant = f"tenant{number % tenants:03}"
        text = re.sub(r"(?m)^(name|tenant_id):.*\n", "", samples[number % len(samples)])
        text = re.sub(r"(?m)^asset_path:.*$", f"asset_path: /app/assets/asset_{number % assets:05}.yaml", text)
        path = root / "jobs" / tenant / f"job_{number:05}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"tenant_id: {tenant}\n{text}", "utf-8")
        paths.append(path)
    return paths
