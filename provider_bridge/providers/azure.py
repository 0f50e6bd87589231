"""Azure tags. Rules: Azure's "tag resources" page, its SDK and azurerm's checks (facts: tag rules, 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .limits import Limits
from .text import MARK, nfc, replace_with_mark, strip_inserted_hyphens, utf8_bytes

if TYPE_CHECKING:
    from .text import Step

TITLE = "Azure"
SEPARATOR = ","
SLUG_LENGTH = 32
"""The strictest object: a Container Apps job's name."""
RUNTIMES: tuple[str, ...] = ("container_apps", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = False

_COUNT, _KEY, _VALUE, _FEW = 50, 512, 256, 15
_NOT_IN_DNS = " !\"#$'()*+,:;=@[]^`{|}~"
GENERAL = Limits("resource", _COUNT, _KEY, _VALUE, empty_value=False)
CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        Limits("storage-account", _COUNT, 128, _VALUE, empty_value=False),
        Limits("automation", _FEW, _KEY, _VALUE, empty_value=False),
        Limits("cdn", _FEW, _KEY, _VALUE, empty_value=False),
        Limits("log-analytics-saved-search", _FEW, _KEY, _VALUE, empty_value=False),
        Limits(
            "dns", _FEW, _KEY, _VALUE,
            empty_value=False, ascii_key=True, forbidden_in_key=_NOT_IN_DNS, key_starts_with_letter=True,
        ),
        Limits(
            "traffic-manager", _COUNT, _KEY, _VALUE,
            empty_value=False, forbidden_in_key=" #:", key_starts_with_letter=True,
        ),
        Limits("front-door", _COUNT, _KEY, _VALUE, empty_value=False, forbidden_in_key="#:"),
    )
}  # fmt: skip
_ILLEGAL_IN_KEYS = frozenset("<>%&\\?/")
_RESERVED = ("microsoft", "azure", "windows")

length = utf8_bytes  # azurerm counts bytes


def collision_key(key: str) -> str:
    """Keys with the same collision key are one: Azure's tag names don't differ by case."""
    return key.casefold()


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """How a key is formatted: each step's reason and function."""

    def legal(char: str) -> bool:
        if char in _ILLEGAL_IN_KEYS or char in limits.forbidden_in_key or _is_control(char):
            return False
        return char.isascii() or not limits.ascii_key

    return (
        ("composed (NFC)", nfc),
        ("illegal characters replaced", lambda text: replace_with_mark(text, legal)),
        ("ends trimmed", strip_inserted_hyphens),
    )


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """How a value, or one item of a list, is formatted: each step's reason and function."""
    return (
        ("composed (NFC)", nfc),
        ("illegal characters replaced", _replace),
        ("ends trimmed", strip_inserted_hyphens),
    )


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """What is done to a whole value after its items are joined."""
    return ()


def key_problem(key: str, limits: Limits) -> tuple[str, str] | None:
    """Why a formatted key can't be used: the rule and the reason."""
    if key.casefold().startswith(_RESERVED):
        return "tag-reserved", f"keys that start with {', '.join(_RESERVED)} are reserved by Azure"
    if limits.key_starts_with_letter and not key[0].isalpha():
        return "tag-key", "a tag's name starts with a letter here"
    return None


def _replace(text: str) -> str:
    return text if text.isprintable() else replace_with_mark(text, lambda char: not _is_control(char))


def _is_control(char: str) -> bool:
    return char == MARK or char < " " or "\x7f" <= char < "\xa0"
