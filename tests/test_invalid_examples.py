"""Every directory of invalid-examples is a query that fails: `cd` there and run `provider-bridge < query.json`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract import contract
from tests.program import Ran, run_here
from tests.syntax import MAKERS, first_arguments, strings

CASES = sorted(path.parent for path in (Path(__file__).parent / "invalid-examples").glob("*/query.json"))

OTHERS = ("audit-", "bill-", "extra-", "inventory-", "live-", "plan-", "policy/")
RULES = {rule for rule in contract.frozen()["rules"] if not rule.startswith(OTHERS)}
"""The stable names of what a query or `validate` may say."""

MADE_ELSEWHERE = {
    *("yaml-encoding", "yaml-depth", "file-too-large"),
    *("state-key-shared", "job-skipped", "exemption-expired", "exemption-unused", "job-without-resources"),
    *("extra-missing", "job-ambiguous", "job-unmatchable", "tag-ambiguous"),
}
"""Rules about files that can't be committed (test_hostile_files.py makes those), of `validate` and of `allocate`."""


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_program_says_what_is_wrong(case: Path) -> None:
    ran = run_here(stdin=(case / "query.json").read_bytes(), cwd=case)
    assert ran == Ran(1, "", (case / "stderr.txt").read_text(encoding="utf-8"))


def test_each_rule_of_the_code_has_an_example() -> None:
    examples = set()
    for case in CASES:
        examples |= {match[1] for match in re.finditer(r": \[([^]]+)\] ", (case / "stderr.txt").read_text("utf-8"))}
    assert {rule for rule in examples if not rule.startswith("policy/")} <= RULES
    assert {rule for rule in first_arguments(*MAKERS) if not rule.startswith(OTHERS)} <= RULES
    assert (RULES & set(strings())) - MADE_ELSEWHERE - examples == set()
