"""`provider-bridge validate`: every rule over a broken estate, nothing over a good one, exit codes, a progress bar."""

from __future__ import annotations

import json
import os
import pty
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge import __version__
from tests.reports.sarif_log import without_help

if TYPE_CHECKING:
    from tests.program import Program, Ran
    from tests.project import Project

TESTS = Path(__file__).resolve().parents[1]
EXAMPLES = TESTS.parent / "examples"
ESTATE = TESTS / "broken-estate"
FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab")
JOBS = ("jobs", "jobs/infrastructure-missing.yaml")

ON_THE_COMMAND_LINE = {
    "glob-empty": ["nothing/*.yaml"],
    "file-missing": ["jobs/gone.yaml", "--today", "2025-12-31"],
    "root-unknown": ["jobs", "--root", "elsewhere"],
    "query-value": ["jobs", "--resource", "s3"],
    "query-key": ["jobs", "--env", "1ST=x"],
}
IN_QUERIES_ONLY = {"query-json", "api-version"}
NOT_TO_BE_COMMITTED = {
    "yaml-encoding": b"tenant_id: caf\xe9\n",
    "file-too-large": b"#" * (1024 * 1024 + 1),
}
LEAVING_NO_POLICY = {"config-invalid"}
TAKING_A_SECOND = {"policy-slow"}
OF_BILLS_AND_INVENTORIES = {"job-ambiguous", "job-unmatchable", "job-without-resources", "tag-ambiguous"}


def rules(ran: Ran) -> list[str]:
    """The rules of a report in JSON, in order."""
    return [diagnostic["rule"] for diagnostic in json.loads(ran.out)]


# --- every rule


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_of_a_broken_estate_is_exactly(form: str, program: Program) -> None:
    ran = program.command("validate", *JOBS, "--format", form, cwd=ESTATE)
    shown = ran.out.replace(f'"version": "{__version__}"', '"version": "VERSION"') if form == "sarif" else ran.out
    shown = without_help(shown) if form == "sarif" else shown
    assert shown == (ESTATE / f"expected.{form}").read_text("utf-8")
    assert (ran.code, ran.err) == (1, "")


def test_the_broken_estate_shows_each_rule_once(program: Program) -> None:
    every: set[str] = runpy.run_path(str(TESTS / "test_invalid_examples.py"))["RULES"]
    elsewhere = {*ON_THE_COMMAND_LINE, *IN_QUERIES_ONLY, *NOT_TO_BE_COMMITTED, *LEAVING_NO_POLICY}
    elsewhere |= {*TAKING_A_SECOND, *OF_BILLS_AND_INVENTORIES}
    policy = ["policy/aws-tag-policy", "policy/cost-center-known", "policy/team-of-ours"]
    ran = program.command("validate", *JOBS, "--format", "json", cwd=ESTATE)
    assert sorted(rules(ran)) == sorted([*(every - elsewhere), *policy])


def test_what_leaves_nothing_to_judge_by(program: Program) -> None:
    ran = program.command(
        "validate", "jobs/policy.yaml", "--config", "broken-policy.yaml", "--format", "json", cwd=ESTATE
    )
    assert (ran.code, rules(ran)) == (1, ["config-invalid", "file-missing"])


@pytest.mark.parametrize(("rule", "arguments"), ON_THE_COMMAND_LINE.items(), ids=ON_THE_COMMAND_LINE)
def test_what_is_wrong_with_the_question(rule: str, arguments: list[str], program: Program) -> None:
    ran = program.command("validate", *arguments, "--format", "json", cwd=ESTATE)
    assert ran.code == 1
    told = rules(ran) if ran.out else ran.rules
    assert told == [rule]


@pytest.mark.parametrize(("rule", "content"), NOT_TO_BE_COMMITTED.items(), ids=NOT_TO_BE_COMMITTED)
def test_files_that_can_not_be_committed(rule: str, content: bytes, program: Program, project: Project) -> None:
    project.write("jobs/a.yaml", content)
    project.job("jobs/b.yaml")
    ran = program.command("validate", "jobs", "--format", "json", cwd=project.root)
    assert (ran.code, rules(ran)) == (1, [rule])


