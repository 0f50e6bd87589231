"""The ways into CI, run by hand: the GitHub action's steps, the pre-commit hook, the GitLab job's script."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml

from provider_bridge import __version__

if TYPE_CHECKING:
    from tests.project import Project

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = ROOT / "tests" / "reports"
BIN = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GITLAB = yaml.safe_load((ROOT / "examples" / "ci" / "gitlab.yml").read_text("utf-8"))["provider-bridge"]

FINE = {"tags": {"Team": "data"}}
WARNS = {"tags": {"Team": "R&D"}}
BROKEN = {"provider": "awz"}


def valid(document: Any, schema: str) -> None:
    published = json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8"))
    jsonschema.validators.validator_for(published)(published).validate(document)


def in_bash(script: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """As GitHub's and GitLab's runners start bash, with the program on PATH."""
    environment = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **env}
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def git(project: Project, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, **identity}
    subprocess.run(["git", *arguments], cwd=project.root, env=env, capture_output=True, check=True)


# --- the GitHub action


@pytest.fixture
def checkout(project: Project) -> Project:
    """A repository on a runner."""
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", FINE)
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "jobs")
    git(project, "tag", "base")
    return project


def validate(project: Project, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's step, its inputs as the runner hands them over."""
    given = {name: str(declared["default"]) for name, declared in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    env = {}
    for name, expression in STEPS["Validate"]["env"].items():
        match = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)
        assert match
        env[name] = given[match[1]]
    env["GITHUB_STEP_SUMMARY"] = str(project.root.parent / "summary.md")
    env["RUNNER_TEMP"] = str(project.root.parent)
    return in_bash(STEPS["Validate"]["run"], project.root, env)


def summary(project: Project) -> str:
    file = project.root.parent / "summary.md"
    return file.read_text("utf-8") if file.exists() else ""


def test_the_action_is_an_action() -> None:
    valid(ACTION, "github-action")
    for step in STEPS.values():
        assert "${{" not in step["run"], "an input in a script could be a command"
        assert step["shell"] == "bash"
    env = {f"{step} {name}": value for step in STEPS for name, value in STEPS[step].get("env", {}).items()}
    assert {name for name in ACTION["inputs"] if name not in ("python-version", "comment")} == {
        match for expression in env.values() for match in re.findall(r"inputs\.([a-z-]+)", expression)
    }


def test_it_installs_the_action_itself(tmp_path: Path) -> None:
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "GITHUB_ACTION_PATH": "/action path"}
    done = in_bash(STEPS["Install"]["run"], tmp_path, env)
    assert done.stdout.splitlines() == ["-m", "pip", "install", "--quiet", "/action path"]


def test_jobs_without_findings(checkout: Project) -> None:
    done = validate(checkout)
    assert (done.returncode, done.stdout, done.stderr, summary(checkout)) == (0, "", "", "")


def test_errors_are_annotations_and_fail_the_step(checkout: Project) -> None:
    checkout.job("jobs/b.yaml", BROKEN)
    done = validate(checkout)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("::error file=jobs/b.yaml,line=3,col=13,title=provider-unknown::")


def test_warnings_fail_the_step_only_where_it_is_strict(checkout: Project) -> None:
    checkout.job("jobs/b.yaml", WARNS)
    done = validate(checkout)
    assert (done.returncode, done.stdout[:25]) == (0, "::warning file=jobs/b.yam")
    done = validate(checkout, strict="true")
    assert (done.returncode, done.stdout[:23]) == (1, "::error file=jobs/b.yam")


def test_several_jobs_and_tenants(checkout: Project) -> None:
    """Directories and globs, none of which the shell may expand: files that a glob finds may be left out."""
    checkout.job("more jobs/b.yaml", BROKEN)
    checkout.job("shared/c.yaml", WARNS, tenant_id="${TENANT_ID}")
    checkout.write("shared/later.yaml", {"tenant_id": "acme"})
    done = validate(checkout, jobs="jobs shared/*.yaml", tenants="acme globex")
    assert done.returncode == 0
    assert [line[:30] for line in done.stdout.splitlines()] == [
        "::warning file=shared/c.yaml,l",
        "::notice file=shared/later.yam",
    ]


def test_jobs_on_lines_of_their_own(checkout: Project) -> None:
    """As `jobs: |` gives them."""
    checkout.job("shared/b.yaml", BROKEN)
    assert validate(checkout, jobs="jobs\nshared\n").returncode == 1


@pytest.mark.parametrize("jobs", [WARNS, BROKEN], ids=["warnings", "errors"])
def test_a_sarif_file_is_there_even_where_the_step_fails(jobs: dict[str, Any], checkout: Project) -> None:
    checkout.job("jobs/b.yaml", jobs)
    done = validate(checkout, sarif="findings.sarif")
    assert done.returncode == (1 if jobs is BROKEN else 0)
    log = json.loads((checkout.root / "findings.sarif").read_text("utf-8"))
    valid(log, "sarif-2.1.0")
    assert len(log["runs"][0]["results"]) == 1


