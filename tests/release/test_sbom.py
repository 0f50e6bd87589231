"""The list of what a release is made of: it names the version, and the direct dependencies among what is pinned."""

from __future__ import annotations

import re
from importlib.metadata import requires
from typing import Any

from packaging.requirements import Requirement

from provider_bridge import __version__
from release import sbom
from tests.program import REPOSITORY

PINNED = re.findall(r"(?m)^([\w.-]+)==", (REPOSITORY / "release" / "runtime.txt").read_text("utf-8"))
LIST: dict[str, Any] = {
    "metadata": {"component": {"bom-ref": "root", "name": "provider-bridge"}},
    "components": [{"name": name, "bom-ref": f"ref-{name}"} for name in PINNED],
    "dependencies": [{"ref": f"ref-{name}"} for name in PINNED],
}


def test_it_has_the_version_and_the_direct_dependencies() -> None:
    needed = [Requirement(line) for line in requires("provider-bridge") or ()]
    direct = sorted(each.name for each in needed if not each.marker)
    bom = sbom.completed(LIST, direct)
    assert bom["metadata"]["component"]["version"] == __version__
    root, *others = bom["dependencies"]
    assert root == {"ref": "root", "dependsOn": sorted(f"ref-{name.lower()}" for name in direct)}
    assert others == LIST["dependencies"]
