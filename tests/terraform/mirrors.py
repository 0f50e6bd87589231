"""Directories of providers (mirrors) that this machine has, and links to what they hold, for OpenTofu."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.terraform import binary

if TYPE_CHECKING:
    from collections.abc import Iterator

TERRAFORM = "registry.terraform.io"
STAND_INS = Path(__file__).resolve().parents[3] / "shared" / "terraform" / "mirror"

Kind = Literal["mirror", "stand-in", "registry", "double"]


@dataclass(frozen=True)
class Mirror:
    """A directory that holds `registry.terraform.io/…`, and the providers to take from it."""

    kind: Kind
    path: Path
    providers: frozenset[str]  # "hashicorp/aws"

    def linked(self, directory: Path) -> Mirror:
        """The same in another directory, under the registry of the program that runs."""
        for package in packages(self.path):
            link = directory / binary.registry() / Path(*package.relative_to(self.path).parts[1:])
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.is_symlink():
                link.symlink_to(package)
        return replace(self, path=directory)


@functools.cache
def mirrors() -> tuple[Mirror, ...]:
    """The mirrors of this machine; the stand-ins serve only what no other mirror has."""
    real = [Mirror("mirror", path, providers_in(path)) for path in dict.fromkeys(plugin_directories())]
    held = frozenset(provider for mirror in real for provider in mirror.providers)
    found = [*real, Mirror("stand-in", STAND_INS, providers_in(STAND_INS) - held)]
    return tuple(mirror for mirror in found if mirror.providers)


def plugin_directories() -> Iterator[Path]:
    """Directories that may be mirrors: of the user's own CLI configuration, Terraform's usual ones, under /opt."""
    for path in re.findall(r'filesystem_mirror\s*{[^}]*?\bpath\s*=\s*"([^"]+)"', own_config()):
        yield Path(path)
    home = Path.home()
    yield home / ".terraform.d" / "plugins"
    yield home / "Library" / "Application Support" / "io.terraform" / "plugins"
    data_home = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    data_directories = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for directory in (data_home, *data_directories.split(":")):
        yield Path(directory) / "terraform" / "plugins"
    for depth in ("*", "*/*"):
        yield from sorted(directory.parent for directory in Path("/opt").glob(f"{depth}/{TERRAFORM}"))


@functools.cache
def own_config() -> str:
    """The text of the user's own CLI configuration; empty where there is none, or it is named and doesn't exist."""
    named = os.environ.get("TF_CLI_CONFIG_FILE")
    usual = [".tofurc", ".terraformrc"] if binary.opentofu() else [".terraformrc"]
    for path in [Path(named)] if named else [Path.home() / name for name in usual]:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def providers_in(mirror: Path) -> frozenset[str]:
    """The providers that a mirror holds for this platform."""
    return frozenset("/".join(package.relative_to(mirror).parts[1:3]) for package in packages(mirror))


def packages(mirror: Path) -> Iterator[Path]:
    """A mirror's packages for this platform, unpacked or as archives; for OpenTofu those of both registries."""
    for host in dict.fromkeys((binary.registry(), TERRAFORM)):
        yield from (mirror / host).glob(f"*/*/*/{binary.platform()}")
        yield from (mirror / host).glob(f"*/*/*_{binary.platform()}.zip")
