"""The reasons why a cloud refuses a planned tag.

A job's own tags are formatted so that every service accepts them. A plan's tags are compared with the rules that the
cloud enforces, which are fewer; the limits are those of the resource classes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from ..providers import PROVIDERS, limits_for
from .resource_types import accepts_any_character, equivalent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Value
    from ..providers.limits import Limits

_AWS_MARKS = "_.:/=+-@"
_AWS_RESERVED = "aws:"
"""In keys and, for most services, in values: the tag shapes of botocore's service models (1.44.5)."""
_CASE_INSENSITIVE = frozenset({"aws_iam_role", "aws_iam_service_linked_role", "aws_iam_user"})
"""Types of AWS that refuse keys that differ only in case; others accept them.

docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (read 2026-03)
"""
_GCP_MARKS = "_-"
_GCP_HOW = 'using only lower-case letters, digits, "_" and "-"'
_GCP_RESERVED = "goog"
_OF_GOOGLE = frozenset({"goog-terraform-provisioned", "goog-packaged-solution", "goog-ccm"})
"""Labels with the reserved prefix that Google's own provider and modules set."""
_AZURE_FORBIDDEN = "<>%&\\?/"
_AZURE_RESERVED = ("microsoft", "azure", "windows")
_AZURE_HIDDEN = "hidden-"
"""Keys that Azure's own tools write: learn.microsoft.com/azure/azure-resource-manager/management/tag-resources."""
_KUBERNETES_NAME, _KUBERNETES_PREFIX = 63, 253
_DNS_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS_NAME = re.compile(rf"{_DNS_LABEL}(?:\.{_DNS_LABEL})*")
_KUBERNETES_MARKS = "-_."
_KUBERNETES_HOW = 'using only ASCII letters, digits, "-", "_" and "."'


class TagRules:
    """The rules for the tags of one kind of resource."""

    def __init__(self, cloud: str, limits: Limits, any_key: bool, any_value: bool, ignores_case: bool) -> None:
        self.cloud, self.limits = cloud, limits
        self.any_key, self.any_value = any_key, any_value
        """True if keys, or values, may have any character."""
        self.ignores_case = ignores_case
        """True if keys that differ only in case are equal."""
        self.accepted: set[tuple[str, object]] = set()
        """Tags that are checked and have no problem: most plans repeat them on each resource."""

    @property
    def for_class(self) -> str:
        """The end of a phrase that names the resource class, if it has limits of its own."""
        is_general = self.limits is PROVIDERS[self.cloud].GENERAL
        return "" if is_general else f' for resource class "{self.limits.name}"'

    @property
    def max_tags(self) -> int | None:
        """The number of tags that a resource may have, or None for any number.

        GCP's is 64; a job's labels are one less, for the label that the Terraform provider adds.
        cloud.google.com/resource-manager/docs/labels-overview (read 2026-03)
        """
        most = self.limits.max_tags
        is_general = self.cloud == "gcp" and most == PROVIDERS["gcp"].GENERAL.max_tags
        return most + 1 if is_general and most is not None else most


class Refusal(NamedTuple):
    """A reason why a cloud refuses a tag.

    `message` and `fix` are templates whose values are the noun, the key, the value, the cloud, the attribute,
    `for_class` of the rules, and then `values`.
    """

    message: str
    fix: str
    values: tuple[Value, ...] = ()


@lru_cache(maxsize=1024)
def rules_for(cloud: str, type_: str, resource_class: str | None) -> TagRules:
    """Return the rules for the tags of a type of resource."""
    limits = limits_for(cloud, resource_class, None)
    type_ = equivalent(type_)
    ignores_case = cloud == "azure" or type_ in _CASE_INSENSITIVE
    return TagRules(cloud, limits, *accepts_any_character(type_), ignores_case)


def refused_key(rules: TagRules, key: str) -> Refusal | None:
    """Return the first reason why a cloud refuses a key."""
    if not key:
        return Refusal("a {0:bare} key in {4} must not be empty", "remove the {0:bare}, or set a key")
    return next(_KEY_CHECKS[rules.cloud](rules, key), None) or _too_long_key(rules, key)


