"""The bridge module through real Terraform: what it passes on, and its own tests."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform import binary, cli_config
from tests.terraform.running import Terraform, need, words

if TYPE_CHECKING:
    from pathlib import Path

CALLER = """
module "bridge" {
  source  = "../terraform/bridge"
  jobs    = ["${path.root}/jobs/*.yaml"]
  program = jsondecode(%s)
  %s
}
output "jobs" { value = module.bridge.jobs }
output "tags" { value = module.bridge.tags }
output "warnings" { value = module.bridge.warnings }
"""
JOB = "tenant_id: ${TENANT_ID}\nenvironment: ${STAGE:-dev}\nfinops: {R&D: x}\ninfrastructure:\n  provider: aws\n"


@pytest.fixture
def caller(tree: Path, terraform_environment: dict[str, str]) -> Any:
    """A root that calls the bridge, with one shared job that has a warning."""

    def calling(inputs: str, program: tuple[str, ...] = ("provider-bridge",)) -> Terraform:
        need(cli_config.EXTERNAL)
        directory = tree / "caller"
        (directory / "jobs").mkdir(parents=True)
        (directory / "provider-bridge.yaml").touch()
        (directory / "jobs" / "orders.yaml").write_text(JOB)
        (directory / "main.tf").write_text(CALLER % (json.dumps(json.dumps(program)), inputs))
        return Terraform(directory, terraform_environment).ready()

    return calling


def test_the_bridge_passes_on_what_it_is_given(caller: Any) -> None:
    terraform = caller('tenants = ["globex", "acme"]\nenv = { STAGE = "prod" }\nshow_warnings = false')
    outputs = terraform.planned()["outputs"]
    assert list(outputs["jobs"]["value"]) == ["jobs/orders@acme", "jobs/orders@globex"]
    assert outputs["tags"]["value"]["jobs/orders@acme"] == {
        "dativo:environment": "prod",
        "dativo:job": "orders",
        "dativo:r-d": "x",
        "dativo:tenant": "acme",
    }
    assert "Check block" not in terraform.plan().stdout
    assert [warning.partition(" becomes ")[0] for warning in outputs["warnings"]["value"]] == [
        'jobs/orders.yaml:3:10: warning: [tag-changed] tag key "dativo:r&d"'
    ]


def test_the_bridge_is_strict_on_request(caller: Any) -> None:
    done = caller('env = { TENANT_ID = "acme" }\nstrict = true').plan()
    assert done.returncode == 1
    assert "jobs/orders.yaml:3:10: error: [tag-changed]" in words(done.stderr)


def test_the_bridge_takes_root_and_policy(caller: Any) -> None:
    terraform = caller('root = "jobs"\nconfig = "policy.yaml"\nenv = { TENANT_ID = "acme" }')
    (terraform.directory / "policy.yaml").write_text("tag_prefix: etl\n")
    outputs = terraform.planned()["outputs"]
    assert outputs["tags"]["value"]["orders"]["etl:tenant"] == "acme"


def test_the_bridge_starts_the_program_in_another_way(caller: Any) -> None:
    terraform = caller('env = { TENANT_ID = "acme" }', (sys.executable, "-m", "provider_bridge"))
    assert list(terraform.planned()["outputs"]["tags"]["value"]) == ["jobs/orders"]


def test_the_bridges_own_tests(tree: Path, terraform_environment: dict[str, str]) -> None:
    need(cli_config.EXTERNAL)
    if why := binary.lacks_mocks():
        pytest.skip(why)
    terraform = Terraform(tree / "terraform" / "bridge", terraform_environment).ready()
    done = terraform("test", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Success! \d+ passed, 0 failed", done.stdout)


def test_the_double_of_external_does_what_external_does(caller: Any, tmp_path: Path) -> None:
    """On machines that have the provider, tests would never meet the double that serves the others."""
    for module in ("grpc", "msgpack"):
        pytest.importorskip(module)
    mirror = cli_config.write_double(tmp_path / "double")
    config = tmp_path / "double.rc"
    config.write_text(cli_config.cli_config([mirror]), encoding="utf-8")
    given = caller('env = { TENANT_ID = "acme" }')
    expected = given.planned()
    shutil.rmtree(given.directory / ".terraform")
    (given.directory / ".terraform.lock.hcl").unlink()
    doubled = Terraform(given.directory, {**given.environment, "TF_CLI_CONFIG_FILE": str(config)}).ready()
    assert doubled.planned() == expected
    (given.directory / "jobs" / "orders.yaml").write_text("tenant_id: acme\ninfrastructure: {}\n")
    assert "[provider-missing]" in words(doubled.plan().stderr)
