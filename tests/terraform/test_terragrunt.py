"""The example for Terragrunt, with a real Terragrunt: source, state and tags of a unit come from the job's YAML."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.terraform import binary
from tests.terraform.running import words

if TYPE_CHECKING:
    from pathlib import Path


def test_a_unit_is_planned_and_audited(tree: Path, terraform_environment: dict[str, str]) -> None:
    if not shutil.which("terragrunt"):
        pytest.skip("terragrunt is not on PATH")
    unit = tree / "examples" / "terragrunt" / "live" / "acme" / "nightly_export"
    done = subprocess.run(
        ["terragrunt", "plan", "-no-color"],
        cwd=unit,
        env={**terraform_environment, "TG_TF_PATH": binary.NAME, "TG_NON_INTERACTIVE": "true", "TG_NO_COLOR": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed = words(done.stdout + done.stderr)
    assert "terraform_data.job will be created" in printed
    assert "no problems found" in printed
    backend = next(unit.rglob(".terraform/terraform.tfstate"))
    assert json.loads(backend.read_text("utf-8"))["backend"]["config"]["path"].startswith(str(tree.resolve()))
