"""The Terraform state of jobs: settings that mean one state, and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

BUCKET = {"bucket": "b", "key": "k"}
AZURE = {"storage_account_name": "s", "container_name": "c", "key": "k"}


@pytest.mark.parametrize(
    ("one", "other", "workspace", "is_shared"),
    [
        (BUCKET, {**BUCKET, "endpoints": {"iam": "http://i"}}, None, True),
        ({**BUCKET, "endpoint": "http://h"}, {**BUCKET, "endpoints": {"s3": "http://h"}}, None, True),
        ({**BUCKET, "endpoints": {"s3": "http://h"}}, {**BUCKET, "endpoints": {"s3": "http://i"}}, None, False),
        ({**BUCKET, "namespace": "n"}, {**BUCKET, "namespace": "m"}, None, False),
        ({"bucket": "b", "namespace": "n"}, {"bucket": "b", "namespace": "n", "key": "terraform.tfstate"}, None, True),
        (AZURE, {**AZURE, "metadata_host": "management.azure.com"}, None, True),
        (AZURE, {**AZURE, "metadata_host": "management.azure.cn"}, None, False),
        ({"workspaces": [{"name": "w"}]}, {"workspaces": {"name": "w"}}, None, True),
        ({"path": "a.tfstate"}, {"path": "b.tfstate"}, "w", True),
        ({"path": "a.tfstate"}, {"path": "b.tfstate"}, None, False),
    ],
)
def test_two_jobs_with_one_state(
    one: dict[str, Any],
    other: dict[str, Any],
    workspace: str | None,
    is_shared: bool,
    project: Project,
    program: Program,
) -> None:
    project.write("provider-bridge.yaml", "")
    for name, settings in (("a", one), ("b", other)):
        terraform: dict[str, Any] = {"backend_config": settings, **({"workspace": workspace} if workspace else {})}
        project.job(f"jobs/{name}.yaml", {"provider": "aws", "terraform": terraform})
    ran = program.command("validate", "jobs", cwd=project.root)
    assert ("state-key-shared" in ran.out) == is_shared
