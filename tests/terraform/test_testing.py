"""Terraform's own tests with the bridge replaced: what replaces it, and what that needs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.program import PROGRAM
from tests.terraform import binary, cli_config
from tests.terraform.running import Terraform, need

if TYPE_CHECKING:
    import subprocess

LISTED = re.compile(r"  # Without this block.*?\n  }\n(?=}\n)", re.DOTALL)


@pytest.fixture
def root(tree: Path, terraform_environment: dict[str, str]) -> Terraform:
    """The example, on a machine without the program."""
    need(cli_config.EXTERNAL)
    if why := binary.lacks_mocks():
        pytest.skip(why)
    here = {str(Path(PROGRAM).parent), ""}
    path = os.pathsep.join(each for each in terraform_environment["PATH"].split(os.pathsep) if each not in here)
    return Terraform(tree / "examples" / "terraform-test", {**terraform_environment, "PATH": path})


def passed(done: subprocess.CompletedProcess[str]) -> dict[str, bool]:
    """Whether each test file passed, by the name of what it replaces."""
    results = re.findall(r"^tests/(\w+)\.tftest\.hcl\.\.\. (pass|fail)$", done.stdout, re.MULTILINE)
    return {name: result == "pass" for name, result in results}


def test_each_way_replaces_the_program(root: Terraform) -> None:
    done = root.ready()("test", "-no-color")
    assert passed(done) == {"mock_provider": True, "override_data": True, "override_module": True}


def test_a_mocked_provider_must_be_listed_by_the_root(root: Terraform) -> None:
    main = root.directory / "main.tf"
    text, listed = LISTED.subn("", main.read_text("utf-8"))
    assert listed == 1
    main.write_text(text, "utf-8")
    done = root.ready()("test", "-no-color")
    assert passed(done) == {"mock_provider": False, "override_data": True, "override_module": True}
    assert "External Program Lookup Failed" in done.stderr
