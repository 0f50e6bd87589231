"""The budget of a job, from its tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.project import Project


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ("10.50", {"amount": 10.5, "currency": None}),
        ("1500", {"amount": 1500, "currency": None}),
        ({"monthly_limit": "1500.00", "currency": "EUR"}, {"amount": 1500, "currency": "EUR"}),
        (["5"], None),
        ("0", None),
        ("-5", None),
        ("a lot", None),
    ],
)
def test_a_budget_is_a_plain_number_above_0(budget: Any, expected: dict[str, Any] | None, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"provider": "aws"}, finops={"budget": budget})
    ran = project.ask({"jobs": "jobs/*.yaml", "fields": "budget"})
    assert json.loads(json.loads(ran.out)["jobs/a"])["budget"] == expected