# --- no problems


@pytest.mark.parametrize("provider", [[], ["--provider", "all"], ["--provider", "gcp"]])
def test_the_example_estate_has_no_finding(provider: list[str], program: Program) -> None:
    tenants = ["--tenant", "acme", "--tenant", "globex"]
    ran = program.command("validate", "jobs", *tenants, *provider, "--strict", cwd=EXAMPLES)
    assert (ran.code, ran.out, ran.err) == (0, "provider-bridge: 8 job files checked, no problems found\n", "")


@pytest.mark.parametrize(
    ("form", "expected"), [("json", "[]\n"), ("github", ""), ("gitlab", "[]\n")], ids=["json", "github", "gitlab"]
)
def test_nothing_to_say_for_machines(form: str, expected: str, program: Program) -> None:
    ran = program.command("validate", "jobs/acme", "--format", form, cwd=EXAMPLES)
    assert (ran.code, ran.out, ran.err) == (0, expected, "")


def test_every_file_that_was_checked_is_a_passed_junit_case(program: Program) -> None:
    ran = program.command("validate", "jobs/globex", "--format", "junit", cwd=EXAMPLES)
    assert ran.out == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="provider-bridge" tests="3" failures="0" errors="0">\n'
        '  <testsuite name="provider-bridge validate" tests="3" failures="0" errors="0">\n'
        '    <testcase name="jobs/globex/plain_kubernetes.yaml" classname="provider-bridge" />\n'
        '    <testcase name="jobs/globex/sap_orders.yaml" classname="provider-bridge" />\n'
        '    <testcase name="jobs/globex/stripe_customers.yaml" classname="provider-bridge" />\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


@pytest.mark.parametrize(("where", "argument"), [("etl", "."), ("", "etl"), ("", "etl/"), ("etl/jobs", "..")])
def test_a_directory_with_a_policy_is_its_own_root(
    where: str, argument: str, program: Program, project: Project
) -> None:
    """Wherever it is asked from: policy and assets are those of the directory, not of one above it."""
    project.write(".git/HEAD", "ref: refs/heads/main\n")
    project.write("etl/provider-bridge.yaml", {"required_tags": ["Owner"]})
    project.write("etl/assets/orders.yaml", {"compliance": {"classification": "pii"}})
    project.job("etl/jobs/a.yaml", asset_path="assets/orders.yaml")
    ran = program.command("validate", argument, "--format", "json", cwd=project.root / where)
    assert [rule for rule in rules(ran) if rule != "job-skipped"] == ["required-tag"]


# --- exit codes and options


def test_warnings_alone_are_fine_unless_strict(program: Program, project: Project) -> None:
    project.job("jobs/a.yaml", infrastructure={"tags": {"Team": "R&D"}})
    ran = program.command("validate", "jobs", cwd=project.root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "provider-bridge: 1 warning in jobs/a.yaml\n"
        'jobs/a.yaml:5:11: warning: [tag-changed] value "R&D" of tag "Team" becomes "R-D" on AWS: '
        "unsupported characters replaced\n"
        '  fix: use only letters, digits, "-" and "_"\n'
    )
    strict = program.command("validate", "jobs", "--strict", "--format", "json", cwd=project.root)
    assert (strict.code, [item["severity"] for item in json.loads(strict.out)]) == (1, ["error"])


def test_all_providers_are_checked_and_nothing_is_said_twice(program: Program, project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["Owner"]})
    project.job("jobs/a.yaml", infrastructure={"tags": {"1st": "x"}})
    own = program.command("validate", "jobs", "--format", "json", cwd=project.root)
    every = program.command("validate", "jobs", "--provider", "all", "--format", "json", cwd=project.root)
    assert (rules(own), rules(every)) == (["required-tag"], ["required-tag", "tag-key"])


