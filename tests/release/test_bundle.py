"""The program in one file: the answers of the installed program, on a machine with Python and nothing else."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from release import bundle
from tests.fuzz.cases import Case
from tests.fuzz.test_bounds import CONSTRUCTS, MIB, bounded
from tests.program import EXAMPLES, run, run_here
from tests.release.bundling import PYTHONS, started
from tests.terraform import cli_config
from tests.terraform.running import Terraform, need, words

if TYPE_CHECKING:
    from tests.program import Ran
    from tests.project import Project

INVALID = Path(__file__).resolve().parents[1] / "invalid-examples"
CASES = sorted(path.parent for path in INVALID.glob("*/query.json"))
MISSING = (
    '[extra-missing] "rules" needs the Python package "jsonschema", which is not installed\n'
    "  fix: install provider-bridge with pipx or pip, which installs the package too\n"
)
JOBS = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("jobs/**/*.yaml"))
ALL_JOBS = {"jobs": "jobs/**/*.yaml", "tenants": "acme,globex", "origins": "true"}
QUERIES = [
    *({"job": job, "env.TENANT_ID": "acme", "output": output} for job in JOBS for output in ("tags", "variables")),
    *({**ALL_JOBS, "provider": provider} for provider in ("aws", "gcp", "azure", "kubernetes")),
]
COMMANDS = [
    ("query", "-q", "job=jobs/acme/stripe_customers.yaml"),
    ("tags", "jobs", "--tenant", "acme", "--provider", "all"),
    ("tags", "jobs", "--tenant", "acme", "--format", "json"),
    ("explain", "jobs", "--tenant", "acme"),
    ("explain", "jobs/acme/stripe_customers.yaml", "--format", "markdown"),
    ("find", "dativo-cost-center=hr-001", "jobs", "--provider", "gcp", "--tenant", "acme"),
    ("validate", "jobs", "--tenant", "acme", "--format", "sarif"),
    ("schema", "job"),
    ("tags", "--help"),
    ("tagz",),
]


def ask(archive: Path, query: dict[str, str] | bytes, cwd: Path, python: str = sys.executable) -> Ran:
    stdin = query if isinstance(query, bytes) else json.dumps(query).encode()
    return run(stdin=stdin, cwd=cwd, program=started(archive, python), env={"COLUMNS": "80"})


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: " ".join(query.values()))
def test_a_query_has_the_installed_programs_answer(query: dict[str, str], archive: Path) -> None:
    installed = run_here(stdin=json.dumps(query).encode(), cwd=EXAMPLES)
    assert installed.code == 0
    assert ask(archive, query, EXAMPLES) == installed


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_prints_what_the_installed_one_prints(arguments: tuple[str, ...], archive: Path) -> None:
    ran = run(*arguments, cwd=EXAMPLES, program=started(archive), env={"COLUMNS": "80"})
    assert ran == run_here(*arguments, cwd=EXAMPLES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_has_the_installed_programs_report(case: Path, archive: Path) -> None:
    ran = ask(archive, (case / "query.json").read_bytes(), case)
    report = (case / "stderr.txt").read_text("utf-8")
    assert (ran.code, ran.out) == (1, "")
    if "pydantic" in ran.err:
        located = {line.partition(": error")[0] for line in report.splitlines()}
        assert {line.partition(": error")[0] for line in ran.lines} <= located
    elif "jsonschema" in ran.err:
        assert case.name.startswith("policy-")
        assert MISSING in ran.err
    else:
        assert ran.err == report


def test_a_policy_with_rules_is_refused_by_every_query_and_command(archive: Path, project: Project) -> None:
    project.job("jobs/a.yaml")
    project.write("provider-bridge.yaml", "required_tags: [Team]\nrules:\n- {name: a, schema: {}}\n")
    for query in ({"job": "jobs/a.yaml"}, {"jobs": "jobs/*.yaml"}):
        ran = ask(archive, query, project.root)
        report = f"provider-bridge: 1 error in provider-bridge.yaml\nprovider-bridge.yaml:2:1: error: {MISSING}"
        assert (ran.code, ran.out, ran.err) == (1, "", report)
    assert run("validate", "jobs", cwd=project.root, program=started(archive)).code == 1


@pytest.mark.parametrize("command", ["tags", "explain"])
def test_a_terminal_needs_no_rich(command: str, archive: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        arguments = [*started(archive), command, "jobs/acme/stripe_customers.yaml"]
        subprocess.run(arguments, stdin=theirs, stdout=theirs, cwd=EXAMPLES, check=True)
        printed = os.read(ours, 4096)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"dativo:tenant" in printed
    assert b"acme" in printed


def test_a_directory_that_cannot_be_written_is_read(archive: Path, project: Project) -> None:
    project.job()
    shutil.copy(archive, project.root / "provider-bridge.pyz")
    project.root.chmod(0o555)
    try:
        ran = ask(project.root / "provider-bridge.pyz", {"job": "job.yaml"}, project.root)
    finally:
        project.root.chmod(0o755)
    assert (ran.code, ran.err) == (0, "")
    assert sorted(path.name for path in project.root.iterdir()) == ["job.yaml", "provider-bridge.pyz"]


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_yaml_is_read_or_refused_in_bounded_time(name: str, archive: Path, tmp_path: Path) -> None:
    """A part of 1 MiB, in as much time as libyaml may take for the whole."""
    case = Case({"job.yaml": CONSTRUCTS[name].encode()[: MIB // 8]})
    ran = bounded(case, tmp_path, started(archive))
    assert ran.code in (0, 1), ran.err[-500:]


# --- what it holds


def test_equal_sources_give_equal_bytes(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "again.pyz"
    command = [sys.executable, "-c", "import sys; from release import bundle; bundle.write(*map(eval, sys.argv[1:]))"]
    subprocess.run(
        [*command, f"bundle.Path({str(target)!r})", f"{PYTHONS!r}"],
        cwd=bundle.REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=True,
    )
    assert target.read_bytes() == archive.read_bytes()


def test_it_is_stored_with_its_licenses(archive: Path) -> None:
    with ZipFile(archive) as opened:
        entries = opened.infolist()
    assert all(entry.compress_size == entry.file_size for entry in entries)
    licenses = {entry.filename for entry in entries if entry.filename.startswith("licenses/")}
    assert {path.split("/")[1] for path in licenses} == {"provider-bridge", "PyYAML", "click"}


def test_the_byte_code_of_this_python_is_used(archive: Path) -> None:
    done = subprocess.run([sys.executable, "-v", *started(archive)[1:], "--version"], capture_output=True, check=True)
    assert b"bytecode/cpython-" in done.stderr
    assert b"/source/" not in done.stderr


def test_without_byte_code_the_sources_serve(tmp_path: Path) -> None:
    target = tmp_path / "sources.pyz"
    assert bundle.write(target, ["python-that-is-not-there"]) == []
    assert ask(target, {"job": JOBS[0]}, EXAMPLES) == run_here(
        stdin=json.dumps({"job": JOBS[0]}).encode(), cwd=EXAMPLES
    )


# --- other Pythons


@pytest.mark.parametrize("minor", range(10, 15))
def test_another_python_gives_the_same_answer(minor: int, tmp_path: Path) -> None:
    python = shutil.which(f"python3.{minor}")
    if python is None or subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no Python 3.{minor}")
    target = tmp_path / "provider-bridge.pyz"
    (name,) = bundle.write(target, [python])
    assert name.startswith(f"bytecode/cpython-3{minor}-")
    assert ask(target, ALL_JOBS, EXAMPLES, python) == run_here(stdin=json.dumps(ALL_JOBS).encode(), cwd=EXAMPLES)


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.9"])
def test_an_old_python_is_told_what_is_needed(version: str, archive: Path) -> None:
    """The old Python itself where there is one, else this one under its version."""
    message = f"provider-bridge: Python 3.10 or newer is required, found {version}\n"
    python = shutil.which(f"python{version}")
    if python and not subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        ran = run("tags", "jobs", program=(python, str(archive)))
    else:
        start = (
            f"import runpy, sys; sys.version_info = ({version.replace('.', ', ')}); runpy.run_path({str(archive)!r})"
        )
        ran = run(program=(sys.executable, "-c", start))
    assert (ran.code, ran.out, ran.err) == (1, "", message)


# --- Terraform

CALLER = """
data "external" "tags" {
  program = ["python3", "-I", "-S", "${path.module}/provider-bridge.pyz"]
  query   = { job = "${path.module}/job.yaml" }
}
output "tags" { value = data.external.tags.result }
"""


def test_terraform_plans_with_it(archive: Path, project: Project, terraform_environment: dict[str, str]) -> None:
    need(cli_config.EXTERNAL)
    shutil.copy(archive, project.root / "provider-bridge.pyz")
    project.write("main.tf", CALLER)
    project.job(infrastructure={"tags": {"Team": "data"}})
    terraform = Terraform(project.root, terraform_environment).ready()
    tags = {"Team": "data", "dativo:job": "job", "dativo:tenant": "acme"}
    assert terraform.planned()["outputs"]["tags"]["value"] == tags
    project.write("job.yaml", "tenant_id: acme\ninfrastructure: {provider: awz}\n")
    assert 'error: [provider-unknown] unknown provider "awz"' in words(terraform.plan().stderr)
