"""Folders that can't be listed or entered and files that can't be read, by a user who is held to them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.given import JOB
from tests.program import PROGRAM, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.project import Project

_POWERS = "-dac_override,-dac_read_search"
PLAIN = ["setpriv", f"--bounding-set={_POWERS}", f"--inh-caps={_POWERS}"] if os.geteuid() == 0 else []
"""Starts a program whose user is held to permissions, even where that is root."""
if PLAIN and shutil.which(PLAIN[0]) is None:
    pytest.skip("root reads every file, and without setpriv can't do without", allow_module_level=True)


def plainly(*arguments: str, cwd: Path, query: dict[str, str] | None = None) -> tuple[int, str, str]:
    """A call by a user without privileges: exit code, standard output, standard error."""
    ran = run(*arguments, stdin=json.dumps(query).encode() if query else b"", cwd=cwd, program=(*PLAIN, PROGRAM))
    return ran.code, ran.out, ran.err


@pytest.fixture
def estate(project: Project) -> Iterator[Project]:
    """Jobs in the folders `open` and `shut`."""
    project.write("provider-bridge.yaml", "")
    project.write("open/a.yaml", JOB)
    project.write("shut/b.yaml", JOB)
    project.write("shut/deeper/c.yaml", JOB)
    yield project
    for path in (project.root / "shut", project.root / "shut" / "deeper"):
        path.chmod(0o755)  # so that it can be removed


FIX = "allow the current user to read it, or use a pattern without it"


@pytest.mark.parametrize("glob", ["shut/*.yaml", "**/*.yaml", "*/*.yaml", "*/*/*.yaml"])
def test_a_folder_that_can_not_be_listed_is_an_error_and_never_left_out(glob: str, estate: Project) -> None:
    """Without the jobs in it a plan would destroy what they run on."""
    (estate.root / "shut").chmod(0o111)
    code, out, err = plainly(cwd=estate.root, query={"jobs": glob})
    assert (code, out) == (1, "")
    assert err == (
        "provider-bridge: 1 error in query\n"
        'query:1:2: error: [file-unreadable] directory "shut" cannot be listed: Permission denied\n'
        f"  fix: {FIX}\n"
    )


@pytest.mark.parametrize("mode", [0, 0o444])
@pytest.mark.parametrize("glob", ["*/b.yaml", "shut/b.yaml*", "*/deeper/*.yaml", "**/b.yaml", "shut/../*/b.yaml"])
def test_nor_is_what_a_glob_names_in_a_folder_that_can_not_be_entered(glob: str, mode: int, estate: Project) -> None:
    estate.write("open/b.yaml", JOB)
    estate.write("open/deeper/d.yaml", JOB)
    (estate.root / "shut").chmod(mode)
    code, out, err = plainly(cwd=estate.root, query={"jobs": glob})
    assert (code, out) == (1, "")
    assert "[file-unreadable]" in err
    assert "Permission denied" in err


def test_a_folder_further_down_is_named(estate: Project) -> None:
    (estate.root / "shut" / "deeper").chmod(0)
    code, out, err = plainly("validate", ".", cwd=estate.root)
    assert (code, err) == (1, "")
    assert '[file-unreadable] directory "shut/deeper" cannot be listed: Permission denied' in out


def test_diff_takes_no_job_for_gone_that_it_can_not_see(estate: Project) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "jobs"]):
        subprocess.run(["git", *arguments], cwd=estate.root, check=True)
    (estate.root / "shut").chmod(0o111)
    code, out, err = plainly("diff", "HEAD", "--jobs", "**/*.yaml", cwd=estate.root)
    assert (code, out) == (1, "")
    assert err == 'provider-bridge: directory "shut" cannot be listed: Permission denied\n'


def test_a_file_in_a_folder_that_can_only_be_entered_is_read_by_its_name(estate: Project) -> None:
    (estate.root / "shut").chmod(0o111)
    code, out, _ = plainly(cwd=estate.root, query={"job": "shut/b.yaml"})
    assert (code, out) == (0, '{"dativo:job":"b","dativo:tenant":"acme"}\n')


@pytest.mark.parametrize("asked", [{"job": "shut/b.yaml"}, {"jobs": "shut/*.yaml"}, {"jobs": "**/*.yaml"}], ids=str)
def test_files_in_a_folder_that_can_only_be_listed_are_unreadable(asked: dict[str, str], estate: Project) -> None:
    (estate.root / "shut").chmod(0o444)
    code, out, err = plainly(cwd=estate.root, query=asked)
    assert (code, out) == (1, "")
    assert "[file-unreadable]" in err
    assert "Permission denied" in err
    assert "Traceback" not in err


def test_hidden_folders_are_not_looked_into(estate: Project) -> None:
    estate.write(".cache/d.yaml", JOB)
    (estate.root / ".cache").chmod(0)
    code, out, err = plainly(cwd=estate.root, query={"jobs": "**/*.yaml"})
    assert (code, err) == (0, "")
    assert list(json.loads(out)) == ["open/a", "shut/b", "shut/deeper/c"]


@pytest.mark.parametrize(
    "arguments", [["tags", "open"], ["explain", "open"], ["validate", "open"], ["find", "a=b", "open"]], ids=str
)
def test_a_file_that_can_not_be_read(arguments: list[str], estate: Project) -> None:
    (estate.root / "open" / "a.yaml").chmod(0)
    code, out, err = plainly(*arguments, cwd=estate.root)
    assert code == 1
    assert (out + err).startswith(
        "provider-bridge: 1 error in open/a.yaml\n"
        'open/a.yaml:1:1: error: [file-unreadable] "open/a.yaml" cannot be read: Permission denied\n'
        "  fix: allow the current user to read the file\n"
    )


def test_an_asset_a_policy_and_a_plan_that_can_not_be_read(estate: Project) -> None:
    estate.write("open/a.yaml", f"asset_path: asset.yaml\n{JOB}")
    for name in ("asset.yaml", "plan.json"):
        estate.write(name, "")
        (estate.root / name).chmod(0)
    _, out, err = plainly(cwd=estate.root, query={"job": "open/a.yaml"})
    assert out == ""
    assert 'open/a.yaml:1:13: error: [file-unreadable] "asset.yaml" cannot be read: Permission denied\n' in err
    code, out, err = plainly("audit", "plan.json", "--jobs", "shut/b.yaml", cwd=estate.root)
    assert (code, out) == (1, "")
    assert "plan.json: error: [file-unreadable] the plan cannot be read: Permission denied\n" in err
    (estate.root / "provider-bridge.yaml").chmod(0)
    code, out, err = plainly(cwd=estate.root, query={"job": "shut/b.yaml"})
    assert (code, out) == (1, "")
    assert 'error: [file-unreadable] "provider-bridge.yaml" cannot be read: Permission denied\n' in err


def test_diff_takes_no_job_for_gone_in_a_folder_that_can_not_be_entered(estate: Project) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "a"]):
        subprocess.run(["git", *arguments], cwd=estate.root, check=True)
    (estate.root / "shut").chmod(0)
    for jobs in ("shut/b.yaml", "shut/*.yaml", "*/b.yaml"):
        code, out, err = plainly("diff", "HEAD", "--jobs", jobs, cwd=estate.root)
        assert (code, out) == (1, "")
        assert err == 'provider-bridge: directory "shut" cannot be listed: Permission denied\n'


def test_a_tree_that_nobody_may_write_to_is_enough(estate: Project) -> None:
    for place, _, _ in os.walk(estate.root):
        Path(place).chmod(0o555)
    try:
        before = sorted(Path(estate.root).rglob("*"))
        code, out, err = plainly(cwd=estate.root, query={"jobs": "**/*.yaml"})
        assert (code, err) == (0, "")
        assert len(json.loads(out)) == 3
        assert sorted(Path(estate.root).rglob("*")) == before
    finally:
        for place, _, _ in os.walk(estate.root):
            Path(place).chmod(0o755)


def test_init_in_a_directory_that_cannot_be_written_has_no_next_step(project: Project) -> None:
    project.root.chmod(0o555)
    code, out, err = plainly("init", cwd=project.root)
    project.root.chmod(0o755)
    assert (code, out) == (1, "")
    assert err == "".join(
        f"provider-bridge: cannot write {path}: Permission denied\n"
        for path in ("provider-bridge.yaml", "jobs/acme/first_job.yaml", "provider-bridge.tf")
    )
    assert list(project.root.iterdir()) == []


def test_fix_in_a_directory_that_cannot_be_written_changes_nothing(estate: Project) -> None:
    job = estate.root / "open" / "a.yaml"
    job.write_text(JOB.replace("infrastructure", "infrastructur"), "utf-8")
    job.parent.chmod(0o555)
    code, _, err = plainly("fix", "open", cwd=estate.root)
    job.parent.chmod(0o755)
    assert (code, "provider-bridge: cannot write open/a.yaml: Permission denied\n" in err) == (1, True)
    assert "infrastructur:" in job.read_text("utf-8")
