"""The system around the program: no home, no path, few files, little memory, odd settings, many calls at once."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.program import EXAMPLES, PROGRAM, Ran, run

if TYPE_CHECKING:
    from tests.program import Process
    from tests.project import Project

QUERY = json.dumps({"job": str(EXAMPLES / "jobs" / "acme" / "stripe_customers.yaml")}).encode()
ESTATE = json.dumps({"jobs": str(EXAMPLES / "jobs" / "**" / "*.yaml"), "tenants": "acme,globex"}).encode()


def bare(query: bytes, env: dict[str, str], **how: Any) -> Ran:
    """A call with this environment and no more."""
    return run(stdin=query, env=env, inherit=("LD_LIBRARY_PATH",), **how)


ENVIRONMENTS: dict[str, dict[str, str]] = {
    "nothing": {},
    "no home": {"HOME": "/nonexistent", "PATH": "/nonexistent"},
    "no folder for temporary files": {"TMPDIR": "/nonexistent"},
    "ASCII": {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Latin-1": {"LC_ALL": "en_US.ISO-8859-1", "PYTHONIOENCODING": "latin-1"},
    "warnings are errors": {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"},
    "no asserts": {"PYTHONOPTIMIZE": "2"},
    "no bytecode": {"PYTHONDONTWRITEBYTECODE": "1"},
    "colours wished for": {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "10"},
}


@pytest.mark.parametrize("env", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_changes_no_result(env: dict[str, str]) -> None:
    assert bare(ESTATE, env) == bare(ESTATE, {"PATH": os.environ["PATH"]})


def test_an_error_reads_the_same_without_asserts(process: Process) -> None:
    """Nothing is refused by an assert alone."""
    cases = sorted((Path(__file__).parents[1] / "invalid-examples").glob("*/query.json"))
    for case in cases[::6]:
        ran = process.command(stdin=case.read_bytes(), cwd=case.parent, env={"PYTHONOPTIMIZE": "2"})
        assert (ran.code, ran.err) == (1, case.with_name("stderr.txt").read_text("utf-8"))


def test_the_umask_is_nobodys_business() -> None:
    for mask in (0o000, 0o077, 0o777):
        assert bare(QUERY, {}, preexec=partial(os.umask, mask)).code == 0


def commit() -> None:
    """Everything in the working directory, as a repository's first commit."""
    identity = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
        subprocess.run(["git", *arguments], check=True, env={**os.environ, **identity})


def limited(what: int, most: int) -> Any:
    return lambda: resource.setrlimit(what, (most, most))


def test_few_open_files_and_little_memory(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    for number in range(1500):
        project.job(f"jobs/{number}.yaml")
    query = json.dumps({"jobs": f"{project.root}/jobs/*.yaml"}).encode()
    expected = bare(query, {})
    assert expected.code == 0
    assert bare(query, {}, preexec=limited(resource.RLIMIT_NOFILE, 16)) == expected
    assert bare(query, {}, preexec=limited(resource.RLIMIT_AS, 400 * 1024 * 1024)) == expected
    assert bare(query, {}, preexec=limited(resource.RLIMIT_STACK, 1024 * 1024)) == expected


def test_modules_in_the_working_directory_are_not_ours(project: Project) -> None:
    """Terraform runs the program in the root's folder: a file there must not become a part of it."""
    for name in ("yaml", "json", "click", "provider_bridge", "sitecustomize"):
        project.write(f"{name}.py", "raise SystemExit('not ours')")
    assert bare(QUERY, {}, cwd=project.root).code == 0


def test_sixty_four_calls_at_once() -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = set(threads.map(lambda _: bare(ESTATE, {}), range(64)))
    assert len(answers) == 1
    assert answers.pop().code == 0


def test_comparisons_at_once_have_folders_of_their_own(project: Project, process: Process) -> None:
    shutil.copytree(EXAMPLES, project.root, dirs_exist_ok=True)
    commit()
    job = project.root / "jobs" / "acme" / "stripe_customers.yaml"
    job.write_text(job.read_text("utf-8").replace("HR-001", "HR-002"), "utf-8")

    def diff(_: int) -> tuple[int, str, str]:
        ran = process.command("diff", "HEAD", "--jobs", "jobs", "--tenant", "acme", cwd=project.root)
        return ran.code, ran.out, ran.err

    with ThreadPoolExecutor(8) as threads:
        (answer,) = set(threads.map(diff, range(16)))
    assert answer[0] == 0
    assert "HR-001 -> HR-002" in answer[1]


def test_the_folder_for_temporary_files_is_ones_own(project: Project) -> None:
    """What a revision holds is nobody else's to read, whatever the umask."""
    watch = (
        "import os, runpy, sys, tempfile\n"
        "made = tempfile.mkdtemp\n"
        "def told(*a, **k):\n"
        "    folder = made(*a, **k); print(oct(os.stat(folder).st_mode & 0o777), file=sys.stderr); return folder\n"
        "tempfile.mkdtemp = told\n"
        "from provider_bridge.__main__ import main\n"
        "sys.argv = ['provider-bridge', 'diff', 'HEAD']\n"
        "os.umask(0); sys.exit(main())\n"
    )
    project.job("job.yaml")
    commit()
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "no changes\n", "0o700\n")


def test_no_room_for_temporary_files(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from provider_bridge import cli
    from provider_bridge.diff import checkout

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    project.job("job.yaml")
    commit()
    monkeypatch.setattr(checkout, "extract", full)
    monkeypatch.setattr("sys.argv", ["provider-bridge", "diff", "HEAD"])
    assert cli.command_line() == 1
    said = "provider-bridge: the temporary directory cannot be written: No space left on device\n"
    assert capsys.readouterr() == ("", said)


def test_no_folder_for_temporary_files(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from provider_bridge import cli

    def fail(*_: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    project.job("job.yaml")
    commit()
    monkeypatch.setattr(tempfile, "gettempdir", fail)
    monkeypatch.setattr("sys.argv", ["provider-bridge", "diff", "HEAD"])
    assert cli.command_line() == 1
    said = "the temporary directory cannot be written: No usable temporary directory found in ['/tmp']"
    assert capsys.readouterr() == ("", f"provider-bridge: {said}\n")


def test_a_folder_that_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said: what a revision holds still lies there."""
    from provider_bridge import cli

    cleanup = tempfile.TemporaryDirectory.cleanup

    def fail(folder: tempfile.TemporaryDirectory[str]) -> None:
        cleanup(folder)
        raise PermissionError(13, "Permission denied", folder.name)

    project.job("job.yaml")
    commit()
    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", fail)
    monkeypatch.setattr("sys.argv", ["provider-bridge", "diff", "HEAD"])
    assert cli.command_line() == 1
    out, err = capsys.readouterr()
    assert out == ""
    message = (
        r"provider-bridge: the temporary directory /.*/\.provider-bridge-\w+ cannot be removed: Permission denied\n"
    )
    assert re.fullmatch(message, err)


def test_the_working_directory_is_gone(tmp_path: Path) -> None:
    for arguments in ("", "validate jobs", "diff HEAD"):
        folder = tmp_path / "gone"
        folder.mkdir()
        script = f'rmdir "$PWD"; echo \'{{"job": "a.yaml"}}\' | "$BRIDGE" {arguments}'
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env={**os.environ, "BRIDGE": PROGRAM},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("provider-bridge: the working directory does not exist\n")
