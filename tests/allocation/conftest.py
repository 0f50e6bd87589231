"""What the tests of allocation share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.allocation.billing import Biller

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project


@pytest.fixture
def biller(program: Program, project: Project) -> Biller:
    return Biller(program, project)
