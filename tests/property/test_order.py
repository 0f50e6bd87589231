"""A result depends on what the files say, not on the order in which they are found or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
INVALID = Path(__file__).resolve().parents[1] / "invalid-examples" / "everything-together"
JOBS = sorted(str(path) for path in (EXAMPLES / "jobs").rglob("*.yaml"))
WRONG = sorted(str(path) for path in (INVALID / "jobs").rglob("*.yaml"))


def ask(asker: Project, jobs: list[str], tenants: list[str]) -> tuple[str, str]:
    """Both streams of a query about these paths, in this order."""
    query = {"jobs": json.dumps(jobs), "origins": "true"}
    ran = asker.ask({**query, "tenants": json.dumps(tenants)} if tenants else query)
    return ran.out, ran.err


@given(jobs=st.permutations(JOBS), tenants=st.permutations(["acme", "globex"]))
@settings(max_examples=settings().max_examples // 4)
def test_the_order_of_jobs_and_tenants(asker: Project, jobs: list[str], tenants: list[str]) -> None:
    assert ask(asker, jobs, tenants) == ask(asker, JOBS, ["acme", "globex"])


@given(jobs=st.permutations(WRONG))
@settings(max_examples=settings().max_examples // 4)
def test_the_order_of_jobs_with_errors(asker: Project, jobs: list[str]) -> None:
    assert ask(asker, jobs, []) == ask(asker, WRONG, [])


@given(chosen=st.sets(st.sampled_from(JOBS), min_size=1))
@settings(max_examples=settings().max_examples // 4)
def test_a_job_is_the_same_whoever_is_asked_about_with_it(asker: Project, chosen: set[str]) -> None:
    """So that no address and no tag moves when a glob changes."""
    everyone = json.loads(ask(asker, JOBS, ["acme"])[0])
    some = json.loads(ask(asker, sorted(chosen), ["acme"])[0])
    assert some == {key: everyone[key] for key in some}
    assert len(some) == len(chosen)
