"""A required tag of which a job has two spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project


def test_the_fix_names_all_spellings_and_no_edit_is_certain(project: Project, program: Program) -> None:
    project.write("provider-bridge.yaml", "required_tags: [Owner]")
    project.job("jobs/a.yaml", {"provider": "aws", "tags": {"owner": "x", "OWNER": "x"}})
    ran = program.command("validate", "jobs", cwd=project.root)
    assert ", and remove the other keys that differ in case" in ran.out
    before = (project.root / "jobs/a.yaml").read_text("utf-8")
    program.command("fix", "jobs", cwd=project.root)
    assert (project.root / "jobs/a.yaml").read_text("utf-8") == before


@pytest.mark.parametrize("config", ["", 'required_tags: ["dativo:Cost-Center"]'])
def test_the_fix_of_a_twin_names_what_the_file_has(config: str, project: Project) -> None:
    """A key of another layer comes from the name of a field, and is nowhere in the file."""
    project.write("provider-bridge.yaml", config)
    project.job(finops={"cost_center": "HR-1"}, infrastructure={"tags": {"dativo:Cost-Center": "HR-1"}})
    assert '  fix: remove "finops.cost_center"' in project.ask().err.splitlines()
    project.job(infrastructure={"tags": {"dativo:Cost-Center": "HR-1", "dativo:cost-CENTER": "HR-1"}})
    assert '  fix: remove "dativo:cost-CENTER"' in project.ask().err.splitlines()