def test_a_shared_job_is_checked_for_each_tenant(program: Program, project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": [{"key": "Owner", "when": {"tenant_id": "globex"}}]})
    project.job("jobs/a.yaml", tenant_id="${TENANT_ID}")
    arguments = ["validate", "jobs", "--format", "json", "--tenant"]
    assert rules(program.command(*arguments, "acme", cwd=project.root)) == []
    assert rules(program.command(*arguments, "acme", "--tenant", "globex", cwd=project.root)) == ["required-tag"]
    assert rules(program.command("validate", "jobs", "--format", "json", cwd=project.root)) == ["variable-undefined"]


def test_files_that_are_left_out_are_listed(program: Program, project: Project) -> None:
    project.job("jobs/a.yaml")
    project.write("jobs/later.yaml", {"tenant_id": "acme"})
    assert program.command("validate", "jobs", cwd=project.root).out == (
        "provider-bridge: 1 job file checked, no problems found\n"
        'jobs/later.yaml:1:1: note: [job-skipped] skipped: no "infrastructure" block\n'
    )
    project.job("jobs/b.yaml", name=[])
    out = program.command("validate", "jobs", cwd=project.root).out
    assert out.startswith("provider-bridge: 1 error in jobs/b.yaml\n")
    assert out.endswith('jobs/later.yaml:1:1: note: [job-skipped] skipped: no "infrastructure" block\n')


def test_a_wrong_command_line(program: Program) -> None:
    for arguments in ([], ["jobs", "--format", "yaml"], ["jobs", "--provider", "amazon"], ["jobs", "--env", "STAGE"]):
        ran = program.command("validate", *arguments, cwd=EXAMPLES)
        assert (ran.code, ran.out) == (2, "")


# --- places


def test_machines_get_paths_from_where_they_stand(program: Program, project: Project) -> None:
    """A checkout may hold several roots; the text says paths under the root, as a plan does."""
    project.write("etl/provider-bridge.yaml", "")
    project.job("etl/jobs/a.yaml", {"provider": "awz"})
    text = program.command("validate", "etl/jobs", cwd=project.root)
    assert text.out.startswith("provider-bridge: 1 error in jobs/a.yaml\njobs/a.yaml:3:13: error: [provider-unknown] ")
    for where, path in ((project.root, "etl/jobs/a.yaml"), (project.root / "etl" / "jobs", "a.yaml")):
        ran = program.command("validate", str(project.root / "etl" / "jobs"), "--format", "json", cwd=where)
        assert [item["path"] for item in json.loads(ran.out)] == [path]


# --- one state for two jobs


def backend(**settings: Any) -> dict[str, Any]:
    return {"terraform": {"backend_config": settings}}


S3 = {"bucket": "state", "key": "jobs.tfstate", "region": "eu-west-1"}
SHARED = {
    "the same key": (backend(**S3), backend(**S3)),
    "reached in another way": (backend(**S3), backend(**{**S3, "region": "us-east-1", "encrypt": True})),
    "the same workspace": (
        {"terraform": {"workspace": "prod", "backend_config": S3}},
        {"terraform": {"workspace": "prod", "backend_config": S3}},
    ),
    "the default workspace by name": (backend(**S3), {"terraform": {"workspace": "default", "backend_config": S3}}),
    "gcs": (backend(bucket="state", prefix="jobs"), backend(bucket="state", prefix="jobs")),
    "azurerm": (
        backend(storage_account_name="acme", container_name="state", key="jobs"),
        backend(storage_account_name="acme", container_name="state", key="jobs", resource_group_name="other"),
    ),
    "a path": (backend(path="state/jobs.tfstate"), backend(path="state/jobs.tfstate")),
    "http": (backend(address="https://a.example"), backend(address="https://a.example", lock_method="PUT")),
    "pg": (backend(conn_str="postgres://a.example"), backend(conn_str="postgres://a.example")),
    "kubernetes": (backend(secret_suffix="jobs"), backend(secret_suffix="jobs", in_cluster_config=True)),
    "remote": (
        backend(organization="acme", workspaces={"name": "jobs", "project": "etl"}),
        backend(workspaces={"project": "etl", "name": "jobs"}, organization="acme"),
    ),
}
APART = {
    "another key": (backend(**S3), backend(**{**S3, "key": "others.tfstate"})),
    "another bucket": (backend(**S3), backend(**{**S3, "bucket": "others"})),
    "another database": (
        backend(schema_name="jobs", conn_str="postgres://a.example"),
        backend(schema_name="jobs", conn_str="postgres://b.example"),
    ),
    "another namespace": (
        backend(secret_suffix="jobs", namespace="a"),
        backend(secret_suffix="jobs", namespace="b"),
    ),
    "another organization": (
        backend(workspaces={"name": "jobs"}, organization="acme"),
        backend(workspaces={"name": "jobs"}, organization="globex"),
    ),
    "another host": (
        backend(workspaces={"name": "jobs"}, hostname="a.example"),
        backend(workspaces={"name": "jobs"}, hostname="b.example"),
    ),
    "another workspace": (backend(**S3), {"terraform": {"workspace": "prod", "backend_config": S3}}),
    "the job's name in it": (backend(key="${JOB_NAME}.tfstate"), backend(key="${JOB_NAME}.tfstate")),
    "none at all": ({}, {}),
}


@pytest.mark.parametrize(("one", "other"), SHARED.values(), ids=SHARED)
def test_two_jobs_with_one_state_are_an_error(
    one: dict[str, Any], other: dict[str, Any], program: Program, project: Project
) -> None:
    project.job("jobs/a.yaml", one)
    project.job("jobs/b.yaml", other)
    ran = program.command("validate", "jobs", cwd=project.root)
    assert ran.code == 1
    assert ': error: [state-key-shared] this job and "jobs/a" use the same Terraform state\n' in ran.out
    assert '  fix: add "${TENANT_ID}" and "${JOB_NAME}" to the state key\n' in ran.out


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_two_jobs_with_states_of_their_own(
    one: dict[str, Any], other: dict[str, Any], program: Program, project: Project
) -> None:
    project.job("jobs/a.yaml", one)
    project.job("jobs/b.yaml", other)
    assert program.command("validate", "jobs", cwd=project.root).code == 0


def test_the_tenants_of_one_job_need_states_of_their_own(program: Program, project: Project) -> None:
    arguments = ["validate", "jobs", "--tenant", "acme", "--tenant", "globex", "--format", "json"]
    project.job("jobs/a.yaml", backend(key="${JOB_NAME}.tfstate"), tenant_id="${TENANT_ID}")
    ran = program.command(*arguments, cwd=project.root)
    assert rules(ran) == ["state-key-shared"]
    assert 'this job and "jobs/a@acme" use the same Terraform state' in json.loads(ran.out)[0]["message"]
    project.job("jobs/a.yaml", backend(key="${TENANT_ID}/${JOB_NAME}.tfstate"), tenant_id="${TENANT_ID}")
    assert program.command(*arguments, cwd=project.root).code == 0


# --- on a terminal


@pytest.mark.parametrize(("files", "bar"), [(60, True), (3, False)])
def test_many_files_on_a_terminal_have_a_progress_bar(files: int, bar: bool, project: Project) -> None:
    for number in range(files):
        project.job(f"jobs/{number}.yaml", name=f"orders-{number}")
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [Path(sys.executable).parent / "provider-bridge", "validate", "jobs"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, cwd=project.root, check=False,
            env={"PATH": os.environ["PATH"], "TERM": "xterm"},
        )  # fmt: skip
        os.close(theirs)
        shown = read(ours)
    finally:
        os.close(ours)
    assert (done.returncode, done.stdout.decode()) == (
        0,
        f"provider-bridge: {files} job files checked, no problems found\n",
    )
    assert (b"Checking" in shown) is bar


def read(terminal: int) -> bytes:
    """What was written to a terminal whose other end is closed."""
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # Linux's end of file
        pass
    return shown
