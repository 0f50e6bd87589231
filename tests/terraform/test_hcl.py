"""Every directory of HCL is valid and formatted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.terraform import cli_config
from tests.terraform.running import REPOSITORY, Terraform, need

if TYPE_CHECKING:
    from pathlib import Path


def modules() -> list[str]:
    """Every directory of HCL, as its path."""
    found = {path.parent for name in ("examples", "terraform") for path in (REPOSITORY / name).rglob("*.tf")}
    return sorted(
        path.relative_to(REPOSITORY).as_posix() for path in found if not any(part[0] == "." for part in path.parts[1:])
    )


@pytest.mark.parametrize("module", modules())
def test_it_is_valid(module: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    directory = tree / module
    texts = [path.read_text("utf-8") for path in directory.glob("*.tf")]
    sources = re.findall(r'^\s*source\s*=\s*"(\.\.?/[^"]*)"', "\n".join(texts), re.MULTILINE)
    texts += [path.read_text("utf-8") for source in sources for path in (directory / source).glob("*.tf")]
    need(*sorted(set(re.findall(r'source\s*=\s*"(\w+/\w+)"', "\n".join(texts)))))
    done = Terraform(directory, terraform_environment).ready()("validate", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout


LOWEST = {
    "aws/ecs-dagster": ("hashicorp/aws", "5.100.0"),
    "azure/container-apps-dagster": ("hashicorp/azurerm", "4.50.0"),
    "gcp/cloud-run-dagster": ("hashicorp/google", "6.0.0"),
    "kubernetes/job-dagster": ("hashicorp/kubernetes", "2.30.0"),
}


@pytest.mark.parametrize("module", LOWEST)
def test_it_is_valid_with_the_lowest_provider(module: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    provider, version = LOWEST[module]
    directory = tree / "terraform" / module
    versions = directory / "versions.tf"
    text = versions.read_text("utf-8")
    assert f'">= {version.removesuffix(".0")}, <' in text
    if cli_config.where(provider) != "registry":
        pytest.skip(f"{provider} {version} can't be had here")
    versions.write_text(re.sub(r'version = ".*"', f'version = "{version}"', text), encoding="utf-8")
    done = Terraform(directory, terraform_environment).ready()("validate", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr


def test_opentofu_can_read_the_modules_tests() -> None:
    """Its `mock_provider` has no `source`."""
    for path in (REPOSITORY / "terraform").rglob("*.tftest.hcl"):
        assert not re.search(r"(?m)^  source\b", path.read_text("utf-8")), path


def test_terragrunts_hooks_run_the_program_that_it_runs() -> None:
    hooks = (REPOSITORY / "examples" / "terragrunt" / "root.hcl").read_text("utf-8")
    assert '\\"$TG_CTX_TF_PATH\\" show -json' in hooks
    assert not re.search(r'execute.*"[^"]*\b(terraform|tofu) ', hooks)


@pytest.mark.parametrize("directory", ["examples", "terraform"])
def test_it_is_formatted(directory: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    done = Terraform(tree / directory, terraform_environment)("fmt", "-check", "-recursive")
    assert (done.returncode, done.stdout) == (0, "")
