"""Writes `dist/provider-bridge.pyz`: the program in one file, for machines that have Python and nothing else.

python -m release.bundle [FILE]

The archive holds the sources of the program and of the libraries that it cannot do without, and for each Python from
3.10 to 3.14 that this machine has a directory of their byte code. Equal sources give equal bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REPOSITORY = Path(__file__).resolve().parents[1]
TARGET = REPOSITORY / "dist" / "provider-bridge.pyz"
LIBRARIES = {"PyYAML": "yaml", "click": "click"}
"""The distributions that the bundle brings, and their packages."""
PYTHONS = tuple(f"python3.{minor}" for minor in range(10, 15))
SHEBANG = b"#!/usr/bin/env python3\n"
START = Path(__file__).with_name("bundle_main.py")
COMPILE = Path(__file__).with_name("compile_sources.py")


def main() -> None:
    """Write the bundle, and name the Pythons whose byte code it holds."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    names = write(target, [sys.executable, *PYTHONS])
    print(f"{target}: {target.stat().st_size:,} bytes, byte code for {', '.join(names)}")


def write(target: Path, pythons: Sequence[str]) -> list[str]:
    """Write the bundle with the byte code of some Pythons, and return the directories of byte code."""
    packages = dict(packaged())
    versions = dict(filter(None, (bytecode(python, packages) for python in pythons)))
    files = {"__main__.py": START.read_bytes(), **dict(licenses())}
    for directory, content in {"source": packages, **versions}.items():
        files |= {f"{directory}/{path}": text for path, text in content.items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(SHEBANG)
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for path in sorted(files):
                archive.writestr(_entry(path), files[path])
    target.chmod(0o755)
    return sorted(versions)


def packaged() -> Iterator[tuple[str, bytes]]:
    """Return the files of the packages, by path."""
    package = REPOSITORY / "provider_bridge"
    for path in package.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            yield path.relative_to(REPOSITORY).as_posix(), path.read_bytes()
    for path in (REPOSITORY / "schemas").glob("*.json"):
        yield f"provider_bridge/schemas/{path.name}", path.read_bytes()
    for name, library in LIBRARIES.items():
        for file in distribution(name).files or ():
            if file.suffix == ".py" and file.parts[0] == library:
                yield file.as_posix(), Path(str(file.locate())).read_bytes()


def licenses() -> Iterator[tuple[str, bytes]]:
    """Return the licenses of what the bundle holds, by path."""
    for name in ("LICENSE", "NOTICE"):
        yield f"licenses/provider-bridge/{name}", (REPOSITORY / name).read_bytes()
    for name in LIBRARIES:
        for file in distribution(name).files or ():
            if file.name.startswith(("LICENSE", "COPYING")):
                yield f"licenses/{name}/{file.name}", Path(str(file.locate())).read_bytes()


def bytecode(python: str, packages: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]] | None:
    """Return the packages with byte code in place of sources, and the directory for them; None without that Python."""
    with tempfile.TemporaryDirectory() as directory:
        sources, target = Path(directory, "sources"), Path(directory, "target")
        for path, content in packages.items():
            file = sources / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        # The seed orders the sets that are constants.
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}
        command = [python, "-S", str(COMPILE), str(sources), str(target)]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        except (FileNotFoundError, subprocess.CalledProcessError):
            return None
        compiled = {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*.pyc")}
    data = {path: content for path, content in packages.items() if not path.endswith(".py")}
    return f"bytecode/{done.stdout.strip()}", {**data, **compiled}


def _entry(path: str) -> ZipInfo:
    """Return an entry that is the same whenever and wherever it is written."""
    entry = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix
    return entry


if __name__ == "__main__":
    main()
