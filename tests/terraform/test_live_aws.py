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
from tests.terraform.running import REPOSITORY, Terraform, need, words

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
    directory = tmp_path_factory.mktemp("estate")
    for part in ("terraform", "tests/terraform/live"):
        shutil.copytree(REPOSITORY / part, directory / part, ignore=shutil.ignore_patterns(".terraform*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tf.LazyModuleDir, "value", str(directory / "tests" / "terraform"))
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
    done = again(live, "plan", "-detailed-exitcode")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_cluster_outlives_its_jobs(before: dict[str, set[str]], live: Any) -> None:
    """One of the jobs on it is removed."""
    done = again(live, "plan", "-var", 'jobs=["jobs/shared/*.yaml"]')
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'module.ecs_job["jobs/acme/orders"].aws_ecs_task_definition.this will be destroyed' in done.stdout
    assert "# module.cluster." not in done.stdout


def test_the_first_outputs_start_a_task_after_an_image_change(before: dict[str, set[str]], live: Any) -> None:
    ecs = boto3.client("ecs")
    first = live.outputs["dagster_pipes_run_task_params"]["value"]
    launcher = live.outputs["dagster_ecs_config"]["value"]
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.5.0"
    done = again(live, "apply", "-auto-approve", f"-var=image={image}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Outputs:" in done.stdout
    for key, parameters in first.items():
        assert parameters["taskDefinition"] == launcher[key]["task_definition"]
        (task,) = ecs.run_task(**parameters)["tasks"]
        definition = ecs.describe_task_definition(taskDefinition=task["taskDefinitionArn"])["taskDefinition"]
        assert (definition["status"], definition["containerDefinitions"][0]["image"]) == ("ACTIVE", image)
        ecs.stop_task(cluster=task["clusterArn"], task=task["taskArn"])


def again(live: Any, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run Terraform once more in the root that is applied."""
    runner = live.terraform
    return subprocess.run(
        [binary.NAME, command, "-input=false", "-no-color", f"-state={runner.state_path}", *options],
        cwd=runner.module_dir,
        env={**os.environ, "TF_DATA_DIR": runner.work_dir},
        check=False,
        capture_output=True,
        text=True,
    )


UNKNOWN = """
provider "aws" {
  s3_use_path_style = true
}

resource "terraform_data" "prefix" {
  input = "*"
}

resource "aws_vpc" "this" {
  cidr_block = "10.7.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.7.1.0/24"
}

module "job" {
  source = "./terraform/aws/ecs-dagster"

  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  alert_targets = ["oncall@acme.example"]
  job = {
    name           = "orders"
    slug           = "acme-unknown"
    tenant_id      = "acme"
    provider       = "aws"
    container_path = "/app/jobs/orders.yaml"
    runtime        = { type = "ecs", cluster_name = "shared-etl" }
    networking     = { vpc_id = aws_vpc.this.id, subnet_ids = [aws_subnet.this.id] }
    storage        = { bucket = "lake", prefix = terraform_data.prefix.output }
  }
}
"""


def test_a_value_that_is_known_at_apply_is_refused_before_anything_is_made(
    terraform_environment: dict[str, str], moto: None, tmp_path: Path
) -> None:
    """The VPC is made in the same root too, so that its id is unknown."""
    need("hashicorp/aws")
    shutil.copytree(REPOSITORY / "terraform" / "aws", tmp_path / "terraform" / "aws")
    (tmp_path / "main.tf").write_text(UNKNOWN, "utf-8")
    own = {name: os.environ[name] for name in os.environ if name.startswith("AWS_")}
    terraform = Terraform(tmp_path, {**terraform_environment, **own}).ready()
    planned = terraform.plan()
    assert planned.returncode == 0, planned.stderr
    assert "module.job.aws_security_group.task[0] will be created" in planned.stdout
    held = account.held()
    done = terraform("apply", "-input=false", "-no-color", "plan")
    assert done.returncode == 1
    assert 'Job "orders": storage.prefix must not contain *, ? or $, got "*".' in words(done.stderr)
    after = account.held()
    assert {kind for kind in held if after[kind] != held[kind]} <= {"security groups"}  # the VPC's own
    assert not [name for name in terraform("state", "list").stdout.split() if name.startswith("module.job.aws")]
    assert terraform("destroy", "-auto-approve", "-input=false", "-no-color").returncode in (0, 1)


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
