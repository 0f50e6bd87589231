"""Airflow's operators take the modules' outputs unedited."""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

from typing import Any

import boto3
import pytest
from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.google.cloud.operators.cloud_run import CloudRunExecuteJobOperator
from google.cloud.run_v2 import RunJobRequest
from kubernetes.client import ApiClient

from tests.orchestrators import cluster
from tests.orchestrators.applied import each

Json = dict[str, Any]


class TaskInstance:
    """What an operator leaves notes with."""

    def xcom_push(self, *_: Any, **__: Any) -> None:
        pass


@pytest.mark.parametrize(("arguments", "tags"), each("aws", "airflow_ecs_run_task_kwargs", "tags"))
def test_a_task_on_ecs_has_the_jobs_tags(arguments: Json, tags: dict[str, str]) -> None:
    operator = EcsRunTaskOperator(task_id="etl", wait_for_completion=False, aws_conn_id=None, **arguments)
    assert operator.region_name == arguments["region_name"]
    operator.execute({"ti": TaskInstance(), "task_instance": TaskInstance()})
    found = boto3.client("ecs").describe_tasks(cluster=arguments["cluster"], tasks=[operator.arn], include=["TAGS"])
    (task,) = found["tasks"]
    assert {tag["key"]: tag.get("value", "") for tag in task["tags"]} == tags
    assert task["launchType"] == "FARGATE"
    (override,) = task["overrides"]["containerOverrides"]
    assert override["command"] == arguments["overrides"]["containerOverrides"][0]["command"]


@pytest.mark.parametrize(("arguments", "request_"), each("gcp", "airflow_cloud_run_kwargs", "cloud_run_job_request"))
def test_an_execution_on_cloud_run(arguments: Json, request_: Json) -> None:
    operator = CloudRunExecuteJobOperator(task_id="etl", **arguments)
    name = f"projects/{operator.project_id}/locations/{operator.region}/jobs/{operator.job_name}"
    assert RunJobRequest(name=name, overrides=operator.overrides) == RunJobRequest(**request_)


@pytest.mark.parametrize(
    ("arguments", "labels", "annotations"),
    each("kubernetes", "airflow_kubernetes_pod_kwargs", "tags", "annotations"),
)
def test_a_pod_has_the_jobs_labels(
    arguments: Json, labels: dict[str, str], annotations: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = KubernetesPodOperator(task_id="etl", **arguments)
    with cluster.serving(monkeypatch):
        pod = ApiClient().sanitize_for_serialization(operator.build_pod_request_obj())
    assert labels.items() <= pod["metadata"]["labels"].items()
    assert pod["metadata"]["annotations"] == annotations
    assert cluster.restricted(pod["spec"])
    spec = arguments["pod_template_dict"]["spec"]
    (container,), (asked,) = pod["spec"].pop("containers"), spec.pop("containers")
    assert spec.items() <= pod["spec"].items()
    variables = [{"name": name, "value": value} for name, value in arguments["env_vars"].items()]
    assert {**asked, "env": [*asked.get("env", []), *variables]}.items() <= container.items()
