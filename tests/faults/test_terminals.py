"""What a terminal would obey is text: in names of files, keys, values, policies, plans, revisions and arguments."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest

from provider_bridge.cli import COMMANDS as NAMES
from tests.allocation.billing import focus, identity
from tests.program import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

    from tests.program import Program
    from tests.project import Project


ESCAPES = "\x1b]0;title\x07\x1b[31m\x9b2J\u202e\u2028"
"""A title, a bell, red, a cleared screen, text that runs backwards, a line's end that few expect."""
NAMED = f"j{ESCAPES}.yaml"
SHOWN = ESCAPES.encode("unicode_escape").decode()
COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
GIT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def quoted(text: str) -> str:
    """As YAML has it: escaped, so that the file itself is plain."""
    return json.dumps(text)


POLICY = f"""\
rules:
  - name: hostile
    severity: warning
    message: {quoted(f"message{ESCAPES}")}
    schema:
      required: [{quoted(f"missing{ESCAPES}")}]
      properties: {{{quoted(f"key{ESCAPES}")}: {{const: {quoted(f"wanted{ESCAPES}")}}}}}
"""
ASSET = f"finops: {{{quoted(f'field{ESCAPES}')}: {quoted(f'value{ESCAPES}')}, project: x}}\n"
JOB = f"""\
tenant_id: acme
environment: {quoted(f"environment{ESCAPES}")}
name: {quoted(f"name{ESCAPES}")}
asset_path: {quoted(f"a{ESCAPES}.yaml")}
finops: {{{quoted(f"field{ESCAPES}")}: "${{VALUE}}"}}
infrastructure:
  provider: azure
  {quoted(f"unknown{ESCAPES}")}: x
  tags:
    {quoted(f"key{ESCAPES}")}: {quoted(f"tag{ESCAPES}")}
    "back\\u202ewards": "wards\\u202eback"
    dativo:project: null
  terraform: {{backend_config: {{key: {quoted(f"state{ESCAPES}")}}}}}
"""
SPACES = """\
tenant_id: acme
infrastructure: {provider: aws, tags: {"line\\u2028end": "no\\u00a0break", "wide\\u3000key": "\\u2029x"}}
"""
BROKEN = f"""\
tenant_id: {quoted(f"tenant{ESCAPES}")}
environment: "${{NONE}}"
infrastructure: {{provider: {quoted(f"cloud{ESCAPES}")}}}
"""


def resource(name: str, tags: object) -> dict[str, object]:
    return {
        "address": f'aws_s3_bucket.{name}{ESCAPES}["jobs/plain"]',
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": {"tags": tags},
    }


PLAN = {
    "format_version": "1.2",
    "planned_values": {
        "root_module": {
            "resources": [
                resource("a", {"dativo:job": "plain", "dativo:tenant": "acme", f"more{ESCAPES}": f"value{ESCAPES}"}),
                resource("b", {"dativo:job": f"plain{ESCAPES}", "dativo:tenant": "acme"}),
                resource("c", {"dativo:job": "plain", "dativo:tenant": f"acme{ESCAPES}"}),
                resource("d", None),
                resource("e", [ESCAPES]),
            ]
        }
    },
}

LIVE = {
    "ResourceTagMappingList": [
        {"ResourceARN": f"arn:aws:sqs:eu-west-1:1:{name}", "Tags": [{"Key": key, "Value": tags[key]} for key in tags]}
        for name, tags in {
            f"a{ESCAPES}": {"dativo:job": "plain", "dativo:tenant": "acme", f"more{ESCAPES}": f"value{ESCAPES}"},
            f"b{ESCAPES}": {"dativo:job": f"plain{ESCAPES}", "dativo:tenant": f"acme{ESCAPES}"},
            f"c{ESCAPES}": {"dativo:job": f"plain{ESCAPES}"},
            f"d{ESCAPES}": {"dativo:job": "plain"},
        }.items()
    ]
}


