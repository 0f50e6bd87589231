"""The end of a test that can't have what it needs."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lack(why: str, *, to_be_had: bool) -> NoReturn:
    """Skips the test; with CI=true it fails where what it lacks is to be had."""
    if to_be_had and os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
