"""What development installs is pinned, with hashes, and is what the package says that it takes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    path: (ROOT / path).read_text("utf-8")
    for path in (
        *("requirements.txt", "benchmarks/requirements.txt"),
        *("tests/fuzz/requirements.txt", "tests/warehouses/requirements.txt"),
        *("release/runtime.txt", "release/standalone.txt", "release/sbom.txt"),
    )
}
PINS = {
    match["name"]: match["version"]
    for match in re.finditer(
        r"(?m)^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ \\;]+)", LOCKS["requirements.txt"]
    )
}
NEEDED = [Requirement(line) for line in requires("provider-bridge") or ()]


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_what_the_package_takes_is_pinned(needed: Requirement) -> None:
    assert needed.specifier, "the oldest version that was tested is missing"
    assert needed.specifier.contains(PINS[needed.name.lower()]), "run: make lock"


def test_what_an_editable_install_is_built_with_is_pinned_too(tmp_path: Path) -> None:
    """CONTRIBUTING.md sets up a checkout with the pinned packages and no other."""
    editable = [sys.executable, "-m", "hatchling", "build", "--target", "wheel:editable", "--directory", str(tmp_path)]
    subprocess.run(editable, cwd=ROOT, check=True, capture_output=True)
    assert [path.suffix for path in tmp_path.iterdir()] == [".whl"]


def test_the_hooks_of_pre_commit_have_the_pinned_versions() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    versions = {repo["repo"].rpartition("/")[2].removesuffix("-pre-commit"): repo["rev"] for repo in config["repos"]}
    del versions["vale"]  # not a Python package
    assert versions == {name: f"v{PINS[name]}" for name in ("ruff", "codespell")}


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", lock)[1:]
    assert blocks
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert len(PINS) > len(NEEDED)


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_it_names_no_place_to_download_from(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", lock)


def test_the_packages_of_npm_are_pinned_with_hashes_and_no_place_to_download_from() -> None:
    lock = json.loads((ROOT / "tests" / "tools" / "package-lock.json").read_text("utf-8"))["packages"]
    needed = json.loads((ROOT / "tests" / "tools" / "package.json").read_text("utf-8"))["dependencies"]
    assert lock.pop("")["dependencies"] == needed
    assert {name: lock[f"node_modules/{name}"]["version"] for name in needed} == needed
    assert [name for name, package in lock.items() if "integrity" not in package or "resolved" in package] == []