@pytest.fixture
def estate(project: Project) -> Project:
    """Escapes wherever a file can hold them, in a folder that has them in its name too."""
    folder = project.root / f"estate{ESCAPES}"
    folder.mkdir()
    os.chdir(folder)
    project.root = folder
    project.write("provider-bridge.yaml", POLICY)
    project.write(f"a{ESCAPES}.yaml", ASSET)
    project.write(f"jobs/{NAMED}", JOB)
    project.write("jobs/spaces.yaml", SPACES)
    project.write("jobs/plain.yaml", "tenant_id: acme\ninfrastructure: {provider: aws}\n")
    project.write(f"jobs/later{ESCAPES}.yaml", "tenant_id: acme\n")
    project.write(f"jobs/none{ESCAPES}.yaml", "tenant_id: acme\ninfrastructure: {provider: aws}\n")
    project.write(f"wrong/b{ESCAPES}.yaml", BROKEN)
    project.write(f"wrong/c{ESCAPES}.yaml", f'"{ESCAPES}": [')
    project.write(f"plan{ESCAPES}.json", json.dumps(PLAN))
    project.write(f"live{ESCAPES}.json", json.dumps(LIVE))
    project.write(f"odd{ESCAPES}.json", json.dumps({"ResourceTagMappingList": [], "NextToken": ESCAPES}))
    project.write(
        f"bill{ESCAPES}.csv",
        focus(
            {"Tags": identity("plain", environment=None), "ServiceName": f"service{ESCAPES}"},
            {"Tags": identity(f"plain{ESCAPES}", environment=None), "SubAccountId": f"account{ESCAPES}"},
        ),
    )
    project.write(f"log{ESCAPES}.json", f'{{"@level": "{ESCAPES}"')
    project.write(f"new{ESCAPES}.json", json.dumps({**PLAN, "format_version": f"7{ESCAPES}"}))
    return project


def unprintable(text: str) -> list[str]:
    """The lines that hold what a terminal may obey."""
    return [line for line in text.split("\n") if not line.replace("\t", "").isprintable()]


DATES = ("--from", "2026-01-01", "--to", "2026-02-01")
COSTS = (
    "cost-query",
    "jobs",
    "--where",
    f"key{ESCAPES}=tag{ESCAPES}",
    "--where",
    "line\u2028end=no\u00a0break",
    *DATES,
)
GROUPED = (*COSTS, "--group-by", f"key{ESCAPES}", "--group-by", "line\u2028end")
PLANNED = ("audit", f"plan{ESCAPES}.json", "--jobs", "jobs/plain.yaml")
EXPORTED = ("inventory", f"live{ESCAPES}.json", "--jobs", "jobs/plain.yaml")
BILLED = ("allocate", f"bill{ESCAPES}.csv", "--jobs", "jobs/plain.yaml", "--env", "VALUE=x")
ROWS = [*BILLED, "--format", "focus"]
"""The rows of a bill are for programs, and have each character as it is."""
REPORTED = ("report", "jobs/plain.yaml", "--bill", f"bill{ESCAPES}.csv", "--output", f"page{ESCAPES}")
FOUND = ("find", "back\u202ewards=wards\u202eback", "jobs")
COMMANDS: dict[str, tuple[int, list[str]]] = {
    "tags": (0, ["tags", "jobs"]),
    "tags as JSON": (0, ["tags", "jobs", "--format", "json"]),
    "tags on every cloud": (0, ["tags", f"jobs/{NAMED}", "--provider", "all"]),
    "explain": (0, ["explain", "jobs"]),
    "explain on every cloud": (0, ["explain", f"jobs/{NAMED}", "--provider", "all"]),
    "explain as JSON": (0, ["explain", "jobs", "--format", "json"]),
    "explain as Markdown": (0, ["explain", "jobs", "--format", "markdown"]),
    "find": (0, [*FOUND]),
    "find as JSON": (0, [*FOUND, "--format", "json"]),
    "find nothing": (1, ["find", f"a{ESCAPES}=b{ESCAPES}", "jobs"]),
    "validate": (0, ["validate", "jobs"]),
    "validate what is wrong": (1, ["validate", "."]),
    "validate for GitHub": (1, ["validate", ".", "--format", "github"]),
    "validate for JUnit": (1, ["validate", ".", "--format", "junit"]),
    "validate for GitLab": (1, ["validate", ".", "--format", "gitlab"]),
    "validate for code scanning": (1, ["validate", ".", "--format", "sarif"]),
    "validate as JSON": (1, ["validate", ".", "--format", "json"]),
    "a query that is wrong": (1, ["query", "-q", f"jobs=wrong/{ESCAPES}*"]),
    "a query's wrong key": (1, ["query", "-q", f"job{ESCAPES}=a"]),
    "audit": (1, [*PLANNED]),
    "audit for GitHub": (1, [*PLANNED, "--format", "github"]),
    "audit for code scanning": (1, [*PLANNED, "--format", "sarif"]),
    "audit as JSON": (1, [*PLANNED, "--format", "json"]),
    "audit no plan": (1, ["audit", f"log{ESCAPES}.json", "--jobs", "jobs/plain.yaml"]),
    "audit a newer plan": (1, ["audit", f"new{ESCAPES}.json", "--jobs", "jobs/plain.yaml"]),
    "audit nothing": (1, ["audit", f"none{ESCAPES}.json", "--jobs", "jobs/plain.yaml"]),
    "inventory": (1, [*EXPORTED]),
    "inventory for GitHub": (1, [*EXPORTED, "--format", "github"]),
    "inventory for code scanning": (1, [*EXPORTED, "--format", "sarif"]),
    "inventory as JSON": (1, [*EXPORTED, "--format", "json"]),
    "inventory of no export": (1, ["inventory", f"log{ESCAPES}.json", "--jobs", "jobs/plain.yaml"]),
    "inventory that is cut": (1, ["inventory", f"odd{ESCAPES}.json", "--jobs", "jobs/plain.yaml"]),
    "allocate": (0, [*BILLED]),
    "allocate as JSON": (0, [*BILLED, "--format", "json"]),
    "allocate as CSV": (0, [*BILLED, "--format", "csv"]),
    "allocate as Markdown": (0, [*BILLED, "--format", "markdown"]),
    "allocate as FOCUS": (0, ROWS),
    "allocate no bill": (1, ["allocate", f"none{ESCAPES}.csv", "--jobs", "jobs/plain.yaml"]),
    "report": (0, [*REPORTED]),
    "report as JSON": (0, [*REPORTED, "--format", "json"]),
    "costs": (0, [*GROUPED, "--provider", "all"]),
    "costs of each cloud": (0, [*GROUPED]),
    "costs as JSON": (0, [*GROUPED, "--format", "json"]),
    "costs in FOCUS": (0, [*GROUPED, "--format", "focus"]),
    "tags as CSV": (0, ["tags", "jobs", "--format", "csv"]),
    "costs' activation": (0, ["cost-query", "jobs", *DATES, "--format", "activation"]),
    "costs in a table": (2, [*COSTS, "--table", f"table{ESCAPES}"]),
    "costs in a scope": (2, [*COSTS, "--scope", f"scope{ESCAPES}"]),
    "costs of a tag that none has": (2, ["cost-query", "jobs", "--group-by", "backwards", *DATES]),
    "costs of a value that none has": (
        0,
        ["cost-query", "jobs/plain.yaml", "--where", f"dativo:job=x{ESCAPES}", *DATES, "--format", "activation"],
    ),
    "backend-config": (0, ["backend-config", f"jobs/{NAMED}"]),
    "backend-config as JSON": (0, ["backend-config", f"jobs/{NAMED}", "--format", "json"]),
    "backend-config of a job without": (2, ["backend-config", f"jobs/none{ESCAPES}.yaml"]),
    "backend-config in a line": (2, ["backend-config", f"jobs/{NAMED}", "--format", "args"]),
    "an unknown command": (2, [f"tags{ESCAPES}"]),
    "an unknown option": (2, ["tags", f"--opt{ESCAPES}"]),
    "an unknown choice": (2, ["tags", "jobs", "--format", ESCAPES]),
    "an assignment that is none": (2, ["tags", "jobs", "--env", ESCAPES]),
    "a date that is none": (2, ["cost-query", "jobs", "--from", ESCAPES, "--to", ESCAPES]),
    "a tag that no job has": (2, ["explain", "jobs", "--tag", ESCAPES]),
}


