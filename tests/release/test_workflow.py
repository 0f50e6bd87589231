"""The release: actions and images are pinned, scripts take no text from outside, and what they name exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from provider_bridge import __version__
from tests.program import REPOSITORY

TEXT = (REPOSITORY / ".github" / "workflows" / "release.yml").read_text("utf-8")
JOBS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]
CONTAINERFILE = (REPOSITORY / "Containerfile").read_text("utf-8")


def test_actions_are_pinned_by_commit_beside_their_version() -> None:
    assert [
        line for line in re.findall(r"uses: (.*)", TEXT) if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", line)
    ] == []
    pins = set(re.findall(r"uses: ([\w/-]+)@(\w+)", TEXT))
    assert len({action for action, _ in pins}) == len(pins), "an action in two versions"


def test_no_script_holds_an_expression() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_only_jobs_that_write_may_write() -> None:
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    writing = {
        name: {what for what, how in job.get("permissions", {}).items() if how == "write"} for name, job in JOBS.items()
    }
    assert writing == {
        "build": set(),
        "standalone": set(),
        "image": {"packages", "id-token", "attestations"},
        "publish": {"contents", "id-token", "attestations"},
    }


def test_the_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        name
        for step in STEPS
        for names in re.findall(r"make ([a-z -]+)", step.get("run", ""))
        for name in names.split()
    }
    assert named == {"test", "wheel", "bundle", "sbom"}
    assert named <= targets


def test_the_bundle_has_byte_code_for_each_python_that_the_package_supports() -> None:
    (versions,) = (
        step["with"]["python-version"]
        for step in JOBS["build"]["steps"]
        if "with" in step and "python-version" in step["with"]
    )
    classifiers = re.findall(r"Python :: (3\.\d+)", (REPOSITORY / "pyproject.toml").read_text("utf-8"))
    assert sorted(versions.split()) == sorted(classifiers)


# --- scripts, run by hand


def run_step(name: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a step as GitHub's runners do."""
    (script,) = (step["run"] for step in STEPS if step.get("name") == name)
    environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **env}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_a_tag_of_another_version_is_refused() -> None:
    step = "The tag is the version"
    assert run_step(step, REPOSITORY, GITHUB_REF_NAME=f"v{__version__}").returncode == 0
    assert run_step(step, REPOSITORY, GITHUB_REF_NAME="v0.0.1").returncode == 1


@pytest.mark.parametrize(("pythons", "code"), [(range(10, 15), 0), (range(11, 15), 1)])
def test_a_bundle_without_the_byte_code_of_a_python_is_refused(pythons: range, code: int, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    with ZipFile(tmp_path / "dist" / "provider-bridge.pyz", "w") as archive:
        for minor in pythons:
            for file in ("a.pyc", "b.pyc"):
                archive.writestr(f"bytecode/cpython-3{minor}-1/{file}", b"")
    assert run_step("The bundle has byte code for five Pythons", tmp_path).returncode == code


def test_the_checksums_are_those_of_all_other_files(tmp_path: Path) -> None:
    for name in ("provider-bridge.pyz", "-odd.whl"):
        (tmp_path / name).write_text(name, "utf-8")
    assert run_step("Checksums", tmp_path).returncode == 0
    lines = (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()
    assert {line.partition("  ")[2] for line in lines} == {"provider-bridge.pyz", "-odd.whl"}
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=False).returncode == 0


# --- the image


def test_the_image_has_a_pinned_base_and_no_root() -> None:
    bases = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim@sha256:[0-9a-f]{64}", bases[0])
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", CONTAINERFILE, re.MULTILINE)
    assert CONTAINERFILE.endswith('ENTRYPOINT ["provider-bridge"]\n')


def test_the_image_copies_what_the_build_may_see() -> None:
    (sources,) = re.findall(r"^COPY (?!--)(.*) \S+$", CONTAINERFILE, re.MULTILINE)
    allowed = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()
    assert allowed == ["*", *(f"!{path}" for path in sorted(sources.split()))]


@pytest.mark.parametrize("path", ["release/runtime.txt", "release/standalone.txt", "release/sbom.txt"])
def test_what_a_release_is_made_of_is_pinned(path: str) -> None:
    assert "--hash=sha256:" in (REPOSITORY / path).read_text("utf-8")
