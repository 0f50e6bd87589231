"""What tests use of npm, in the versions of package-lock.json: `make tools` installs it here."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.lack import lack

PACKAGES = Path(__file__).with_name("node_modules")


def installed(path: str) -> Path:
    """A file of a package; a test is skipped without it, and says why. With CI=true it fails where there is npm."""
    file = PACKAGES / path
    if not file.exists():
        here = shutil.which("npm") is not None
        lack(f"{path} of npm is missing: {'run make tools' if here else 'npm is not on PATH'}", to_be_had=here)
    return file
