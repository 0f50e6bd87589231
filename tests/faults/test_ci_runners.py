"""What is printed in a CI job commands no runner: not the one of GitHub, Azure DevOps or TeamCity."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Program, Ran
    from tests.project import Project

EVIL = "##vso[task.setvariable variable=a]b"
COLONS = "::stop-commands::x"
OBEYED = re.compile(r"##\w*\[|^\s*::", re.MULTILINE)
OWN = re.compile(r"^::(error|warning|notice) [^:]*::", re.MULTILINE)
COMMANDS = [
    ["tags", "jobs/good.yaml"],
    ["tags", "jobs/good.yaml", "--format", "json"],
    ["tags", "jobs/good.yaml", "--format", "csv"],
    ["explain", "jobs/good.yaml"],
    ["explain", "jobs/good.yaml", "--format", "markdown"],
    ["find", f"{COLONS}={EVIL}", "jobs/good.yaml"],
    ["find", f"{COLONS}=", "jobs/good.yaml"],
    ["cost-query", "jobs/good.yaml", "--group-by", COLONS, "--from", "2025-01-01", "--to", "2025-02-01"],
    ["cost-query", "jobs/good.yaml", "--group-by", f"\n{COLONS}", "--from", "2025-01-01", "--to", "2025-02-01"],
    *(["validate", ".", "--format", form] for form in ("text", "json", "sarif", "junit", "gitlab", "github")),
    ["validate", f"jobs/{COLONS}.yaml"],
    ["tags", f"\n{COLONS}"],
    [f"\n{COLONS}"],
    ["query", "-q", f"{COLONS}=x"],
]


@pytest.fixture
def hostile(project: Project) -> Project:
    project.write("provider-bridge.yaml", "")
    tags = {COLONS: EVIL, f"x {EVIL}": COLONS}
    project.job("jobs/good.yaml", {"provider": "azure", "tags": tags})
    project.job(f"jobs/{COLONS}.yaml", {"provider": EVIL, "runtime": {COLONS: "x"}})
    project.write(f"{COLONS}.yaml", "tenant_id: [\n")
    return project


def commands(ran: Ran) -> list[str]:
    """What a runner would obey, reports for GitHub apart."""
    text = OWN.sub("", ran.out)
    return OBEYED.findall(text) + OBEYED.findall(ran.err)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_printed_is_a_command(arguments: list[str], hostile: Project, program: Program) -> None:
    ran = program.command(*arguments, cwd=hostile.root)
    assert "Traceback" not in ran.err
    assert commands(ran) == []


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_an_audit_prints_no_command(form: str, hostile: Project, program: Program) -> None:
    tags = {"dativo:job": "good", "dativo:tenant": "acme", COLONS: EVIL, f"\n{COLONS}": COLONS, EVIL: "x"}
    resources = [
        {
            "address": f'aws_sqs_queue.a["{key}"]',
            "mode": "managed",
            "type": "aws_sqs_queue",
            "name": "a",
            "index": key,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": {"tags": tags, "tags_all": tags},
        }
        for key in ("jobs/good", EVIL, f"\n{COLONS}")
    ]
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": resources}}}
    hostile.write(f"{COLONS}.json", json.dumps(plan))
    ran = program.command("audit", f"{COLONS}.json", "--jobs", "jobs/good.yaml", "--format", form, cwd=hostile.root)
    assert ran.code == 1
    assert ran.out
    assert commands(ran) == []


def test_a_query_prints_no_command(hostile: Project, program: Program) -> None:
    for query in ({"jobs": "**/*.yaml"}, {"job": f"{COLONS}.yaml"}, {COLONS: EVIL}, {"job": "x", "provider": EVIL}):
        ran = program(query, hostile.root)
        assert ran.code == 1
        assert commands(ran) == []


def test_the_tests_can_fail() -> None:
    assert OBEYED.findall("a\n  ::error::x\n##vso[x]")
