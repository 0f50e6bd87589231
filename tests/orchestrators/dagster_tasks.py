"""Dagster runs the ETL container with the modules' outputs unedited: through Pipes, or a cloud's own SDK in an op."""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import copy
from typing import Any

import boto3
import dagster as dg
import pytest
from azure.core.credentials import AccessToken
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.appcontainers import ContainerAppsAPIClient
from botocore.session import get_session
from botocore.validate import ParamValidator
from dagster_aws.pipes import PipesECSClient
from dagster_k8s import PipesK8sClient
from google.cloud.run_v2 import RunJobRequest

from tests.orchestrators import cluster, stub
from tests.orchestrators.applied import each

Json = dict[str, Any]


@pytest.mark.parametrize("parameters", each("aws", "dagster_pipes_run_task_params"))
def test_run_task_has_no_other_parameters(parameters: Json) -> None:
    shape = get_session().get_service_model("ecs").operation_model("RunTask").input_shape
    assert shape is not None
    assert ParamValidator().validate(parameters, shape).generate_report() == ""


# One is enough: Pipes waits a quarter of a minute for messages that the ETL doesn't send.
@pytest.mark.parametrize(("parameters", "tags"), each("aws", "dagster_pipes_run_task_params", "tags")[:1])
def test_a_task_through_pipes_has_the_jobs_tags(parameters: Json, tags: dict[str, str]) -> None:
    ecs, started = boto3.client("ecs"), []
    ecs.meta.events.register("after-call.ecs.RunTask", lambda parsed, **_: started.extend(parsed["tasks"]))
    ecs.meta.events.register("after-call.ecs.RunTask", lambda parsed, **_: start_logs(parsed["tasks"]))

    def etl(context, ecs: PipesECSClient):  # type: ignore[no-untyped-def]
        waiter = {"Delay": 1, "MaxAttempts": 30}
        return ecs.run(
            context=context, run_task_params=copy.deepcopy(parameters), waiter_config=waiter
        ).get_materialize_result()

    done = dg.materialize([dg.asset(etl)], resources={"ecs": PipesECSClient(client=ecs)})
    assert done.success
    (task,) = started
    (task,) = ecs.describe_tasks(cluster=task["clusterArn"], tasks=[task["taskArn"]], include=["TAGS"])["tasks"]
    sent = {tag["key"]: tag.get("value", "") for tag in task["tags"]}
    assert sent == {**tags, "dagster/run-id": done.run_id, "dagster/job": sent["dagster/job"]}
    (overrides,) = task["overrides"]["containerOverrides"]
    assert overrides["command"] == parameters["overrides"]["containerOverrides"][0]["command"]


def start_logs(tasks: list[Json]) -> None:
    """What the agent on AWS does, and moto doesn't: the stream that Pipes reads."""
    ecs, logs = boto3.client("ecs"), boto3.client("logs")
    for task in tasks:
        definition = ecs.describe_task_definition(taskDefinition=task["taskDefinitionArn"])["taskDefinition"]
        (container,) = definition["containerDefinitions"]
        options = container["logConfiguration"]["options"]
        stream = "/".join([options["awslogs-stream-prefix"], container["name"], task["taskArn"].rpartition("/")[2]])
        logs.create_log_stream(logGroupName=options["awslogs-group"], logStreamName=stream)


@pytest.mark.parametrize(
    ("parameters", "labels", "annotations"), each("kubernetes", "dagster_pipes_k8s_params", "tags", "annotations")
)
def test_a_pod_through_pipes_has_the_jobs_labels(
    parameters: Json, labels: dict[str, str], annotations: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def etl(context, k8s: PipesK8sClient):  # type: ignore[no-untyped-def]
        return k8s.run(context=context, **parameters).get_materialize_result()

    with cluster.serving(monkeypatch) as api:
        client = PipesK8sClient(load_incluster_config=True, poll_interval=0.1)
        assert dg.materialize([dg.asset(etl)], resources={"k8s": client}).success
    (pod,) = [request.body for request in api.requests if request.method == "POST"]
    assert labels.items() <= pod["metadata"]["labels"].items()
    assert pod["metadata"]["annotations"] == annotations
    assert cluster.restricted(pod["spec"])
    spec = parameters["base_pod_spec"]
    (container,), (asked,) = pod["spec"].pop("containers"), spec.pop("containers")
    assert pod["spec"] == spec
    variables = [{"name": name, "value": value} for name, value in parameters["env"].items()]
    assert [variable for variable in container.pop("env") if "PIPES" not in variable["name"]] == [
        *asked.pop("env", []),
        *variables,
    ]
    assert {**asked, "image": parameters["image"]}.items() <= container.items()


@pytest.mark.parametrize("arguments", each("gcp", "cloud_run_job_request"))
def test_cloud_run_job_request(arguments: Json) -> None:
    request = RunJobRequest(**arguments)
    (container,) = request.overrides.container_overrides
    assert request.name == arguments["name"]
    assert list(container.args) == arguments["overrides"]["container_overrides"][0]["args"]
    assert f"{request.overrides.timeout.seconds}s" == arguments["overrides"]["timeout"]


class Credential:
    def get_token(self, *_: str, **__: Any) -> AccessToken:
        return AccessToken("token", 2**31)


@pytest.mark.parametrize("arguments", each("azure", "container_apps_job_start_kwargs"))
def test_container_apps_start(arguments: Json) -> None:
    execution = {"name": "execution", "id": "/executions/execution"}
    with stub.serving(lambda request: execution) as api:
        client = ContainerAppsAPIClient(
            Credential(), "subscription", base_url=api.address, authentication_policy=SansIOHTTPPolicy()
        )
        assert client.jobs.begin_start(**arguments).result().name == "execution"
    (request,) = api.requests
    group, job = arguments["resource_group_name"], arguments["job_name"]
    path = f"/subscriptions/subscription/resourceGroups/{group}/providers/Microsoft.App/jobs/{job}/start"
    assert request.path.startswith(f"{path}?")
    assert (request.method, request.body) == ("POST", None)