def refused_value(rules: TagRules, value: str) -> Refusal | None:
    """Return the first reason why a cloud refuses a value."""
    return next(_VALUE_CHECKS[rules.cloud](rules, value), None) or _too_long_value(rules, value)


def _too_long_key(rules: TagRules, key: str) -> Refusal | None:
    length, most = PROVIDERS[rules.cloud].length(key), rules.limits.key_length
    if length <= most:
        return None
    message = "{0:bare} key {1:40} in {4} has {6:bare} characters, {3:bare} allows at most {7:bare}{5:bare}"
    return Refusal(message, "shorten the key", (str(length), str(most)))


def _too_long_value(rules: TagRules, value: str) -> Refusal | None:
    length, most = PROVIDERS[rules.cloud].length(value), rules.limits.value_length
    if length <= most:
        return None
    message = "the value of {0:bare} {1} in {4} has {6:bare} characters, {3:bare} allows at most {7:bare}{5:bare}"
    return Refusal(message, "shorten the value", (str(length), str(most)))


def _aws_key(rules: TagRules, key: str) -> Iterator[Refusal]:
    yield from _reserved(key, (_AWS_RESERVED, *rules.limits.reserved))
    if not rules.any_key:
        yield from _aws_characters(key, rules.limits.forbidden_in_key, rules.limits.ascii_key, of_key=True)


def _aws_value(rules: TagRules, value: str) -> Iterator[Refusal]:
    if not value and not rules.limits.empty_value:
        yield _empty_value()
    if not rules.any_value:
        if value.casefold().startswith(_AWS_RESERVED):
            message = 'the value {2:40} of {0:bare} {1} in {4} must not start with "aws:", which is reserved on AWS'
            yield Refusal(message, "replace the value")
        yield from _aws_characters(value, rules.limits.forbidden_in_value, rules.limits.ascii_value, of_key=False)


def _aws_characters(text: str, forbidden: str, ascii_only: bool, of_key: bool) -> Iterator[Refusal]:
    def allowed(char: str) -> bool:
        if char in forbidden or (ascii_only and not char.isascii()):
            return False
        return char in _AWS_MARKS or category(char)[0] in "LZN"

    marks = "".join(mark for mark in _AWS_MARKS if mark not in forbidden)
    letters = "ASCII letters" if ascii_only else "letters"
    spaces = "" if " " in forbidden else ", spaces"
    yield from _characters(text, allowed, f'using only {letters}, digits{spaces} and "{marks}"', of_key)


def _gcp_key(rules: TagRules, key: str) -> Iterator[Refusal]:
    if key not in _OF_GOOGLE:
        yield from _reserved(key, (_GCP_RESERVED,))
    yield from _characters(key, _gcp_allowed, _GCP_HOW, of_key=True)
    if category(key[0]) not in ("Ll", "Lo"):
        yield _letter_first()


def _gcp_value(rules: TagRules, value: str) -> Iterator[Refusal]:
    if not value and not rules.limits.empty_value:
        yield _empty_value()
    yield from _characters(value, _gcp_allowed, _GCP_HOW, of_key=False)
    if rules.limits.value_starts_with_letter and value and not value[0].isalpha():
        message = "the value {2:40} of {0:bare} {1} in {4} must start with a letter on {3:bare}{5:bare}"
        yield Refusal(message, "replace the value")


def _gcp_allowed(char: str) -> bool:
    """Return whether a label may hold a character.

    cloud.google.com/resource-manager/docs/labels-overview (read 2026-03); services' errors quote this pattern.
    """
    return char in _GCP_MARKS or category(char) in ("Ll", "Lo") or category(char)[0] == "N"


def _azure_key(rules: TagRules, key: str) -> Iterator[Refusal]:
    if key.casefold().startswith(_AZURE_HIDDEN):
        return
    yield from _reserved(key, _AZURE_RESERVED)
    forbidden = _AZURE_FORBIDDEN + rules.limits.forbidden_in_key

    def allowed(char: str) -> bool:
        return char not in forbidden and category(char) != "Cc" and (char.isascii() or not rules.limits.ascii_key)

    how = f"in ASCII, without {forbidden}" if rules.limits.ascii_key else f"without {forbidden}"
    yield from _characters(key, allowed, how, of_key=True)
    if rules.limits.key_starts_with_letter and not key[0].isalpha():
        yield _letter_first()


