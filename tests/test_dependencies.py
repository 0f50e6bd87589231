"""What development installs is pinned, with hashes, and is what the package says that it takes."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOCK = (Path(__file__).resolve().parents[1] / "requirements.txt").read_text("utf-8")
PINS = {
    match["name"]: match["version"]
    for match in re.finditer(r"(?m)^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ \\;]+)", LOCK)
}
NEEDED = [Requirement(line) for line in requires("provider-bridge") or ()]


@pytest.mark.parametrize("needed", NEEDED, ids=lambda needed: needed.name)
def test_what_the_package_takes_is_pinned(needed: Requirement) -> None:
    assert needed.specifier, "the oldest version that was tested is missing"
    assert needed.specifier.contains(PINS[needed.name.lower()]), "run: make lock"


def test_every_pin_has_its_hashes() -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", LOCK)[1:]
    assert len(blocks) >= len(PINS) > len(NEEDED)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_it_names_no_place_to_download_from() -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", LOCK)
