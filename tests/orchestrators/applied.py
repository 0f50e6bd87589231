"""The modules' outputs as `terraform output -json` printed them; where they lie, MODULE_OUTPUTS says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

FOLDER = Path(os.environ["MODULE_OUTPUTS"])


def each(root: str, *outputs: str) -> list[ParameterSet]:
    """The values of these outputs of a root, job by job; one that is skipped where the root couldn't be applied."""
    file = FOLDER / f"{root}.json"
    if not file.exists():
        why = (FOLDER / f"{root}.txt").read_text("utf-8")
        return [pytest.param(*[None] * len(outputs), id=root, marks=pytest.mark.skip(reason=why))]
    found = json.loads(file.read_text("utf-8"))
    values = [found[output]["value"] for output in outputs]
    return [pytest.param(*[value[key] for value in values], id=key) for key in values[0]]
