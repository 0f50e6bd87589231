"""`provider-bridge fix`: what is certain is changed in the files, and no other byte."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from provider_bridge.files import write
from tests.test_invalid_examples import CASES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.program import Program, Ran
    from tests.project import Project

POLICY = """\
# The policy.
required_tags: [Team, Owner]
aws_tag_polices: [tag-policy.json]
"""
AWS = '{"tags": {"stage": {"tag_key": {"@@assign": "Stage"}}}}'
JOB = """\
# A job\r
tenant_id:   acme # the tenant\r
description: nightly: orders   # what it does\r
complience: x\r
\r
infrastructure:\r
    provider: aws\r
    run_time: {type: ecs}\r
    tags:\r
        # who pays\r
        team: data\r
        'stage' : prod"""
FIXED = (
    JOB.replace("nightly: orders", '"nightly: orders"')
    .replace("run_time", "runtime")
    .replace("team", "Team")
    .replace("'stage'", "'Stage'")
    .replace("        team", "        Owner: web\r\n        team")
    .replace("        Team", "        Owner: web\r\n        Team")
)


@pytest.fixture
def fix(program: Program, project: Project) -> Callable[..., Ran]:
    return lambda *arguments: program.command("fix", "jobs", *arguments, cwd=project.root)


@pytest.fixture
def broken(project: Project) -> Path:
    project.write("provider-bridge.yaml", POLICY)
    project.write("tag-policy.json", AWS)
    project.write("jobs/orders.yaml", JOB)
    return project.root / "jobs" / "orders.yaml"


def test_certain_fixes_are_made_and_no_other_byte_changes(broken: Path, fix: Callable[..., Ran]) -> None:
    ran = fix("--set", "Owner=web")
    assert (ran.code, ran.out, ran.err) == (0, "provider-bridge: 6 changes in 2 files\n", "")
    assert broken.read_bytes().decode() == FIXED
    policy = (broken.parent.parent / "provider-bridge.yaml").read_text("utf-8")
    assert policy == POLICY.replace("aws_tag_polices", "aws_tag_policies")


def test_a_second_run_changes_nothing(broken: Path, fix: Callable[..., Ran]) -> None:
    fix("--set", "Owner=web")
    before = broken.stat().st_mtime_ns
    ran = fix("--set", "Owner=web")
    assert (ran.code, ran.out) == (0, "provider-bridge: nothing to fix\n")
    assert broken.stat().st_mtime_ns == before


def test_errors_that_are_left_are_reported(broken: Path, fix: Callable[..., Ran]) -> None:
    ran = fix()
    assert (ran.code, ran.out, ran.rules) == (1, "provider-bridge: 5 changes in 2 files\n", ["required-tag"])
    assert b"Owner" not in broken.read_bytes()


def test_a_diff_writes_nothing(broken: Path, fix: Callable[..., Ran]) -> None:
    before = broken.read_bytes()
    ran = fix("--diff", "--set", "Owner=web")
    assert (ran.code, ran.err) == (0, "")
    assert "--- a/jobs/orders.yaml\n+++ b/jobs/orders.yaml\n" in ran.out
    assert "-    run_time: {type: ecs}\r\n+    runtime: {type: ecs}\r\n" in ran.out
    assert "-aws_tag_polices: [tag-policy.json]\n+aws_tag_policies: [tag-policy.json]\n" in ran.out
    assert ran.out.count("\n\\ No newline at end of file\n") == 2
    assert broken.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "tenant_id: [\n",
        "tenant_id: acme\ninfrastructure: {provider: awz}\n",
        "tenant_id: acme\ninfrastructure: {provider: aws, memory_limit_of_all: 4}\n",
        "tenant_id: acme\ninfrastructure: {provider: aws, runtime: {type: ecs}, run_time: {}}\n",
        "base: &b {run_time: {}}\ntenant_id: acme\ninfrastructure: {provider: aws, <<: *b}\n",
        "tenant_id: acme\nname: a: b\n  c\ninfrastructure: {provider: aws}\n",
        "\xff",
    ],
)
def test_what_is_not_certain_stays(text: str, project: Project, fix: Callable[..., Ran]) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("jobs/a.yaml", text.encode("latin-1"))
    assert fix().out == "provider-bridge: nothing to fix\n"
    assert (project.root / "jobs" / "a.yaml").read_bytes() == text.encode("latin-1")


def test_a_misspelled_infrastructure_is_renamed(project: Project, fix: Callable[..., Ran]) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("jobs/a.yaml", "tenant_id: acme\ninfrastrcture:\n  provdier: aws\n")
    assert (fix().code, fix().code) == (0, 0)
    assert (project.root / "jobs/a.yaml").read_text() == "tenant_id: acme\ninfrastructure:\n  provider: aws\n"


def test_an_asset_is_fixed_once_for_all_its_jobs(project: Project, fix: Callable[..., Ran]) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("assets/a.yaml", "\ufeffcomplience: {regulations: [GDPR]}\n")
    for name in ("a", "b"):
        project.job(f"jobs/{name}.yaml", asset_path="assets/a.yaml")
    assert fix().out == "provider-bridge: 1 change in 1 file\n"
    assert (project.root / "assets/a.yaml").read_text("utf-8") == "\ufeffcompliance: {regulations: [GDPR]}\n"


def test_the_mode_and_a_link_stay(project: Project, fix: Callable[..., Ran]) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("shared/a.yaml", "tenant_id: acme\ninfrastructure: {provdier: aws}\n")
    (project.root / "shared/a.yaml").chmod(0o640)
    (project.root / "jobs").mkdir()
    (project.root / "jobs/a.yaml").symlink_to("../shared/a.yaml")
    assert fix().code == 0
    assert (project.root / "jobs/a.yaml").is_symlink()
    assert (project.root / "shared/a.yaml").stat().st_mode & 0o777 == 0o640
    assert "provider" in (project.root / "shared/a.yaml").read_text()
    assert [path.name for path in (project.root / "shared").iterdir()] == ["a.yaml"]


def test_nothing_out_of_the_root_is_written(
    project: Project, fix: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.yaml"
    outside.write_text("tenant_id: acme\ninfrastructure: {provdier: aws}\n")
    project.write("provider-bridge.yaml", "")
    (project.root / "jobs").mkdir()
    (project.root / "jobs/a.yaml").symlink_to(outside)
    ran = fix()
    assert (ran.code, ran.rules) == (1, ["path-outside-root"])
    assert "provdier" in outside.read_text()


def test_a_file_that_changes_meanwhile_is_left(
    broken: Path, fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(*arguments: object) -> None:
        broken.write_text("tenant_id: other\n")
        write.replace(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("provider_bridge.commands.fix.replace", change)
    ran = fix("--set", "Owner=web")
    assert ran.code == 1
    assert "provider-bridge: cannot write jobs/orders.yaml: the file has changed meanwhile\n" in ran.err
    assert broken.read_text() == "tenant_id: other\n"


@pytest.mark.parametrize("pair", ["Owner", "=web", "Owner="])
def test_a_pair_needs_key_and_value(pair: str, broken: Path, fix: Callable[..., Ran]) -> None:
    assert fix("--set", pair).code == 2


WRONG = {case: sorted(case.rglob("*.yaml")) for case in CASES}


@pytest.mark.parametrize("case", [case for case, documents in WRONG.items() if documents], ids=lambda case: case.name)
def test_any_wrong_input_is_fixed_in_one_run(case: Path, program: Program, tmp_path: Path) -> None:
    """Whatever is wrong, `fix` ends with 0 or 1, and a second run has nothing more to change."""
    project = tmp_path / "case"
    shutil.copytree(case, project)
    jobs = [str(path.relative_to(case)) for path in WRONG[case]]
    first, second = (program.command("fix", *jobs, "--root", ".", "--set", "Owner=web", cwd=project) for _ in range(2))
    assert first.code in (0, 1), first.err
    assert second.out in ("provider-bridge: nothing to fix\n", "")
    assert second.err == first.err
