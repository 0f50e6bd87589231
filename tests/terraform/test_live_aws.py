"""The bridge and the AWS module against AWS, as far as moto is it: the real provider, one apply of the estate in live/.

Each resource that takes tags has its job's, a second plan finds nothing to do, a destroy leaves nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform, tf  # type: ignore[import-untyped]

from tests.terraform import binary, cli_config, strict_moto
from tests.terraform import live_account as account
from tests.terraform.running import REPOSITORY, need

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore::boto3.exceptions.PythonDeprecationWarning")
terraform("live", scope="module")  # the fixture `live`: applied, and destroyed after the last test that takes it


@pytest.fixture(scope="module")
def moto() -> Iterator[None]:
    """An empty account, to which the environment leads."""
    with strict_moto.serving() as address, pytest.MonkeyPatch.context() as patch:
        for name in account.elsewhere(os.environ):
            patch.delenv(name)
        for name, value in account.environment(address).items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def before(
    terraform_environment: dict[str, str], moto: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, set[str]]]:
    """What the account holds before the apply, and again after the destroy.

    pytest-terraform takes its environment from the process and writes beside the root that it applies: it gets a copy.
    """
    need("hashicorp/aws", cli_config.EXTERNAL)
    folder = tmp_path_factory.mktemp("estate")
    for part in ("terraform", "tests/terraform/live"):
        shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns(".terraform*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tf.LazyModuleDir, "value", str(folder / "tests" / "terraform"))
        for name in set(terraform_environment) - set(account.elsewhere(terraform_environment)):
            patch.setenv(name, terraform_environment[name])
        patch.setenv("TF_VAR_network", json.dumps(account.furnish()))
        before = account.held()
        yield before
        assert account.held() == before


def test_each_resource_has_its_jobs_tags(before: dict[str, set[str]], live: Any) -> None:
    tags = live.outputs["tags"]["value"]
    taggable = [resource for resource in made(live) if "tags_all" in resource.attributes]
    for resource in taggable:
        assert account.tags_of(resource.type, resource.attributes) == tags[resource.job], resource
    assert {resource.type for resource in taggable} == set(account.READERS)
    assert {resource.job for resource in taggable} == set(tags)


def test_aws_would_refuse_what_a_job_has_written(before: dict[str, set[str]], live: Any) -> None:
    orders = live.outputs["tags"]["value"]["jobs/acme/orders"]
    assert orders["dativo:project"] == "R-D- orders"
    assert len(orders["Purpose"]) == 256
    assert len(live.outputs["warnings"]["value"]) == 2


def test_a_task_has_its_jobs_tags(before: dict[str, set[str]], live: Any) -> None:
    for key, parameters in live.outputs["dagster_pipes_run_task_params"]["value"].items():
        (task,) = boto3.client("ecs").run_task(**parameters)["tasks"]
        assert account.task_tags(task) == live.outputs["tags"]["value"][key]
        boto3.client("ecs").stop_task(cluster=task["clusterArn"], task=task["taskArn"])


def test_a_second_plan_is_empty(before: dict[str, set[str]], live: Any) -> None:
    runner = live.terraform
    done = subprocess.run(
        [binary.NAME, "plan", "-detailed-exitcode", "-input=false", "-no-color", f"-state={runner.state_path}"],
        cwd=runner.module_dir,
        env={**os.environ, "TF_DATA_DIR": runner.work_dir},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_account_shows_what_was_made(before: dict[str, set[str]], live: Any) -> None:
    """So that `before` would see what a destroy leaves."""
    held = account.held()
    assert [kind for kind in held if held[kind] > before[kind]] == list(before)


@dataclass(frozen=True)
class Resource:
    """A resource that the module made for a job, as the state has it."""

    job: str
    type: str
    attributes: dict[str, Any]


def made(live: Any) -> Iterator[Resource]:
    """What the module made for each job."""
    for resource in json.loads(Path(live.terraform.state_path).read_text("utf-8"))["resources"]:
        module = re.fullmatch(r'module\.ecs_job\["(.+)"\]', resource.get("module", ""))
        if module and resource["mode"] == "managed":
            for instance in resource["instances"]:
                yield Resource(module[1], resource["type"], instance["attributes"])


CREATE = {
    "ecs": lambda tags: boto3.client("ecs").create_cluster(clusterName="c", tags=listed(tags, "key", "value")),
    "events": lambda tags: boto3.client("events").put_rule(Name="r", EventPattern="{}", Tags=listed(tags)),
    "ec2": lambda tags: boto3.client("ec2").create_vpc(
        CidrBlock="10.8.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": listed(tags)}]
    ),
    "iam": lambda tags: boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}", Tags=listed(tags)),
    "kms": lambda tags: boto3.client("kms").create_key(Tags=listed(tags, "TagKey", "TagValue")),
    "logs": lambda tags: boto3.client("logs").create_log_group(logGroupName="g", tags=tags),
    "s3": lambda tags: boto3.client("s3").put_bucket_tagging(Bucket="b", Tagging={"TagSet": listed(tags)}),
    "sns": lambda tags: boto3.client("sns").create_topic(Name="t", Tags=listed(tags)),
}


@pytest.mark.parametrize("service", CREATE)
@pytest.mark.parametrize("tags", [{"a": "b, c"}, {"R&D": "x"}, {"a": "b" * 257}, {"a": "AWS:b"}, {"a": "tab\t"}])
def test_moto_refuses_what_aws_refuses(service: str, tags: dict[str, str], moto: None) -> None:
    with pytest.raises(ClientError, match="failed to satisfy constraint"):
        CREATE[service](tags)


def listed(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    return [{key: name, value: text} for name, text in tags.items()]
