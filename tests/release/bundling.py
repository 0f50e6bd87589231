"""The bundle as tests run it: built once, started as Terraform starts it on a machine without packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from release import bundle

RELEASED = os.environ.get("BUNDLE")
PYTHONS = [sys.executable, *(bundle.PYTHONS if RELEASED else ())]
"""The Pythons whose byte code the bundle has."""


def started(archive: Path, python: str = sys.executable) -> tuple[str, ...]:
    """The command that starts a bundle, without the packages that are installed."""
    return python, "-I", "-S", str(archive)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a release, which BUNDLE names; otherwise one with the byte code of this Python."""
    if RELEASED:
        return Path(RELEASED).resolve()
    target = tmp_path_factory.mktemp("bundle") / "provider-bridge.pyz"
    bundle.write(target, PYTHONS)
    return target
