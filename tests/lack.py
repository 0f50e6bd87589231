"""The end of a test that can't have what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import NoReturn

import pytest


def lack(why: str, *, to_be_had: bool) -> NoReturn:
    """Skips the test; with CI=true it fails where what it lacks is to be had."""
    if to_be_had and os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def lack_package(package: str, program: str) -> NoReturn:
    """Ends a test that needs a program of Debian: it is to be had where apt-get can install the package."""
    simulated = ["apt-get", "--simulate", "-qq", "install", package]
    installs = os.geteuid() == 0 and shutil.which("apt-get") is not None
    to_be_had = installs and subprocess.run(simulated, capture_output=True, check=False).returncode == 0
    lack(f"{program} is not installed: Debian's package {package} has it", to_be_had=to_be_had)
