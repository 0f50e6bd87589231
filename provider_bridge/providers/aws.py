"""AWS tags.

General rules: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html (read 2026-11-30).
"""

from __future__ import annotations

from functools import partial

from ..light_typing import TYPE_CHECKING
from .limits import Limits
from .text import TO_ASCII, nfc, replace_with_mark, strip_inserted_hyphens, transliterate, utf16_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from .limits import Problem
    from .text import Step

TITLE = "AWS"
SEPARATOR = ":"
"""The separator of AWS's own multivalue convention; a comma is refused by IAM, ECS, Logs, S3, Lambda, SSM and more.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (read 2026-11-30)
"""
SLUG_LENGTH = 48
"""Leaves 16 of the 64 characters of an IAM role's name for what a module appends.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (read 2026-08-21)
"""
RUNTIMES: tuple[str, ...] = ("ecs", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = False

_COUNT, _KEY, _VALUE = 50, 128, 256
GENERAL = Limits("resource", _COUNT, _KEY, _VALUE)
ECS_TASK = Limits("ecs-task", 45, _KEY, _VALUE)
"""The general limits, less five tags that Dagster and its launchers add to a run."""
_SUPPORTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.:/=+-@")
_RESERVED = "aws:"

length = utf16_units
"""The documentation says "Unicode characters"; a Java service counts a character beyond U+FFFF twice."""


def resource_classes() -> dict[str, Limits]:
    """Return all resource classes by name. The first call reads them from a data file."""
    from .classes import aws_classes

    return aws_classes(GENERAL, ECS_TASK)


def collision_key(key: str) -> str:
    """Return the form in which two formatted keys are equal for the provider: IAM ignores case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (read 2026-11-30)
    """
    return key.casefold()


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a key."""
    return _steps(limits.forbidden_in_key, limits.ascii_key)


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a value or an item of a list. The last one trims the ends."""
    return _steps(limits.forbidden_in_value, limits.ascii_value)


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a whole value, its items joined."""
    steps: list[Step] = []
    if SEPARATOR in limits.forbidden_in_value:
        steps.append(("unsupported separator changed", lambda text: text.replace(SEPARATOR, "-")))
    for prefix in (_RESERVED, *limits.reserved):
        steps.append((f'reserved prefix "{prefix}" changed', partial(_unreserved, prefix)))
    return tuple(steps)


def key_problem(key: str, limits: Limits) -> Problem | None:
    """Return the reason why a formatted key is refused, or None."""
    for prefix in (_RESERVED, *limits.reserved):
        if key.casefold().startswith(prefix):
            return "tag-reserved", f'must not start with "{prefix}", which is reserved on AWS', "rename the key"
    if "-" in limits.forbidden_in_key and "-" in key:
        predicate = f'must have only letters and digits for resource class "{limits.name}"'
        return "tag-key", predicate, "rename the key"
    return None


def value_problem(value: str) -> Problem | None:
    """Return the reason why a formatted value is refused, or None."""
    return None


def is_set_by_others(key: str) -> bool:
    """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""
    return key.casefold().startswith(_RESERVED)


def _unreserved(prefix: str, text: str) -> str:
    """Replace the first colon of a value that starts with a reserved prefix with `-`."""
    return text.replace(":", "-", 1) if text.casefold().startswith(prefix) else text


def _steps(forbidden: str, ascii_only: bool) -> tuple[Step, ...]:
    to_ascii: tuple[Step, ...] = ((TO_ASCII, transliterate),) if ascii_only else ()
    return (
        ("composed (NFC)", nfc),
        *to_ascii,
        ("unsupported characters replaced", _replacement(forbidden, ascii_only)),
        ("ends trimmed", strip_inserted_hyphens),
    )


def _replacement(forbidden: str, ascii_only: bool) -> Callable[[str], str]:
    def supported(char: str) -> bool:
        if char in _SUPPORTED:
            return char not in forbidden
        return not ascii_only and char not in forbidden and _is_letter_space_or_number(char)

    def replace(text: str) -> str:
        return text if not forbidden and _SUPPORTED.issuperset(text) else replace_with_mark(text, supported)

    return replace


def _is_letter_space_or_number(char: str) -> bool:
    from unicodedata import category

    return category(char)[0] in "LZN"