@pytest.mark.parametrize(("code", "arguments"), COMMANDS.values(), ids=COMMANDS)
def test_nothing_to_obey(code: int, arguments: list[str], estate: Project, program: Program) -> None:
    ran = program.command(*arguments, cwd=estate.root, env={"VALUE": f"value{ESCAPES}"})
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    assert unprintable(ran.err) == []
    assert arguments is ROWS or unprintable(ran.out) == []


def test_every_format_of_every_command_is_tried() -> None:
    tried = [arguments for _, arguments in COMMANDS.values()] + [["diff", *arguments] for arguments in DIFFERENCES]
    for name in NAMES:
        command: click.Command = import_module(f"provider_bridge.commands.{name.replace('-', '_')}").command
        for option in command.params:
            if option.name == "form":
                assert isinstance(option.type, click.Choice)
                for form in option.type.choices:
                    as_asked = ["--format", form] if form != option.default else []
                    assert any(
                        arguments[0] == name
                        and ("--format" in arguments) == bool(as_asked)
                        and {*as_asked} <= {*arguments}
                        for arguments in tried
                    ), (name, form)


def test_json_says_the_same(estate: Project, program: Program) -> None:
    """Escaped, and not changed: what reads it gets every character."""
    env = {"VALUE": f"value{ESCAPES}"}
    ran = program.command("tags", "jobs", "--format", "json", cwd=estate.root, env=env)
    tags = json.loads(ran.out)
    assert tags[f"jobs/j{ESCAPES}"] == program({"job": f"jobs/{NAMED}"}, estate.root, env).result
    assert tags["jobs/spaces"]["line\u2028end"] == "no\u00a0break"
    ran = program.command("backend-config", f"jobs/{NAMED}", "--format", "json", cwd=estate.root, env=env)
    assert json.loads(ran.out) == {"key": f"state{ESCAPES}"}


