"""Kubernetes labels and annotations.

https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set and
https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go (read 2026-07-23).
"""

from __future__ import annotations

import re

from ..light_typing import TYPE_CHECKING
from .limits import Limits
from .text import TO_ASCII, nfc, replace_with_mark, transliterate, trim_to_alphanumeric

if TYPE_CHECKING:
    from .limits import Problem
    from .text import Step

TITLE = "Kubernetes"
SEPARATOR = "__"
SLUG_LENGTH = 52
"""The longest name of a CronJob.

https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec (read 2026-11-30)
"""
RUNTIMES: tuple[str, ...] = ("kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = True

_NAME_LENGTH, _PREFIX_LENGTH, _VALUE_LENGTH = 63, 253, 63
ANNOTATIONS_BYTES = 262_144
"""The size of all annotations of an object, keys included.

https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/objectmeta.go (read 2026-07-23)
"""
GENERAL = Limits("resource", None, _PREFIX_LENGTH + 1 + _NAME_LENGTH, _VALUE_LENGTH)
_CLASSES = {GENERAL.name: GENERAL}
_SUPPORTED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
_DNS_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS_NAME = rf"{_DNS_LABEL}(?:\.{_DNS_LABEL})*"
_RESERVED = ("kubernetes.io", "k8s.io")
_RECOMMENDED = frozenset(
    f"app.kubernetes.io/{name}" for name in ("name", "instance", "version", "component", "part-of", "managed-by")
)
"""Labels for users below a reserved prefix.

https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ (read 2026-11-30)
"""

length = len


def resource_classes() -> dict[str, Limits]:
    """Return all resource classes by name."""
    return _CLASSES


def collision_key(key: str) -> str:
    """Return the form in which two formatted keys are equal for the provider."""
    return key


def _replace(text: str) -> str:
    return text if _SUPPORTED.issuperset(text) else replace_with_mark(text, _SUPPORTED.__contains__)


_STEPS: tuple[Step, ...] = (
    ("composed (NFC)", nfc),
    (TO_ASCII, transliterate),
    ("unsupported characters replaced", _replace),
    ("ends trimmed", trim_to_alphanumeric),
)


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a key."""
    return (*_STEPS[:2], ("formatted as prefix and name", _prefix_and_name))


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a value or an item of a list. The last one trims the ends."""
    return _STEPS


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a whole value, its items joined."""
    return ()


def key_problem(key: str, limits: Limits) -> Problem | None:
    """Return the reason why a formatted key is refused, or None."""
    if _is_reserved(key) and key not in _RECOMMENDED:
        prefixes = f'"{_RESERVED[0]}" or "{_RESERVED[1]}"'
        return (
            "tag-reserved",
            f"must not have the prefix {prefixes}, which are reserved on Kubernetes",
            "rename the key",
        )
    name = key.rpartition("/")[2]
    if len(name) > _NAME_LENGTH:
        predicate = f"has a name of {len(name)} characters, Kubernetes allows at most {_NAME_LENGTH}"
        return "tag-key", predicate, "shorten the key"
    return None


def value_problem(value: str) -> Problem | None:
    """Return the reason why a formatted value is refused, or None."""
    return None


def is_set_by_others(key: str) -> bool:
    """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""
    return _is_reserved(key)


def _is_reserved(key: str) -> bool:
    prefix = key.rpartition("/")[0]
    return prefix in _RESERVED or prefix.endswith(tuple(f".{name}" for name in _RESERVED))


def _prefix_and_name(key: str) -> str:
    """Return `dativo/tenant` for `dativo:tenant`; a colon or slash that ends no DNS name becomes `-`."""
    split = re.match("[^:/]*[:/]", key)
    if split:
        prefix, name = split[0][:-1].lower(), trim_to_alphanumeric(_replace(key[split.end() :]))
        if name and len(prefix) <= _PREFIX_LENGTH and re.fullmatch(_DNS_NAME, prefix):
            return f"{prefix}/{name}"
    return trim_to_alphanumeric(_replace(key))
