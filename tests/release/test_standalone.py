"""The build with a Python of its own: nothing of this machine's Python is used, and no package is missing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.program import EXAMPLES, run, run_here
from tests.test_invalid_examples import CASES

STANDALONE = os.environ.get("STANDALONE")
if STANDALONE is None:
    pytest.skip("STANDALONE names no build: make standalone does", allow_module_level=True)
JOBS = {"jobs": "jobs/**/*.yaml", "tenants": "acme,globex"}
COMMANDS = [
    ("tags", "jobs", "--tenant", "acme"),
    ("validate", "jobs", "--tenant", "acme", "--format", "sarif"),
    ("find", "dativo-cost-center=hr-001", "jobs", "--provider", "gcp", "--tenant", "acme"),
    ("schema", "result"),
    ("init", "--dry-run"),
    ("--help",),
]
CHOSEN = ("policy-rule", "policy-slow", "field-type", "yaml-open-bracket", "tag-count-by-resource", "tag-cut")
"""Cases that need jsonschema, a timer, pydantic, libyaml's messages, data files, hashes."""


@pytest.fixture(scope="module")
def program() -> tuple[str]:
    assert STANDALONE
    return (str(Path(STANDALONE).resolve()),)


def test_a_query_has_the_installed_programs_answer(program: tuple[str]) -> None:
    query = json.dumps(JOBS).encode()
    assert run(stdin=query, cwd=EXAMPLES, program=program, inherit=()) == run_here(stdin=query, cwd=EXAMPLES)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_prints_what_the_installed_one_prints(arguments: tuple[str, ...], program: tuple[str]) -> None:
    ran = run(*arguments, cwd=EXAMPLES, program=program, inherit=(), env={"COLUMNS": "80"})
    assert ran == run_here(*arguments, cwd=EXAMPLES)


@pytest.mark.parametrize("case", [case for case in CASES if case.name in CHOSEN], ids=lambda case: case.name)
def test_bad_input_has_the_installed_programs_report(case: Path, program: tuple[str]) -> None:
    ran = run(stdin=(case / "query.json").read_bytes(), cwd=case, program=program, inherit=())
    assert (ran.code, ran.out, ran.err) == (1, "", (case / "stderr.txt").read_text("utf-8"))


def test_it_has_the_licenses_of_what_it_brings(program: tuple[str]) -> None:
    brought = Path(program[0]).parent / "_internal"
    named = {path.name.partition("-")[0].lower() for path in brought.glob("*.dist-info")}
    assert {"pyyaml", "click", "jsonschema", "pydantic", "rich", "attrs"} <= named