def test_the_names_are_still_told(estate: Project, program: Program) -> None:
    """Escaped, and not left out: somebody has to find the file."""
    ran = program.command("tags", f"jobs/{NAMED}", cwd=estate.root, env={"VALUE": "x"})
    assert ran.out.startswith(f"jobs/j{SHOWN} (Azure, ")
    ran = program.command("explain", f"jobs/{NAMED}", "--verbose", cwd=estate.root, env={"VALUE": "x"})
    assert f"    from finops  jobs/j{SHOWN}.yaml:5  finops.field{SHOWN}\n" in ran.out
    assert f"  a{SHOWN}.yaml:1\n" in ran.out
    ran = program.command("backend-config", f"jobs/none{ESCAPES}.yaml", cwd=estate.root)
    assert ran.err.endswith(f'\nError: job "jobs/none{SHOWN}" has no "infrastructure.terraform.backend_config"\n')
    ran = program.command("find", f"a{ESCAPES}=b", "jobs/plain.yaml", cwd=estate.root)
    assert ran.err.endswith(f"\nprovider-bridge: no job emits a{SHOWN}=b\n")


@pytest.mark.parametrize("name", [f"k{ESCAPES}", "two words", 'key = "x"\nother', "a.b"])
def test_a_setting_of_a_backend_that_terraform_could_not_read(name: str, program: Program, project: Project) -> None:
    project.job(infrastructure={"terraform": {"backend_config": {name: "x"}}})
    ran = program.command("backend-config", "job.yaml", cwd=project.root)
    assert (ran.code, ran.out) == (2, "")
    assert '" must have only letters, digits, "_" and "-"\n' in ran.err


DIFFERENCES = (
    ["HEAD"],
    ["HEAD", "--format", "json"],
    ["HEAD", "--format", "markdown"],
    [f"HEAD{ESCAPES}"],
    ["HEAD", "--jobs", f"none{ESCAPES}"],
    ["HEAD", "--root", ESCAPES],
)


def test_a_difference_has_no_control_characters(estate: Project, program: Program) -> None:
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "jobs"]):
        subprocess.run(["git", *arguments], cwd=estate.root, env=GIT, check=True)
    estate.write(f"jobs/{NAMED}", JOB.replace("wards\\u202eback", "else\\u202ewhere").replace("acme", "globex"))
    estate.write("jobs/plain.yaml", "tenant_id: acme\ninfrastructure: {provider: aws\n")
    env = {"VALUE": f"value{ESCAPES}", "GIT_CONFIG_GLOBAL": os.devnull}
    for arguments in DIFFERENCES:
        ran = program.command("diff", *arguments, cwd=estate.root, env=env)
        assert "Traceback" not in ran.err
        assert unprintable(ran.out) == unprintable(ran.err) == []


def on_a_terminal(arguments: list[str], cwd: Path, **more: str) -> str:
    """What a terminal gets, both streams."""
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "200", "VALUE": f"value{ESCAPES}", **more}
    with subprocess.Popen([PROGRAM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=env) as run:
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so at the end
                break
            if not piece:
                break
            said += piece
        os.close(ours)
    assert run.returncode in (0, 1, 2)
    return said.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "name", ["tags", "explain", "find", "validate", "validate what is wrong", "an unknown command"]
)
def test_a_terminal_gets_no_codes_but_our_colours(name: str, estate: Project) -> None:
    said = on_a_terminal(COMMANDS[name][1], estate.root)
    assert unprintable(COLOUR.sub("", said)) == []
    assert "\x1b[31m" not in said
    assert "\x1b[2J" not in said


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict", "TERM": "dumb"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"COLUMNS": "0"},
        {"COLUMNS": "1"},
        {"COLUMNS": "5"},
    ],
    ids=str,
)
def test_a_terminal_of_any_encoding_and_width_gets_every_tag(env: dict[str, str], project: Project) -> None:
    project.job("orders.yaml", {"tags": {"Ort": "\u6771\u4eac"}})
    said = COLOUR.sub("", on_a_terminal(["tags", "orders.yaml"], project.root, **env))
    for part in ("Ort", "\u6771\u4eac", "acme"):
        assert part in said
