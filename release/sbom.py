"""Completes the list of what the program is made of: its version, and what it needs directly.

cyclonedx-py requirements … | python -m release.sbom > FILE
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import requires
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

from provider_bridge import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable


def main() -> None:
    """Read a list in CycloneDX's JSON, and write it completed."""
    needed = [Requirement(line) for line in requires("provider-bridge") or ()]
    direct = [each.name for each in needed if each.marker is None]  # extras have a marker
    json.dump(completed(json.load(sys.stdin), direct), sys.stdout, indent=2, sort_keys=True)


def completed(bom: dict[str, Any], needed: Iterable[str]) -> dict[str, Any]:
    """Return a list with the version of the program and its direct dependencies."""
    program = {**bom["metadata"]["component"], "version": __version__}
    refs = {component["name"].lower(): component["bom-ref"] for component in bom["components"]}
    direct = {"ref": program["bom-ref"], "dependsOn": sorted(refs[name.lower()] for name in needed)}
    others = [each for each in bom["dependencies"] if each["ref"] != program["bom-ref"]]
    return {**bom, "metadata": {**bom["metadata"], "component": program}, "dependencies": [direct, *others]}


if __name__ == "__main__":
    main()
