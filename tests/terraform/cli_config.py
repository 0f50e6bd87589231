"""Where Terraform finds its providers on this machine, and the CLI configuration that tells it.

In this order: a folder of providers (a mirror) that the machine has; this project's stand-ins, where they lie beside
the project; Terraform's registry; for hashicorp/external, the test double in `external_double`. A configuration of the
user's own that names a network mirror is used as it is.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
REGISTRY = "registry.terraform.io"
STAND_INS = HERE.parents[2] / "shared" / "terraform" / "mirror"
EXTERNAL = "hashicorp/external"

Kind = Literal["mirror", "stand-in", "registry", "double"]

# Its hash goes into lock files: what differs between machines comes from the environment.
WRAPPER = """\
#!/bin/sh
exec "$EXTERNAL_DOUBLE_PYTHON" "$EXTERNAL_DOUBLE"
"""


@dataclass(frozen=True)
class Mirror:
    """A folder that holds `registry.terraform.io/…`, and the providers to take from it."""

    kind: Kind
    path: Path
    providers: frozenset[str]  # "hashicorp/aws"


def where(provider: str) -> Kind | None:
    """Where Terraform gets a provider (`hashicorp/aws`) from; None where it can't be had, or there is no Terraform."""
    if shutil.which("terraform") is None:
        return None
    if "network_mirror" in own_config():
        return "mirror"
    for mirror in mirrors():
        if provider in mirror.providers:
            return mirror.kind
    if registry_answers():
        return "registry"
    return "double" if provider == EXTERNAL else None


def environment(folder: Path) -> dict[str, str]:
    """The environment to run Terraform with; the CLI configuration that it names is written to `folder`."""
    settings = {} if "network_mirror" in own_config() else write_config(folder)
    return {
        **os.environ,
        **settings,
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_DISABLE_PLUGIN_TLS": "1",  # stand-ins and double speak without; real providers can too
        "PROVIDER_STANDIN_PYTHON": sys.executable,
        "EXTERNAL_DOUBLE_PYTHON": sys.executable,
        "EXTERNAL_DOUBLE": str(HERE / "external_double"),
    }


def write_config(folder: Path) -> dict[str, str]:
    """Write the CLI configuration, and the double where it is needed; the settings that make Terraform use them."""
    source = where(EXTERNAL)
    double = [write_double(folder / "double")] if source == "double" else []
    config = folder / "terraform.rc"
    config.write_text(cli_config([*mirrors(), *double]), encoding="utf-8")
    settings = {"TF_CLI_CONFIG_FILE": str(config)}
    if source == "registry":  # one download for all roots
        cache = Path(os.environ.get("TF_PLUGIN_CACHE_DIR") or folder / "plugins")
        cache.mkdir(parents=True, exist_ok=True)
        settings |= {"TF_PLUGIN_CACHE_DIR": str(cache), "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1"}
    return settings


def cli_config(found: list[Mirror]) -> str:
    """Terraform's CLI configuration: these mirrors for what they hold, the registry for all else."""
    blocks = [
        f"  filesystem_mirror {{\n    path    = {json.dumps(str(mirror.path))}\n"
        f"    include = {json.dumps(sorted(mirror.providers))}\n  }}\n"
        for mirror in found
    ]
    held = sorted({provider for mirror in found for provider in mirror.providers})
    return f"provider_installation {{\n{''.join(blocks)}  direct {{\n    exclude = {json.dumps(held)}\n  }}\n}}\n"


@functools.cache
def mirrors() -> tuple[Mirror, ...]:
    """The mirrors of this machine; the stand-ins serve only what no other mirror has."""
    real = [Mirror("mirror", path, providers_in(path)) for path in dict.fromkeys(plugin_folders())]
    held = frozenset(provider for mirror in real for provider in mirror.providers)
    found = [*real, Mirror("stand-in", STAND_INS, providers_in(STAND_INS) - held)]
    return tuple(mirror for mirror in found if mirror.providers)


def plugin_folders() -> Iterator[Path]:
    """Folders that may be mirrors: of the user's own CLI configuration, Terraform's usual ones, under /opt."""
    for path in re.findall(r'filesystem_mirror\s*{[^}]*?\bpath\s*=\s*"([^"]+)"', own_config()):
        yield Path(path)
    home = Path.home()
    yield home / ".terraform.d" / "plugins"
    yield home / "Library" / "Application Support" / "io.terraform" / "plugins"
    data_home = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    data_folders = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (data_home, *data_folders.split(":")):
        yield Path(folder) / "terraform" / "plugins"
    for depth in ("*", "*/*"):
        yield from sorted(folder.parent for folder in Path("/opt").glob(f"{depth}/{REGISTRY}"))


@functools.cache
def own_config() -> str:
    """The text of the user's own CLI configuration; empty where there is none, or it is named and doesn't exist."""
    path = Path(os.environ.get("TF_CLI_CONFIG_FILE") or Path.home() / ".terraformrc")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def providers_in(mirror: Path) -> frozenset[str]:
    """The providers that a mirror holds for this platform, unpacked or as archives."""
    registry = mirror / REGISTRY
    unpacked = registry.glob(f"*/*/*/{platform()}")
    archives = registry.glob(f"*/*/*_{platform()}.zip")
    folders = [*(path.parent.parent for path in unpacked), *(path.parent for path in archives)]
    return frozenset(folder.relative_to(registry).as_posix() for folder in folders)


@functools.cache
def platform() -> str:
    """Terraform's name for this platform, as in `linux_amd64`."""
    run = subprocess.run(
        ["terraform", "version", "-json"],
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull},
        check=True,
        capture_output=True,
    )
    return str(json.loads(run.stdout)["platform"])


@functools.cache
def registry_answers() -> bool:
    """Whether Terraform's registry can be reached, by what Terraform itself asks first."""
    try:
        with urllib.request.urlopen(f"https://{REGISTRY}/.well-known/terraform.json", timeout=3):
            return True
    except OSError:
        return False


def write_double(folder: Path) -> Mirror:
    """A mirror that holds the double of hashicorp/external, for this platform."""
    wrapper = folder / REGISTRY / EXTERNAL / "2.4.0" / platform() / "terraform-provider-external_v2.4.0"
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(WRAPPER, encoding="utf-8")
    wrapper.chmod(0o755)
    return Mirror("double", folder, frozenset({EXTERNAL}))
