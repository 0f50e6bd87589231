"""Every folder of HCL is valid and formatted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.terraform.running import REPOSITORY, Terraform, need

if TYPE_CHECKING:
    from pathlib import Path


def modules() -> list[str]:
    """Every folder of HCL, as its path."""
    found = {path.parent for name in ("examples", "terraform") for path in (REPOSITORY / name).rglob("*.tf")}
    return sorted(
        path.relative_to(REPOSITORY).as_posix() for path in found if not any(part[0] == "." for part in path.parts[1:])
    )


@pytest.mark.parametrize("module", modules())
def test_it_is_valid(module: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    folder = tree / module
    texts = [path.read_text("utf-8") for path in folder.glob("*.tf")]
    sources = re.findall(r'^\s*source\s*=\s*"(\.\.?/[^"]*)"', "\n".join(texts), re.MULTILINE)
    texts += [path.read_text("utf-8") for source in sources for path in (folder / source).glob("*.tf")]
    need(*sorted(set(re.findall(r'source\s*=\s*"(\w+/\w+)"', "\n".join(texts)))))
    done = Terraform(folder, terraform_environment).ready()("validate", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout


@pytest.mark.parametrize("folder", ["examples", "terraform"])
def test_it_is_formatted(folder: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    done = Terraform(tree / folder, terraform_environment)("fmt", "-check", "-recursive")
    assert (done.returncode, done.stdout) == (0, "")
