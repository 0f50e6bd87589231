"""Every folder of invalid-examples is a query that fails: `cd` there and run `provider-bridge < query.json`."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import provider_bridge
from tests.contract import contract

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

CASES = sorted(path.parent for path in (Path(__file__).parent / "invalid-examples").glob("*/query.json"))

RULES = {rule for rule in contract.frozen()["rules"] if not rule.startswith(("audit-", "plan-", "policy/"))}
"""The stable names of what a query or `validate` may say."""

MADE_ELSEWHERE = {"yaml-encoding", "yaml-depth", "file-too-large", "state-key-shared"}
"""Rules about files that can't be committed (test_hostile_files.py makes those), and one of `validate` alone."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_program_says_what_is_wrong(case: Path, program: Program) -> None:
    ran = program.command(stdin=(case / "query.json").read_bytes(), cwd=case)
    assert ran.err == (case / "stderr.txt").read_text(encoding="utf-8")
    assert (ran.code, ran.out) == (1, "")


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_yaml_parser_says_the_same(case: Path, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    ran = project.ask((case / "query.json").read_bytes())
    assert ran.err == (case / "stderr.txt").read_text(encoding="utf-8")


def test_each_rule_of_the_code_has_an_example() -> None:
    shown = set()
    for case in CASES:
        shown |= {match[1] for match in re.finditer(r": \[([^]]+)\] ", (case / "stderr.txt").read_text("utf-8"))}
    assert {rule for rule in shown if not rule.startswith("policy/")} <= RULES
    assert {rule for rule in named_rules() if not rule.startswith("policy/")} <= RULES
    assert (RULES & constants()) - MADE_ELSEWHERE - shown == set()


def constants() -> set[str]:
    """Every text that the package's code holds."""
    return {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def named_rules() -> set[str]:
    """The rules of findings that the code makes with a literal name."""
    calls = (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in ("Finding", "Problem", "Unreadable")
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in Path(provider_bridge.__file__).parent.rglob("*.py")]
