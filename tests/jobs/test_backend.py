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
        (BUCKET, {**BUCKET, "endpoints": {"s3": "https://s3.eu-west-1.amazonaws.com"}}, None, True),
        (BUCKET, {**BUCKET, "endpoint": "https://s3.amazonaws.com.example.org"}, None, False),
        ({**BUCKET, "endpoint": "http://h"}, {**BUCKET, "endpoint": "http://h/"}, None, True),
        ({**BUCKET, "key": "a/k"}, {**BUCKET, "key": "a//k"}, "w", True),
        ({**BUCKET, "key": "a/k"}, {**BUCKET, "key": "a//k"}, None, False),
        (
            {"bucket": "b", "namespace": "n", "key": "a/k"},
            {"bucket": "b", "namespace": "n", "key": "a/./k"},
            "w",
            True,
        ),
        ({"secret_suffix": "s", "config_paths": ["a"]}, {"secret_suffix": "s", "config_paths": ["b"]}, None, False),
        ({"path": "p", "address": "127.0.0.1:8500"}, {"path": "p", "scheme": "http"}, None, True),
        ({"path": "p", "address": "h:8500"}, {"path": "p", "lock": False}, None, False),
        ({"conn_str": "c"}, {"conn_str": "c", "table_name": "states"}, None, True),
        ({"conn_str": "c"}, {"conn_str": "c", "table_name": "t"}, None, False),
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


@pytest.mark.parametrize(
    ("one", "its_workspace", "other", "other_workspace"),
    [
        ({"secret_suffix": "c"}, "a-b", {"secret_suffix": "b-c"}, "a"),
        ({"workspace_dir": "d"}, "w", {"path": "d/w/terraform.tfstate"}, None),
        ({**BUCKET, "key": "a//k"}, "w", {**BUCKET, "key": "env:/w/a/k"}, None),
        ({**AZURE, "key": "k"}, "w", {**AZURE, "key": "kenv:w"}, None),
        ({"workspaces": {"tags": ["t"]}}, "w", {"workspaces": {"name": "w"}}, None),
    ],
)
def test_jobs_in_two_workspaces_with_one_state(
    one: dict[str, Any],
    its_workspace: str,
    other: dict[str, Any],
    other_workspace: str | None,
    project: Project,
    program: Program,
) -> None:
    project.write("provider-bridge.yaml", "")
    for name, settings, workspace in (("a", one, its_workspace), ("b", other, other_workspace)):
        terraform: dict[str, Any] = {"backend_config": settings, **({"workspace": workspace} if workspace else {})}
        project.job(f"jobs/{name}.yaml", {"provider": "aws", "terraform": terraform})
    assert "state-key-shared" in program.command("validate", "jobs", cwd=project.root).out


def test_workspaces_that_tags_select_are_told_by_their_names(project: Project, program: Program) -> None:
    project.write("provider-bridge.yaml", "")
    for name in ("a", "b"):
        terraform = {"backend_config": {"organization": "o", "workspaces": {"tags": ["t"]}}, "workspace": f"etl-{name}"}
        project.job(f"jobs/{name}.yaml", {"provider": "aws", "terraform": terraform})
    assert program.command("validate", "jobs", cwd=project.root).code == 0
