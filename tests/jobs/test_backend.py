"""The Terraform state of jobs: settings that mean one state, and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

BUCKET = {"bucket": "b", "key": "k"}
GCS = {"bucket": "b", "prefix": "p"}
OSS = {"bucket": "b", "prefix": "p", "key": "k", "region": "r"}
AZURE = {"storage_account_name": "s", "container_name": "c", "key": "k"}


@pytest.mark.parametrize(
    ("one", "other", "workspace", "is_shared"),
    [
        (BUCKET, {**BUCKET, "endpoints": {"iam": "http://i"}}, None, True),
        ({**BUCKET, "endpoint": "http://h"}, {**BUCKET, "endpoints": {"s3": "http://h"}}, None, True),
        ({**BUCKET, "endpoints": {"s3": "http://h"}}, {**BUCKET, "endpoints": {"s3": "http://i"}}, None, False),
        ({**BUCKET, "namespace": "n"}, {**BUCKET, "namespace": "m"}, None, False),
        ({"bucket": "b", "namespace": "n"}, {"bucket": "b", "namespace": "n", "key": "terraform.tfstate"}, None, True),
        (OSS, {**OSS, "prefix": "p/", "tablestore_table": "t"}, None, True),
        (OSS, {**OSS, "prefix": "q"}, None, False),
        (OSS, {**OSS, "key": "l"}, None, False),
        (OSS, {**OSS, "region": "s"}, None, False),
        (OSS, {**OSS, "prefix": "p/w"}, "w", False),
        (OSS, {**BUCKET, "region": "r"}, None, False),
        (OSS, GCS, None, False),
        ({**GCS, "region": "r"}, {**OSS, "key": "terraform.tfstate"}, None, True),
        ({**GCS, "region": "r"}, {**GCS, "region": "r", "encrypt": True}, "w", True),
        ({**GCS, "region": "r"}, GCS, None, False),
        ({**BUCKET, "accelerate": True}, {**BUCKET, "prefix": "env:"}, None, True),
        ({"bucket": "b", "region": "r"}, {"bucket": "b", "region": "r"}, None, True),
        (GCS, {**GCS, "prefix": "/p/", "impersonate_service_account": "a"}, None, True),
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


@pytest.mark.parametrize("settings", [OSS, {**OSS, "secret_id": "i"}, {"bucket": "b", "prefix": "p", "region": "r"}])
def test_a_workspace_is_a_directory_below_the_prefix(
    settings: dict[str, Any], project: Project, program: Program
) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"terraform": {"backend_config": settings, "workspace": "w"}})
    project.job("jobs/b.yaml", {"terraform": {"backend_config": {**settings, "prefix": "p/w"}}})
    assert "state-key-shared" in program.command("validate", "jobs", cwd=project.root).out
