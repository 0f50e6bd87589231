"""A required tag of which a job has two spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
