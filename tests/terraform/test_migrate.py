"""A cluster that a job's module created outlives the steps of docs/migrate.md: applied on moto, before and after."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import boto3  # type: ignore[import-untyped]
import pytest

from tests.terraform import binary, live_account, strict_moto
from tests.terraform.running import REPOSITORY, Terraform, need
from tests.test_docs import FENCE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::boto3.exceptions.PythonDeprecationWarning")
EARLIER_MODULE = 'resource "aws_ecs_cluster" "this" {\n  count = 1\n  name  = "data-etl"\n}\n'
ROOT = """
provider "aws" {}

module "ecs_job" {
  source   = "./job"
  for_each = toset(%s)
}
"""


@pytest.mark.parametrize(
    ("step", "jobs"),
    [("moved", '["jobs/acme/orders"]'), ("removed", '["jobs/acme/orders", "jobs/acme/customers"]')],
)
def test_a_cluster_of_jobs_becomes_one_of_its_own(
    step: str, jobs: str, tmp_path: Path, terraform_environment: dict[str, str]
) -> None:
    need("hashicorp/aws")
    if step == "removed" and binary.version() < (1, 7):
        pytest.skip("blocks of the type removed need Terraform 1.7 or OpenTofu 1.7")
    shutil.copytree(REPOSITORY / "terraform" / "aws" / "ecs-cluster", tmp_path / "ecs-cluster")
    job = tmp_path / "job" / "main.tf"
    job.parent.mkdir()
    job.write_text(EARLIER_MODULE, "utf-8")
    (tmp_path / "main.tf").write_text(ROOT % jobs, "utf-8")
    with strict_moto.serving() as address:
        environment = live_account.environment(address)
        terraform = Terraform(tmp_path, {**terraform_environment, **environment}).ready()
        apply(terraform)
        job.write_text('resource "terraform_data" "task" {}\n', "utf-8")
        (tmp_path / "cluster.tf").write_text(block("module") + block(step), "utf-8")
        assert " 0 to destroy" in apply(terraform.ready())
        (tmp_path / "cluster.tf").write_text(block("module"), "utf-8")
        assert terraform("plan", "-input=false", "-detailed-exitcode").returncode == 0
        client = boto3.client(
            "ecs",
            endpoint_url=address,
            region_name=environment["AWS_REGION"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        (cluster,) = client.describe_clusters(clusters=["data-etl"])["clusters"]
        assert cluster["status"] == "ACTIVE"


def apply(terraform: Terraform) -> str:
    """Return the summary of a plan that is applied."""
    planned = terraform.plan()
    assert planned.returncode == 0, planned.stderr
    done = terraform("apply", "-input=false", "-no-color", "plan")
    assert done.returncode == 0, done.stderr
    summary = re.search(r"(?m)^Plan: .*", planned.stdout)
    assert summary, planned.stdout
    return summary.group()


def block(kind: str) -> str:
    """Return the page's HCL that starts with a block of this type, with the module of this project."""
    page = re.sub(r"(?m)^   ", "", (REPOSITORY / "docs" / "migrate.md").read_text("utf-8"))
    (text,) = [
        text
        for language, text in FENCE.findall(page)
        if language == "hcl" and re.match(rf"{kind} .*cluster", text, re.DOTALL)
    ]
    return re.sub(r'source = ".*//terraform/aws/(ecs-cluster)\?.*"', r'source = "./\1"', text)
