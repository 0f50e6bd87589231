"""Dagster takes the modules' launchers unedited: as arguments, as a whole instance, and its runs carry the tags."""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import boto3
import dagster as dg
import google.auth
import pytest
from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.launcher import LaunchRunContext
from dagster._core.origin import JobPythonOrigin, RepositoryPythonOrigin
from dagster_aws.ecs import EcsRunLauncher
from dagster_contrib_gcp.cloud_run.run_launcher import CloudRunRunLauncher
from dagster_k8s import K8sRunLauncher
from google.auth.credentials import AnonymousCredentials

from tests.orchestrators import cluster
from tests.orchestrators.applied import each

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.orchestrators import stub

ORDERS = dg.GraphDefinition(name="orders").to_job()
ORIGIN = JobPythonOrigin("orders", RepositoryPythonOrigin(sys.executable, ModuleCodePointer("etl", "defs")))

Json = dict[str, Any]


@pytest.fixture
def kubernetes_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[stub.Stub]:
    with cluster.serving(monkeypatch) as api:
        yield api


@pytest.fixture(autouse=True)
def anonymous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Google's clients look for credentials when they are made."""
    monkeypatch.setattr(google.auth, "default", lambda *_, **__: (AnonymousCredentials(), None))


@pytest.mark.parametrize("config", each("aws", "dagster_ecs_config"))
def test_ecs_arguments(config: Json) -> None:
    launcher = EcsRunLauncher(**config)
    family, _, revision = launcher.task_definition.rpartition("/")[2].rpartition(":")  # it looks the revision up
    assert (family, int(revision) > 0) == (config["task_definition"], True)
    assert launcher.run_ecs_tags == config["run_ecs_tags"]


@pytest.mark.parametrize("config", each("kubernetes", "dagster_k8s_config"))
def test_kubernetes_arguments(config: Json, kubernetes_api: stub.Stub) -> None:
    launcher = K8sRunLauncher(**config)
    assert (launcher.job_image, launcher.job_namespace) == (config["job_image"], config["job_namespace"])


@pytest.mark.parametrize(("config", "request_"), each("gcp", "dagster_cloud_run_config", "cloud_run_job_request"))
def test_cloud_run_arguments(config: Json, request_: Json) -> None:
    launcher = CloudRunRunLauncher(**config)
    (location,) = config["job_name_by_code_location"]
    assert launcher.fully_qualified_job_name(location) == request_["name"]


@pytest.mark.parametrize(("config", "tags"), each("aws", "dagster_instance_config", "tags"))
def test_a_run_on_ecs_has_the_jobs_tags(config: Json, tags: dict[str, str], tmp_path: Path) -> None:
    run = launched(config, EcsRunLauncher, tmp_path)
    found = boto3.client("ecs").describe_tasks(
        cluster=run.tags["ecs/cluster"], tasks=[run.tags["ecs/task_arn"]], include=["TAGS"]
    )
    (task,) = found["tasks"]
    sent = {tag["key"]: tag.get("value", "") for tag in task["tags"]}
    assert sent == {**tags, "dagster/run_id": run.run_id, "dagster/job_name": "orders"}


@pytest.mark.parametrize(("config", "tags"), each("kubernetes", "dagster_instance_config", "tags"))
def test_a_run_on_kubernetes_has_the_jobs_labels(
    config: Json, tags: dict[str, str], tmp_path: Path, kubernetes_api: stub.Stub
) -> None:
    launched(config, K8sRunLauncher, tmp_path)
    (job,) = [request.body for request in kubernetes_api.requests if request.path.endswith("/jobs")]
    for metadata in (job["metadata"], job["spec"]["template"]["metadata"]):
        assert tags.items() <= metadata["labels"].items()
    assert cluster.restricted(job["spec"]["template"]["spec"])


@pytest.mark.parametrize("config", each("gcp", "dagster_instance_config"))
def test_an_instance_on_cloud_run(config: Json, tmp_path: Path) -> None:
    with instance_of(config, tmp_path) as instance:
        assert isinstance(instance.run_launcher, CloudRunRunLauncher)
        assert "CloudRunRunLauncher" in instance.info_str()


def instance_of(config: Json, home: Path) -> Any:
    """The instance of a `dagster.yaml` that is what `terraform output -json` printed."""
    (home / "dagster.yaml").write_text(json.dumps(config), "utf-8")
    return dg.DagsterInstance.from_config(str(home))


def launched(config: Json, launcher: Any, home: Path) -> Any:
    """A run that such an instance has launched."""
    with instance_of(config, home) as instance:
        assert isinstance(instance.run_launcher, launcher)
        assert launcher.__name__ in instance.info_str()
        run = instance.create_run_for_job(ORDERS, job_code_origin=ORIGIN)
        instance.run_launcher.launch_run(LaunchRunContext(run, None))
        return instance.get_run_by_id(run.run_id)
