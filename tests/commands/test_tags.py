"""`provider-bridge tags`: jobs as files, folders and globs; a table for people, JSON for programs."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
JOB = "jobs/acme/stripe_customers.yaml"


def test_the_map_itself_as_json(program: Program) -> None:
    ran = program.command("tags", JOB, "--format", "json", cwd=EXAMPLES)
    assert json.loads(ran.out) == program({"job": JOB}, EXAMPLES).result
    assert ran.out.endswith("}\n")


def test_every_provider_as_json(program: Program) -> None:
    ran = program.command("tags", JOB, "--provider", "all", "--format", "json", cwd=EXAMPLES)
    assert json.loads(ran.out) == {
        provider: program({"job": JOB, "provider": provider}, EXAMPLES).result
        for provider in ("aws", "gcp", "azure", "kubernetes")
    }


@pytest.mark.parametrize("arguments", [["jobs"], ["jobs/**/*.yaml"], ["jobs/acme", "jobs/globex/*", "jobs/shared"]])
def test_many_jobs_by_key(arguments: list[str], program: Program) -> None:
    tenants = ["--tenant", "acme", "--tenant", "globex"]
    ran = program.command("tags", *arguments, *tenants, "--format", "json", cwd=EXAMPLES)
    jobs = program({"jobs": "jobs/**/*.yaml", "tenants": "acme,globex"}, EXAMPLES).jobs
    assert json.loads(ran.out) == {key: job["tags"] for key, job in jobs.items()}


def test_many_jobs_for_every_provider(program: Program) -> None:
    shown = json.loads(program.command("tags", "jobs/acme", "--provider", "all", "--format", "json", cwd=EXAMPLES).out)
    assert shown["jobs/acme/ga4_sessions"]["aws"]["CostCenter"] == "MKT-007"
    assert shown["jobs/acme/ga4_sessions"]["gcp"]["cost-center"] == "mkt-007"


def test_a_set_that_holds_one_job_is_still_by_key(program: Program, project: Project) -> None:
    project.job("jobs/orders.yaml")
    for argument in ("jobs", "jobs/*.yaml"):
        ran = program.command("tags", argument, "--format", "json", cwd=project.root)
        assert list(json.loads(ran.out)) == ["jobs/orders"]


def test_a_table(program: Program, project: Project) -> None:
    project.job("orders.yaml", environment="prod", infrastructure={"tags": {"Team": "data"}})
    assert program.command("tags", "orders.yaml", cwd=project.root).out == (
        "orders (AWS, 4 tags)\n"
        "  Team                data\n"
        "  dativo:environment  prod\n"
        "  dativo:job          orders\n"
        "  dativo:tenant       acme\n"
    )


def test_csv(program: Program, project: Project) -> None:
    project.job("jobs/b.yaml", {"provider": "awz"})
    project.job("jobs/a.yaml", {"tags": {"dativo:job": None}})
    ran = program.command("tags", "jobs", "--format", "csv", cwd=project.root)
    assert ran.code == 1
    assert ran.out == "job,provider,key,value\njobs/a,aws,dativo:tenant,acme\n"


def test_csv_of_every_provider(program: Program, project: Project) -> None:
    project.job("jobs/a.yaml", {"tags": {"dativo:job": None}})
    ran = program.command("tags", "jobs", "--format", "csv", "--provider", "all", cwd=project.root)
    assert ran.out.splitlines() == [
        "job,provider,key,value",
        "jobs/a,aws,dativo:tenant,acme",
        "jobs/a,gcp,dativo-tenant,acme",
        "jobs/a,azure,dativo:tenant,acme",
        "jobs/a,kubernetes,dativo/tenant,acme",
    ]


def test_no_cell_of_csv_is_a_formula(program: Program, project: Project) -> None:
    tags = {"Note": "=HYPERLINK(0)", "-x": '+1, "a"', "@y": "=1", "z": "a=b"}
    project.job("jobs/b.yaml", {"provider": "azure", "tags": {"dativo:job": None, "dativo:tenant": "acme", **tags}})
    ran = program.command("tags", "jobs", "--format", "csv", cwd=project.root)
    assert [row[2:] for row in csv.reader(ran.out.splitlines())][1:] == [
        ["'-x", '\'+1, "a"'],
        ["'@y", "'=1"],
        ["Note", "'=HYPERLINK(0)"],
        ["dativo:tenant", "acme"],
        ["z", "a=b"],
    ]


def test_what_a_table_shows_can_not_command_the_terminal(program: Program, project: Project) -> None:
    project.write(
        "orders.yaml", 'tenant_id: acme\ninfrastructure:\n  provider: azure\n  tags: {Team: "\\u202edata \\u2028"}\n'
    )
    assert "\u202e" not in program.command("tags", "orders.yaml", cwd=project.root).out


def test_options_are_those_of_a_query(program: Program, project: Project) -> None:
    project.write("policy.yaml", {"required_tags": ["Team"]})
    project.job("orders.yaml", environment="${STAGE}", infrastructure={"tags": {"R&D": "x"}})
    run = program.command
    plain = run("tags", "orders.yaml", "--env", "STAGE=dev=1", "--format", "json", cwd=project.root)
    assert json.loads(plain.out)["dativo:environment"] == "dev=1"
    assert plain.rules == ["tag-changed"]
    assert run("tags", "orders.yaml", "--env", "STAGE=dev", "--strict", cwd=project.root).code == 1
    assert run("tags", "orders.yaml", cwd=project.root).rules == ["variable-undefined"]
    with_policy = run("tags", "orders.yaml", "--env", "STAGE=dev", "--config", "policy.yaml", cwd=project.root)
    assert "required-tag" in with_policy.rules
    limited = run("tags", "orders.yaml", "--env", "STAGE=1st", "--resource", "dataproc", "--provider", "gcp")
    assert "x-1st" in limited.out


@pytest.mark.parametrize("command", ["tags", "explain"])
def test_what_all_clouds_say_is_said_in_one_report(command: str, program: Program, project: Project) -> None:
    project.job("orders.yaml", infrastructure={"tags": {"2Team": "x", "goog:x": "1", "microsoft": "1"}})
    ran = program.command(command, "orders.yaml", "--provider", "all", cwd=project.root)
    assert (ran.code, ran.rules) == (1, ["tag-key", "tag-reserved", "tag-reserved"])
    assert re.findall(r"^orders \((\w+)", ran.out, re.MULTILINE) == ["AWS", "Kubernetes"], "where nothing is wrong"
    assert ran.err.startswith("provider-bridge: 3 errors in orders.yaml\n")
    project.job("orders.yaml", infrastructure={"tags": {"R&D": "x"}})
    ran = program.command(command, "orders.yaml", "--provider", "all", cwd=project.root)
    assert (ran.code, ran.rules) == (0, ["tag-changed", "tag-changed"])
    assert ran.err.startswith("provider-bridge: 2 warnings in orders.yaml\n")


def test_what_is_wrong_goes_to_standard_error(program: Program, project: Project) -> None:
    project.job("orders.yaml", {"provider": "awz"})
    ran = program.command("tags", "orders.yaml", cwd=project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["provider-unknown"])
    assert program.command("tags", "nothing/*.yaml", cwd=project.root).rules == ["glob-empty"]


@pytest.mark.parametrize("arguments", [["--env", "STAGE"], ["--provider", "awz"], ["--format", "yaml"]])
def test_a_wrong_option_is_a_wrong_command_line(arguments: list[str], program: Program) -> None:
    ran = program.command("tags", JOB, *arguments, cwd=EXAMPLES)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize("command", [["tags"], ["explain"], ["find", "Team=data"]])
def test_without_the_settings_of_the_project_no_tag_is_printed(
    command: list[str], project: Project, program: Program
) -> None:
    project.job("jobs/a.yaml", {"tags": {"Team": "data"}})
    project.write("provider-bridge.yaml", "tag_prefix: [\n")
    ran = program.command(*command, "jobs", cwd=project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == ["provider-bridge.yaml:2:1: error: [yaml-syntax] the file ends inside brackets"]
