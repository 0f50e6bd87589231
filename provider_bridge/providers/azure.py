"""Azure tags.

General rules: https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/tag-resources#limitations
(read 2026-11-30). Control characters and white space at the ends are not documented, and so not emitted.
"""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from ..wording import one_of
from .limits import Limits
from .text import MARK, TO_ASCII, nfc, replace_with_mark, strip_inserted_hyphens, transliterate, utf8_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from .limits import Problem
    from .text import Step

TITLE = "Azure"
SEPARATOR = ","
SLUG_LENGTH = 32
"""The longest name of a Container Apps job.

https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules#microsoftapp
(read 2026-08-21)
"""
RUNTIMES: tuple[str, ...] = ("container_apps", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = False

_COUNT, _KEY, _VALUE, _FEW = 50, 512, 256, 15
_UNSUPPORTED_IN_DNS = " !\"#$'()*+,:;=@[]^`{|}~"
GENERAL = Limits("resource", _COUNT, _KEY, _VALUE)
_CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        # These seven are on the page of the general rules.
        Limits("storage-account", _COUNT, 128, _VALUE),
        Limits("automation", _FEW, _KEY, _VALUE),
        Limits("cdn", _FEW, _KEY, _VALUE),
        Limits("log-analytics-saved-search", _FEW, _KEY, _VALUE),
        Limits(
            "dns", _FEW, _KEY, _VALUE,
            ascii_key=True, forbidden_in_key=_UNSUPPORTED_IN_DNS, key_starts_with_letter=True,
        ),
        Limits("traffic-manager", _COUNT, _KEY, _VALUE, forbidden_in_key=" #:", key_starts_with_letter=True),
        Limits("front-door", _COUNT, _KEY, _VALUE, forbidden_in_key="#:"),
        # "Tags count out of bound. Maximum count value is 15": https://github.com/hashicorp/terraform/issues/31416
        Limits("api-management", _FEW, _KEY, _VALUE),
        # https://learn.microsoft.com/en-us/azure/key-vault/secrets/about-secrets#secret-tags (read 2026-11-30)
        Limits("key-vault-secret", _FEW, _KEY, _VALUE),
        # https://learn.microsoft.com/en-us/azure/key-vault/keys/about-keys#key-tags (read 2026-11-30)
        Limits("key-vault-key", _FEW, 256, _VALUE),
        # azurerm's SchemaEnforceLowerCaseKeys: https://github.com/hashicorp/terraform-provider-azurerm, services
        # datashare and firewall (read 2026-11-30); https://github.com/Azure/azure-rest-api-specs/issues/9280
        Limits("data-share", _COUNT, _KEY, _VALUE, lower_case_key=True),
        Limits("firewall-policy", _COUNT, _KEY, _VALUE, lower_case_key=True),
    )
}  # fmt: skip
_UNSUPPORTED_IN_KEYS = frozenset("<>%&\\?/")
_RESERVED = ("microsoft", "azure", "windows")
"""https://learn.microsoft.com/en-us/rest/api/resources/tags/create-or-update (read 2026-08-21)"""
_HIDDEN = "hidden-"
"""Starts keys that link resources, such as `hidden-link:/subscriptions/…`, and that Azure reads letter by letter.

https://github.com/hashicorp/terraform-provider-azurerm/issues/3331 (read 2026-08-21)
"""

length = utf8_bytes
"""azurerm counts bytes: https://github.com/hashicorp/go-azure-helpers, tags/validate.go (read 2026-08-21)."""


def resource_classes() -> dict[str, Limits]:
    """Return all resource classes by name."""
    return _CLASSES


def collision_key(key: str) -> str:
    """Return the form in which two formatted keys are equal for the provider: names of tags ignore case."""
    return key.casefold()


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a key."""

    def supported(char: str) -> bool:
        if char in _UNSUPPORTED_IN_KEYS or char in limits.forbidden_in_key or _is_control(char):
            return False
        return char.isascii() or not limits.ascii_key

    steps: list[Step] = [("composed (NFC)", nfc)]
    if limits.ascii_key:
        steps.append((TO_ASCII, transliterate))
    if limits.lower_case_key:
        steps.append(("changed to lower case", lambda text: nfc(text.lower())))
    steps.append(("unsupported characters replaced", lambda text: replace_with_mark(text, supported)))
    steps.append(("ends trimmed", strip_inserted_hyphens))
    return tuple((reason, _unless_hidden(step)) for reason, step in steps)


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a value or an item of a list. The last one trims the ends."""
    return (
        ("composed (NFC)", nfc),
        ("unsupported characters replaced", _replace),
        ("ends trimmed", strip_inserted_hyphens),
    )


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a whole value, its items joined."""
    return ()


def key_problem(key: str, limits: Limits) -> Problem | None:
    """Return the reason why a formatted key is refused, or None."""
    if key.casefold().startswith(_RESERVED):
        prefixes = one_of(f'"{prefix}"' for prefix in _RESERVED)
        return "tag-reserved", f"must not start with {prefixes}, which are reserved on Azure", "rename the key"
    if limits.key_starts_with_letter and not key[0].isalpha():
        return "tag-key", f'must start with a letter for resource class "{limits.name}"', "rename the key"
    return None


def value_problem(value: str) -> Problem | None:
    """Return the reason why a formatted value is refused, or None.

    https://github.com/kubernetes-sigs/cloud-provider-azure/issues/8119 (read 2026-08-21)
    """
    if value.casefold() == "null":
        return "tag-reserved", 'must not be "null" on Azure', "use another value, or remove the tag"
    return None


def is_set_by_others(key: str) -> bool:
    """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""
    return key.casefold().startswith((*_RESERVED, _HIDDEN))


def _unless_hidden(step: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: text if text.casefold().startswith(_HIDDEN) else step(text)


def _replace(text: str) -> str:
    return text if text.isprintable() else replace_with_mark(text, lambda char: not _is_control(char))


def _is_control(char: str) -> bool:
    return char == MARK or char < " " or "\x7f" <= char < "\xa0"
