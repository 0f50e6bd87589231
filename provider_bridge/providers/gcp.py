"""GCP labels. Rules: the labels overview, Google's API descriptions and error texts (facts: tag rules, 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .limits import Limits
from .text import fold, nfc, replace_with_mark, split_camel, trim_to_alphanumeric

if TYPE_CHECKING:
    from .text import Step

TITLE = "GCP"
SEPARATOR = "--"
SLUG_LENGTH = 30
"""The strictest object: a service account's id."""
RUNTIMES: tuple[str, ...] = ("cloud_run", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = True

_COUNT = 63  # 64, less the attribution label of Terraform's provider
_LENGTH = 63
GENERAL = Limits("resource", _COUNT, _LENGTH, _LENGTH)
CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        Limits("dataproc", 32, _LENGTH, _LENGTH, empty_value=False, value_starts_with_letter=True),
        Limits("project", _COUNT, _LENGTH, _LENGTH, value_starts_with_letter=True),
        Limits("cloud-run", _COUNT, _LENGTH, _LENGTH),
        Limits("storage-bucket", _COUNT, _LENGTH, _LENGTH),
        Limits("bigquery", _COUNT, _LENGTH, _LENGTH),
    )
}
_LEGAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

length = len


def collision_key(key: str) -> str:
    """Keys with the same collision key are one."""
    return key


def _replace(text: str) -> str:
    return text if _LEGAL.issuperset(text) else replace_with_mark(text, _LEGAL.__contains__)


_STEPS: tuple[Step, ...] = (
    ("composed (NFC)", nfc),
    ("accents folded", fold),
    ("lower case", str.lower),
    ("illegal characters replaced", _replace),
    ("ends trimmed", trim_to_alphanumeric),
)


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """How a key is formatted: each step's reason and function."""
    return (*_STEPS[:2], ("words split", split_camel), *_STEPS[2:])


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """How a value, or one item of a list, is formatted: each step's reason and function."""
    return _STEPS


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """What is done to a whole value after its items are joined."""
    return ()


def key_problem(key: str, limits: Limits) -> tuple[str, str] | None:
    """Why a formatted key can't be used: the rule and the reason."""
    if key.startswith("goog"):
        return "tag-reserved", 'labels that start with "goog" are reserved by Google'
    if not key[0].isalpha():
        return "tag-key", "a label's key starts with a letter"
    return None
