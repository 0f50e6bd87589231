"""What the tests of bills share with those of allocation."""

from __future__ import annotations

from tests.allocation.conftest import biller

__all__ = ["biller"]