def test_the_diff_goes_to_the_summary(checkout: Project) -> None:
    checkout.job("jobs/a.yaml", {"tags": {"Team": "web"}})
    checkout.write("../summary.md", "# Before\n")
    done = validate(checkout, diff_base="base")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert summary(checkout).startswith("# Before\n### Tags: 1 tag changed in 1 job\n")
    assert "| `jobs/a` | AWS | `Team` | `data` | `web` | `jobs/a.yaml:5` |" in summary(checkout)


def test_a_revision_that_was_not_fetched_fails_the_step_and_loses_no_finding(checkout: Project) -> None:
    checkout.job("jobs/b.yaml", WARNS)
    done = validate(checkout, diff_base="origin/main", sarif="findings.sarif")
    assert done.returncode == 1
    assert "git fetch --depth=1 origin" in done.stderr
    assert done.stdout.startswith("::warning file=jobs/b.yaml,")
    assert summary(checkout).endswith("### Tags: not compared\n\nThe log of the job has the reason.\n")
    assert json.loads((checkout.root / "findings.sarif").read_text("utf-8"))["runs"][0]["results"]


def test_no_file_that_is_no_sarif_is_left(checkout: Project) -> None:
    done = validate(checkout, jobs="--nope", sarif="findings.sarif")
    assert done.returncode == 2
    assert not (checkout.root / "findings.sarif").exists()


def test_errors_and_the_diff_are_both_there(checkout: Project) -> None:
    checkout.job("jobs/b.yaml", BROKEN)
    done = validate(checkout, diff_base="base")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=jobs/b.yaml,")
    assert (
        "- Not compared: `jobs/b.yaml` in the working tree: the job, its asset or the configuration file has errors\n"
        in summary(checkout)
    )


@pytest.mark.parametrize("name", ["jobs", "tenants", "strict", "sarif", "diff_base"])
def test_no_input_is_a_command(name: str, checkout: Project) -> None:
    validate(checkout, **{name: "$(touch taken) `touch taken`;touch taken"})
    assert not (checkout.root / "taken").exists()


# --- the pre-commit hook


def test_the_hook() -> None:
    valid(HOOKS, "pre-commit-hooks")
    (hook,) = HOOKS
    assert re.search(hook["files"], "jobs/acme/a.yaml")
    assert re.search(hook["files"], "provider-bridge.yml")
    assert not re.search(hook["files"], "main.tf")
    assert shlex.split(hook["entry"])[0] in entry_points(group="console_scripts").names


@pytest.mark.parametrize(("jobs", "code"), [(FINE, 0), (WARNS, 0), (BROKEN, 1)], ids=["fine", "warnings", "errors"])
def test_what_the_hook_runs(jobs: dict[str, Any], code: int, checkout: Project) -> None:
    """The entry and its arguments, without file names, from the repository's top."""
    (hook,) = HOOKS
    assert hook["pass_filenames"] is False
    checkout.job("jobs/b.yaml", jobs)
    program, *arguments = shlex.split(hook["entry"]) + hook["args"]
    done = subprocess.run([BIN / program, *arguments], cwd=checkout.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")


# --- the GitLab job


@pytest.mark.parametrize(("jobs", "code"), [(FINE, 0), (WARNS, 0), (BROKEN, 1)], ids=["fine", "warnings", "errors"])
def test_what_the_gitlab_job_runs(jobs: dict[str, Any], code: int, checkout: Project) -> None:
    """Both reports are there, where the job says they are, whether it fails or not."""
    checkout.job("jobs/b.yaml", jobs)
    done = in_bash("\n".join(GITLAB["script"]), checkout.root, GITLAB["variables"])
    assert (done.returncode, done.stderr) == (code, "")
    assert GITLAB["artifacts"]["when"] == "always"
    reports = {kind: (checkout.root / path).read_text("utf-8") for kind, path in GITLAB["artifacts"]["reports"].items()}
    found = json.loads(reports["codequality"])
    valid(found, "gitlab-code-quality")
    assert len(found) == (0 if jobs is FINE else 1)
    suites = ElementTree.fromstring(reports["junit"])
    assert (suites.get("tests"), suites.get("failures")) == ("2", str(code))


def test_several_directories_in_the_gitlab_job(checkout: Project) -> None:
    checkout.job("more/b.yaml", BROKEN)
    done = in_bash("\n".join(GITLAB["script"]), checkout.root, {"JOBS": "jobs more"})
    assert done.returncode == 1


def test_globs_in_the_gitlab_job_are_the_programs(checkout: Project) -> None:
    """A file without infrastructure that the shell has named is an error, and one that a glob has found is not."""
    checkout.write("jobs/theirs.yaml", "tenant_id: acme\n")
    done = in_bash("\n".join(GITLAB["script"]), checkout.root, {"JOBS": "jobs/*.yaml"})
    assert (done.returncode, done.stderr) == (0, "")


def test_the_gitlab_job_installs_this_version() -> None:
    assert GITLAB["variables"]["PROVIDER_BRIDGE"] == __version__
    assert GITLAB["before_script"] == ['pip install --quiet "provider-bridge==$PROVIDER_BRIDGE"']
