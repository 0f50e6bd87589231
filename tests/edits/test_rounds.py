"""Rounds of reading and fixing: what one round shows only in part is fixed in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_bridge.edits import rounds
from provider_bridge.query.parse import build

if TYPE_CHECKING:
    from tests.project import Project

MANY = 150


@pytest.fixture
def many(project: Project) -> Project:
    """A job that lacks more required tags than a report shows, each for its case."""
    project.write("provider-bridge.yaml", {"required_tags": [f"Key{number}" for number in range(MANY)]})
    project.job(infrastructure={"provider": "gcp", "tags": {f"key{number}": "a" for number in range(MANY)}})
    return project


def test_what_a_report_does_not_show_is_fixed_in_the_next_round(many: Project) -> None:
    result, edited, number = rounds.fixed(build([("job", "job.yaml")]), {})
    assert number == MANY
    assert edited["job.yaml"].decode() == (many.root / "job.yaml").read_text().replace("    key", "    Key")
    assert {each.rule for each in result.all_diagnostics()} <= {"tag-count"}


def test_rounds_have_an_end(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "MAX_ROUNDS", 1)
    result, _, number = rounds.fixed(build([("job", "job.yaml")]), {})
    assert 0 < number < MANY
    assert sum(each.rule == "required-tag" for each in result.all_diagnostics()) == MANY - number


@pytest.mark.parametrize(
    ("key", "new", "certain"),
    [
        ("run_time", "runtime", True),
        ("memroy", "memory", True),
        ("team", "Team", True),
        ("bucket_name", "bucket", False),
        ("limits", "limit_memory", False),
    ],
)
def test_only_a_key_that_is_much_alike_is_renamed(key: str, new: str, certain: bool) -> None:
    assert rounds._is_alike(key, new) is certain
