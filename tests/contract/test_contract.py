"""The contract is frozen: what people's HCL, YAML and CI name stays as it is. CONTRIBUTING.md says how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_bridge import __main__
from tests.contract import contract
from tests.contract.growth import breaks

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

OLD = {"query": {"job": "string", "output": "tags or variables"}, "rules": {"tag-cut": ""}}


def test_nothing_that_people_name_is_gone_or_has_changed() -> None:
    broken = contract.gone(contract.frozen(), contract.current())
    assert not broken, "it breaks people: take it back, or see CONTRIBUTING.md, Change the contract"


def test_everything_that_is_new_is_frozen() -> None:
    new = contract.gone(contract.current(), contract.frozen())
    assert not new, "run: python tests/contract/contract.py"


@pytest.mark.parametrize(
    ("new", "broken"),
    [
        (OLD, []),
        ({**OLD, "rules": {"tag-cut": "", "tag-new": ""}, "hooks": {"a": ""}}, []),
        ({**OLD, "rules": {"tag-short": ""}}, ["rules: tag-cut:  -> gone"]),
        ({"query": OLD["query"]}, ["rules: tag-cut:  -> gone"]),
        ({**OLD, "query": {"job": "string", "output": "tags"}}, ["query: output: tags or variables -> tags"]),
    ],
    ids=["the same", "something new", "a new name", "all of a kind", "a narrower value"],
)
def test_what_breaks_people(new: dict[str, dict[str, str]], broken: list[str]) -> None:
    assert contract.gone(OLD, new) == broken


JOB = "object({name = string, storage = optional(object({bucket = string}), {})}) required"


@pytest.mark.parametrize(
    ("old", "new", "is_break"),
    [
        ("string", "string or number", False),
        ("string or number", "number", True),
        ("text json", "text json csv", False),
        ("text json", "text", True),
        ("text", "text repeatable", False),
        ("text repeatable", "text", True),
        ("text", "text required", True),
        ("text required", "text", False),
        ("text", "filename", True),
        ("string = null", 'string = "a"', True),
        (JOB, JOB.replace("bucket = string", "bucket = string, key = optional(string)"), False),
        (JOB, JOB.replace("}) required", ", budget = optional(number)}) required"), False),
        (JOB, JOB.replace("}) required", ", budget = number}) required"), True),
        (JOB, JOB.replace("name = string", "name = optional(string)"), False),
        (JOB, JOB.replace("name = string", "name = number"), True),
        (JOB, JOB.replace("bucket = string", "bucket = number"), True),
        (JOB, JOB.replace("name = string, ", ""), True),
    ],
)
def test_what_is_growth_and_what_breaks(old: str, new: str, is_break: bool) -> None:
    assert breaks(old, new) is is_break


@pytest.mark.parametrize(
    ("about", "name", "meaning"),
    [
        ("query", "provider", "aws or gcp or azure or kubernetes"),
        ("result", "labels.*", "string"),
        ("blocks of a result", "dagster.op_config", ""),
        ("variables", "networking_subnet_ids", ""),
        ("layers", "infrastructure.tags", "1"),
        ("resource classes", "aws.s3-object", ""),
        ("job", "tenant_id!", "boolean or number or string"),
        ("config", "rules[].when.runtime[]", "boolean or number or string"),
        ("rules", "tag-collision", ""),
        ("commands", "find --format", "text json"),
        ("modules", "bridge var.program", 'list(string) = ["\\"provider-bridge\\""]'),
        ("modules", "gcp/cloud-run-dagster output.airflow_cloud_run_kwargs", ""),
        ("modules", "kubernetes/job-dagster terraform", '">= 1.5"'),
        ("action", "diff-base", "''"),
    ],
)
def test_the_contract_holds(about: str, name: str, meaning: str) -> None:
    """One of each kind: what is looked for in the code is found there."""
    assert contract.current()[about].get(name) == meaning


def test_exit_codes(program: Program, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.job()
    assert program({"job": "job.yaml"}, project.root).code == 0
    assert program({"job": "none.yaml"}, project.root).code == 1
    assert program.command("tags").code == 2
    monkeypatch.setattr("provider_bridge.cli.command_line", lambda: 1 // 0)
    monkeypatch.setattr("sys.argv", ["provider-bridge", "tags"])
    assert __main__.main() == 3
