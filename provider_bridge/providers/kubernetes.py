"""Kubernetes labels and annotations. Rules: kubernetes/apimachinery's validation (facts: tag rules, 4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .limits import Limits
from .text import fold, nfc, replace_with_mark, trim_to_alphanumeric

if TYPE_CHECKING:
    from .text import Step

TITLE = "Kubernetes"
SEPARATOR = "__"
SLUG_LENGTH = 52
"""The strictest object: a CronJob's name."""
RUNTIMES: tuple[str, ...] = ("kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = True

_NAME_LENGTH, _PREFIX_LENGTH, _VALUE_LENGTH = 63, 253, 63
ANNOTATIONS_BYTES = 262_144
"""What all annotations of an object may add up to, keys included."""
GENERAL = Limits("resource", None, _PREFIX_LENGTH + 1 + _NAME_LENGTH, _VALUE_LENGTH)
CLASSES = {GENERAL.name: GENERAL}
_LEGAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_DNS_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS_NAME = re.compile(rf"{_DNS_LABEL}(?:\.{_DNS_LABEL})*")
_RESERVED = ("kubernetes.io", "k8s.io")

length = len


def collision_key(key: str) -> str:
    """Keys with the same collision key are one."""
    return key


def _replace(text: str) -> str:
    return text if _LEGAL.issuperset(text) else replace_with_mark(text, _LEGAL.__contains__)


_STEPS: tuple[Step, ...] = (
    ("composed (NFC)", nfc),
    ("accents folded", fold),
    ("illegal characters replaced", _replace),
    ("ends trimmed", trim_to_alphanumeric),
)


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """How a key is formatted: each step's reason and function."""
    return (*_STEPS[:2], ("prefix and name", _prefix_and_name))


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """How a value, or one item of a list, is formatted: each step's reason and function."""
    return _STEPS


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """What is done to a whole value after its items are joined."""
    return ()


def key_problem(key: str, limits: Limits) -> tuple[str, str] | None:
    """Why a formatted key can't be used: the rule and the reason."""
    prefix, _, name = key.rpartition("/")
    if prefix in _RESERVED or prefix.endswith(tuple(f".{name}" for name in _RESERVED)):
        return "tag-reserved", f'the prefixes "{_RESERVED[0]}" and "{_RESERVED[1]}" are reserved by Kubernetes'
    if len(name) > _NAME_LENGTH:
        return "tag-key", f"a label's name takes {_NAME_LENGTH} characters, and this one has {len(name)}"
    return None


def _prefix_and_name(key: str) -> str:
    """`dativo:tenant` → `dativo/tenant`; a colon or slash that ends no DNS name becomes `-`."""
    split = re.match("[^:/]*[:/]", key)
    if split:
        prefix, name = split[0][:-1].lower(), trim_to_alphanumeric(_replace(key[split.end() :]))
        if name and len(prefix) <= _PREFIX_LENGTH and _DNS_NAME.fullmatch(prefix):
            return f"{prefix}/{name}"
    return trim_to_alphanumeric(_replace(key))
