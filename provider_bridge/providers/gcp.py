"""GCP labels.

General rules: https://cloud.google.com/resource-manager/docs/labels-overview#requirements (read 2026-11-30).
"""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from .limits import Limits
from .text import TO_ASCII, nfc, replace_with_mark, split_camel, transliterate, trim_to_alphanumeric

if TYPE_CHECKING:
    from .limits import Problem
    from .text import Step

TITLE = "GCP"
SEPARATOR = "--"
SLUG_LENGTH = 30
"""The longest ID of a service account: https://cloud.google.com/iam/docs/service-accounts-create (read 2026-11-30)."""
RUNTIMES: tuple[str, ...] = ("cloud_run", "kubernetes", "dagster", "airflow")
NORMALIZES_SILENTLY = True

_COUNT = 63
"""64, less the attribution label that the Terraform provider adds since 6.0.

https://github.com/hashicorp/terraform-provider-google/blob/main/website/docs/guides/provider_reference.html.markdown
(read 2026-08-21)
"""
_LENGTH = 63
"""Of a key and of a value. The longest ASCII label is below the 128 bytes that some services allow."""
GENERAL = Limits("resource", _COUNT, _LENGTH, _LENGTH)
_CLASSES = {
    limits.name: limits
    for limits in (
        GENERAL,
        # https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters (read 2026-11-30)
        Limits("dataproc", 32, _LENGTH, _LENGTH, empty_value=False, value_starts_with_letter=True),
        # https://cloud.google.com/resource-manager/reference/rest/v3/projects (discovery document, read 2026-08-21)
        Limits("project", _COUNT, _LENGTH, _LENGTH, value_starts_with_letter=True),
        # https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs (read 2026-08-21)
        Limits("cloud-run", _COUNT, _LENGTH, _LENGTH),
        # https://github.com/hashicorp/terraform-provider-google, google_storage_bucket (read 2026-08-21)
        Limits("storage-bucket", _COUNT, _LENGTH, _LENGTH),
        # https://cloud.google.com/bigquery/docs/labels-intro#requirements (read 2026-08-21)
        Limits("bigquery", _COUNT, _LENGTH, _LENGTH),
    )
}
_SUPPORTED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
"""ASCII, although labels may hold international letters: buckets, Spanner, Dataproc and projects refuse those."""
_RESERVED = "goog"
"""https://cloud.google.com/batch/docs/reference/rest/v1/projects.locations.jobs#AllocationPolicy reserves `goog-` and
`google-` (read 2026-08-21)."""

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
    ("changed to lower case", str.lower),
    ("unsupported characters replaced", _replace),
    ("ends trimmed", trim_to_alphanumeric),
)


def key_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a key."""
    return (*_STEPS[:2], ("camel case split", split_camel), *_STEPS[2:])


def value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a value or an item of a list. The last one trims the ends."""
    return _STEPS


def joined_value_steps(limits: Limits) -> tuple[Step, ...]:
    """Return the steps that format a whole value, its items joined."""
    return ()


def key_problem(key: str, limits: Limits) -> Problem | None:
    """Return the reason why a formatted key is refused, or None."""
    if key.startswith(_RESERVED):
        return "tag-reserved", f'must not start with "{_RESERVED}", which is reserved on GCP', "rename the key"
    if not key[0].isalpha():
        return "tag-key", "must start with a letter on GCP", "rename the key"
    return None


def value_problem(value: str) -> Problem | None:
    """Return the reason why a formatted value is refused, or None."""
    return None


def is_set_by_others(key: str) -> bool:
    """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""
    return key.startswith(_RESERVED)
