"""Values that are known only at apply: ids of what the same root makes are taken, and what is wrong makes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform import azure_login, strict_moto
from tests.terraform.refused import CLOUDS
from tests.terraform.running import Terraform, need, words
from tests.terraform.test_refused import PROVIDERS

if TYPE_CHECKING:
    from pathlib import Path

VALUE = "${terraform_data.value.output}"
MADE_BESIDE: dict[str, dict[str, Any]] = {
    "aws": {"networking": {"vpc_id": VALUE, "subnet_ids": [VALUE]}},
    "gcp": {"networking": {"vpc_id": VALUE, "subnet_ids": [VALUE]}, "storage": {"kms_key_id": VALUE}},
    "azure": {
        "runtime": {"type": "container_apps"},
        "networking": {"vpc_id": VALUE, "subnet_ids": [VALUE], "security_group_ids": [VALUE]},
    },
    "kubernetes": {"runtime": {"type": "kubernetes", "namespace": VALUE}},
}


@pytest.mark.parametrize("cloud", MADE_BESIDE)
def test_ids_of_a_network_of_the_same_root_are_taken(
    cloud: str, tree: Path, tmp_path: Path, terraform_environment: dict[str, str]
) -> None:
    with strict_moto.serving() as sts, azure_login.serving(tmp_path) as login:
        terraform = Terraform(root(cloud, MADE_BESIDE[cloud], "x", tree, sts), terraform_environment).ready()
        planned = Terraform(terraform.directory, {**terraform_environment, **login}).plan()
    assert planned.returncode == 0, planned.stderr


def root(cloud: str, fields: dict[str, Any], value: str, tree: Path, sts: str = "") -> Path:
    """Return a root with a job with these fields, and the value that they refer to."""
    module, provider, inputs, base, _ = CLOUDS[cloud]
    need(provider)
    arguments = {**inputs, "source": f"../terraform/{module}", "job": {**base, **fields}}
    directory = tree / "unknown"
    directory.mkdir()
    (directory / "main.tf").write_text(PROVIDERS[cloud].replace("%s", sts), encoding="utf-8")
    values = {"resource": {"terraform_data": {"value": {"input": value}}}, "module": {"job": arguments}}
    (directory / "values.tf.json").write_text(json.dumps(values), encoding="utf-8")
    return directory


UNKNOWN = {
    "gcp": ("storage", {"bucket": "lake"}, "prefix", "x') || ('"),
    "azure": ("storage", {"bucket": "raw"}, "prefix", "x') OR (true"),
    "kubernetes": ("runtime", {"type": "kubernetes"}, "namespace", "no namespace"),
}


@pytest.mark.parametrize("cloud", UNKNOWN)
def test_a_value_that_is_known_at_apply_is_refused_before_anything_is_made(
    cloud: str, tree: Path, tmp_path: Path, terraform_environment: dict[str, str]
) -> None:
    """The same for AWS, on moto, is in test_live_aws.py."""
    block, others, field, value = UNKNOWN[cloud]
    directory = root(cloud, {block: {**others, field: VALUE}}, value, tree)
    Terraform(directory, terraform_environment).ready()
    with azure_login.serving(tmp_path) as login:
        terraform = Terraform(directory, {**terraform_environment, **login})
        planned = terraform.plan()
        assert planned.returncode == 0, planned.stderr
        done = terraform("apply", "-input=false", "-no-color", "plan")
    assert done.returncode == 1
    assert f'Job "orders": {block}.{field} must ' in words(done.stderr)
    made = [address for address in terraform("state", "list").stdout.split() if ".data." not in address]
    assert made == ["terraform_data.value"]
