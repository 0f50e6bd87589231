"""The bundle as tests run it: built once, started as Terraform starts it on a machine without packages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from release import bundle

if TYPE_CHECKING:
    from pathlib import Path


def started(archive: Path, python: str = sys.executable) -> tuple[str, ...]:
    """The command that starts a bundle, without the packages that are installed."""
    return python, "-I", "-S", str(archive)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with the byte code of this Python."""
    target = tmp_path_factory.mktemp("bundle") / "provider-bridge.pyz"
    bundle.write(target, [sys.executable])
    return target
