"""The seeded defects of the benchmark: `audit` reports an error for each, and none for the plan without them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.defects import estate

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project


def audit(program: Program, project: Project, *, defective: bool) -> list[dict[str, Any]]:
    estate.write_jobs(project.root)
    project.write("plan.json", json.dumps(estate.plan(estate.resources(defective=defective))))
    ran = program.command("audit", "plan.json", "--jobs", "jobs", "--format", "json", cwd=project.root)
    findings = json.loads(ran.out)["findings"]
    assert isinstance(findings, list)
    return findings


def test_each_defect_is_an_error(program: Program, project: Project) -> None:
    errors = {each["address"] for each in audit(program, project, defective=True) if each["severity"] == "error"}
    assert errors == {resource.address for resource in estate.resources(defective=True)}
    assert len(errors) >= 18


def test_the_plan_without_them_has_no_findings(program: Program, project: Project) -> None:
    assert audit(program, project, defective=False) == []


def test_each_defect_changes_the_hcl_of_its_resource() -> None:
    for right, defective in zip(estate.resources(defective=False), estate.resources(defective=True), strict=True):
        assert estate.hcl([right]) != estate.hcl([defective])
