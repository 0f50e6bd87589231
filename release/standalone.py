"""Writes `dist/provider-bridge/`: the program with a Python of its own, for machines that have none.

python -m release.standalone

PyInstaller builds for the system that it runs on, with what the environment has. `make standalone` gives it one of its
own: where there is more than the program's own packages, libraries find more that they can use.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from pathlib import Path

from PyInstaller.__main__ import run

from provider_bridge import __version__

REPOSITORY = Path(__file__).resolve().parents[1]
TARGET = REPOSITORY / "dist"
NAME = "provider-bridge"
DYNAMIC = ("provider_bridge", "rich._unicode_data")
"""Packages whose modules are imported by names that PyInstaller does not see."""


def main() -> None:
    """Write the directory, and an archive of it that names version, system and processor."""
    write(TARGET)
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    archive = TARGET / f"{NAME}-{__version__}-{system}-{platform.machine().lower()}"
    form = "zip" if system == "windows" else "gztar"
    print(shutil.make_archive(str(archive), form, TARGET, NAME))


def write(target: Path) -> Path:
    """Write the program's directory below a target, and return the path of the program in it."""
    with tempfile.TemporaryDirectory() as work:
        run(
            [
                *("--name", NAME, "--onedir", "--console", "--noconfirm", "--clean", "--log-level", "WARN"),
                *("--distpath", str(target), "--workpath", work, "--specpath", work),
                *(f"--collect-submodules={package}" for package in DYNAMIC),
                *("--exclude-module", "ssl"),  # nothing opens a connection
                *("--collect-data", "provider_bridge"),
                *("--recursive-copy-metadata", "provider-bridge"),  # licenses
                *("--add-data", f"{REPOSITORY / 'schemas' / '*.json'}{os.pathsep}provider_bridge/schemas"),
                str(Path(__file__).with_name("standalone_main.py")),
            ]
        )
    return target / NAME / NAME


if __name__ == "__main__":
    main()