def _azure_value(rules: TagRules, value: str) -> Iterator[Refusal]:
    if value.casefold() == "null":  # github.com/kubernetes-sigs/cloud-provider-azure/issues/8119 (read 2026-03)
        yield Refusal("the value of {0:bare} {1} in {4} must not be {2} on {3:bare}{5:bare}", "use another value")


def _kubernetes_key(rules: TagRules, key: str) -> Iterator[Refusal]:
    """Yield what kubernetes/apimachinery refuses in keys (pkg/util/validation, read 2026-03)."""
    prefix, slash, name = key.rpartition("/")
    if slash and not (len(prefix) <= _KUBERNETES_PREFIX and _DNS_NAME.fullmatch(prefix)):
        message = 'the part of {0:bare} key {1:40} in {4} before "/" must be a lower-case DNS name on {3:bare}{5:bare}'
        yield Refusal(message, 'rename the key, for example "example.com/team"')
    if len(name) > _KUBERNETES_NAME:
        message = (
            "{0:bare} key {1:40} in {4} has a name of {6:bare} characters, {3:bare} allows at most {7:bare}{5:bare}"
        )
        yield Refusal(message, "shorten the key", (str(len(name)), str(_KUBERNETES_NAME)))
    yield from _characters(name, _kubernetes_allowed, _KUBERNETES_HOW, of_key=True)
    if not name or not (name[0].isalnum() and name[-1].isalnum()):
        yield Refusal(
            "{0:bare} key {1} in {4} must start and end with a letter or digit on {3:bare}{5:bare}", "rename the key"
        )


def _kubernetes_value(rules: TagRules, value: str) -> Iterator[Refusal]:
    yield from _characters(value, _kubernetes_allowed, _KUBERNETES_HOW, of_key=False)
    if value and not (value[0].isalnum() and value[-1].isalnum()):
        message = (
            "the value {2:40} of {0:bare} {1} in {4} must start and end with a letter or digit on {3:bare}{5:bare}"
        )
        yield Refusal(message, "replace the value")


def _kubernetes_allowed(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in _KUBERNETES_MARKS)


def _reserved(key: str, prefixes: tuple[str, ...]) -> Iterator[Refusal]:
    for prefix in prefixes:
        if key.casefold().startswith(prefix):
            message = "{0:bare} key {1} in {4} must not start with {6}, which is reserved on {3:bare}"
            yield Refusal(message, "rename the key", (prefix,))


def _characters(text: str, allowed: Callable[[str], bool], how: str, of_key: bool) -> Iterator[Refusal]:
    """Yield a refusal of the characters that are not allowed."""
    wrong = tuple(dict.fromkeys(f'"{char}"' for char in text if not allowed(char)))
    if wrong and of_key:
        message = "{0:bare} key {1:40} in {4} has characters that {3:bare} does not allow{5:bare}: {6:list}"
        yield Refusal(message, "rename the key {7:bare}", (wrong, how))
    elif wrong:
        message = (
            "the value {2:40} of {0:bare} {1} in {4} has characters that {3:bare} does not allow{5:bare}: {6:list}"
        )
        yield Refusal(message, "write the value {7:bare}", (wrong, how))


def _letter_first() -> Refusal:
    return Refusal("{0:bare} key {1} in {4} must start with a letter on {3:bare}{5:bare}", "rename the key")


def _empty_value() -> Refusal:
    return Refusal("the value of {0:bare} {1} in {4} must not be empty on {3:bare}{5:bare}", "set a value")


_KEY_CHECKS = {"aws": _aws_key, "gcp": _gcp_key, "azure": _azure_key, "kubernetes": _kubernetes_key}
_VALUE_CHECKS = {"aws": _aws_value, "gcp": _gcp_value, "azure": _azure_value, "kubernetes": _kubernetes_value}
