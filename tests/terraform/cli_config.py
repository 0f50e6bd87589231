"""Where Terraform finds its providers on this machine, and the CLI configuration that tells it.

In this order: a directory of providers (a mirror) that the machine has; this project's stand-ins, where they lie beside
the project; Terraform's registry; for hashicorp/external, the test double in `external_double`. A configuration of the
user's own that names a network mirror is used as it is.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import sys
import urllib.request
from pathlib import Path

from tests.terraform import binary
from tests.terraform.mirrors import Kind, Mirror, mirrors, own_config

HERE = Path(__file__).resolve().parent
EXTERNAL = "hashicorp/external"

# Its hash goes into lock files: what differs between machines comes from the environment.
WRAPPER = """\
#!/bin/sh
exec "$EXTERNAL_DOUBLE_PYTHON" "$EXTERNAL_DOUBLE"
"""


def where(provider: str) -> Kind | None:
    """Where Terraform gets a provider (`hashicorp/aws`) from; None where it can't be had, or there is no Terraform."""
    if not binary.here():
        return None
    if "network_mirror" in own_config():
        return "mirror"
    for mirror in mirrors():
        if provider in mirror.providers:
            return mirror.kind
    if registry_answers():
        return "registry"
    return "double" if provider == EXTERNAL else None


def environment(directory: Path) -> dict[str, str]:
    """The environment to run Terraform with; the CLI configuration that it names is written to `directory`."""
    settings = {} if "network_mirror" in own_config() else write_config(directory)
    return {
        **os.environ,
        **settings,
        **stand_in_home(directory / "stand-in"),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_DISABLE_PLUGIN_TLS": "1",  # stand-ins and double speak without; real providers can too
        "PROVIDER_STANDIN_PYTHON": sys.executable,
        "EXTERNAL_DOUBLE_PYTHON": sys.executable,
        "EXTERNAL_DOUBLE": str(HERE / "external_double"),
    }


def stand_in_home(directory: Path) -> dict[str, str]:
    """Write the stand-ins' program with the types that it lacks; return the setting that makes Terraform use it."""
    for mirror in mirrors():
        program = mirror.path.parent / "standin"
        if (program / "provider.py").is_file():
            shutil.copytree(program, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            for types in (HERE / "stand_in_types").glob("*.json"):
                file = directory / "schemas" / types.name
                schema = json.loads(file.read_text("utf-8"))
                schema["resource_schemas"] |= json.loads(types.read_text("utf-8"))
                file.unlink()  # the copy of a read-only file is read-only
                file.write_text(json.dumps(schema), encoding="utf-8")
            return {"PROVIDER_STANDIN_HOME": str(directory)}
    return {}


def write_config(directory: Path) -> dict[str, str]:
    """Write the CLI configuration, and the double where it is needed; the settings that make Terraform use them."""
    source = where(EXTERNAL)
    found = list(mirrors())
    if binary.opentofu():
        found = [mirror.linked(directory / "mirrors" / str(number)) for number, mirror in enumerate(found)]
    if source == "double":
        found.append(write_double(directory / "double"))
    config = directory / "terraform.rc"
    config.write_text(cli_config(found), encoding="utf-8")
    settings = {"TF_CLI_CONFIG_FILE": str(config)}
    if source == "registry":  # one download for all roots
        cache = Path(os.environ.get("TF_PLUGIN_CACHE_DIR") or directory / "plugins")
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
def registry_answers() -> bool:
    """Whether the registry can be reached, by what Terraform itself asks first."""
    try:
        with urllib.request.urlopen(f"https://{binary.registry()}/.well-known/terraform.json", timeout=3):
            return True
    except OSError:
        return False


def write_double(directory: Path) -> Mirror:
    """A mirror that holds the double of hashicorp/external, for this platform."""
    wrapper = (
        directory / binary.registry() / EXTERNAL / "2.4.0" / binary.platform() / "terraform-provider-external_v2.4.0"
    )
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.write_text(WRAPPER, encoding="utf-8")
    wrapper.chmod(0o755)
    return Mirror("double", directory, frozenset({EXTERNAL}))
