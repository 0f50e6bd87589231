"""Terraform as a subprocess, on copies: it leaves its files in no directory of the project.

A provider comes from where cli_config.py finds it; a test whose provider can't be had is skipped and says which. One
that can be had is used, and with CI=true its test fails where something is amiss with it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.lack import lack
from tests.terraform import binary, cli_config
from tests.terraform.mirrors import mirrors

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Terraform:
    """Terraform in one directory."""

    directory: Path
    environment: dict[str, str]

    def __call__(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [binary.NAME, *arguments],
            input=stdin,
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ready(self) -> Terraform:
        """Initialised: a provider that can be had must be had."""
        done = self("init", "-input=false", "-no-color")
        assert done.returncode == 0, done.stdout + done.stderr
        return self

    def plan(self) -> subprocess.CompletedProcess[str]:
        return self("plan", "-input=false", "-no-color", "-out=plan")

    def planned(self) -> Any:
        """The planned values."""
        done = self.plan()
        assert done.returncode == 0, done.stderr
        return json.loads(self("show", "-json", "plan").stdout)["planned_values"]


def words(text: str) -> str:
    """A text without the line breaks and frames that Terraform puts in."""
    return " ".join(re.sub(r"^[│╷╵]", "", line) for line in text.splitlines()).replace("  ", " ")


def pytest_configure(config: pytest.Config) -> None:
    config.option.dest_tf_binary = binary.NAME  # of pytest-terraform


@pytest.fixture(scope="session")
def terraform_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    if not binary.here():
        why = f"{binary.NAME} is not on PATH"
        pytest.fail(why) if "TERRAFORM" in os.environ else pytest.skip(why)
    found = cli_config.environment(tmp_path_factory.mktemp("cli"))
    for name in ("TENANT_ID", "ENVIRONMENT", "TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS"):
        found.pop(name, None)
    return {**found, "PATH": str(Path(sys.executable).parent) + os.pathsep + found["PATH"]}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the examples and modules, for Terraform to leave its files in."""
    ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfplan")
    for name in ("examples", "terraform"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=ignored)
    if binary.here():
        for test in tmp_path.glob("**/*.tftest.hcl"):
            if binary.lacks_mocks():
                test.unlink()  # `init` reads it, and refuses what it doesn't know
    return tmp_path


def need(*providers: str) -> None:
    """Skips the test where one of the providers can't be had, and says which."""
    for provider in providers:
        source = cli_config.where(provider)
        if source is None:  # a machine with a mirror of its own may have no registry; any other has one
            lack(f"the provider {provider} can't be had here", to_be_had=binary.here() and not mirrors())
        elif source in ("stand-in", "double") and not all(map(find_spec, ("grpc", "msgpack"))):
            lack(f"the {source} of {provider} needs grpcio and msgpack", to_be_had=True)
