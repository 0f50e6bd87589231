"""A resolved job: one value of a result, before it is written."""

from __future__ import annotations

import re

from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers import PROVIDERS
from ..providers.text import LOST, append_digest, nfc, transliterate, truncate
from ..schema import check
from ..tags.format import FormattedTag, plain_map

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..tags.layers import Origin
    from ..tags.merge import Tag

_MIN_SLUG = 6
BLOCKS = {
    block: fields
    for block in check.fields("job", "infrastructure")
    if (fields := check.fields("job", "infrastructure", block))
}
"""The blocks of `infrastructure` and their fields."""
VARIABLE_FIELDS: dict[str, tuple[str, ...]] = {
    "runtime": BLOCKS["runtime"],
    "compute": BLOCKS["compute"],
    "networking": BLOCKS["networking"],
    "storage": BLOCKS["storage"],
    "dagster": ("code_location", "repository"),
}
"""The blocks and fields that `output = variables` returns as `block_field`."""
VARIABLE_NAMES = frozenset(
    ["tenant_id", "environment", "job_name", "provider", "tags"]
    + [f"{block}_{field}" for block, fields in VARIABLE_FIELDS.items() for field in fields]
)


class Job(NamedTuple):
    """A job after substitution, checks and formatting."""

    key: str
    path: str
    asset: str | None
    """The asset's path below the root."""
    container_path: str | None
    name: str
    slug: str
    tenant_id: str
    environment: str | None
    provider: str
    """The job's own, else that of the query."""
    format: str
    """The provider whose format `tags` has."""
    blocks: dict[str, dict[str, Any]]
    canonical: Mapping[str, Tag]
    removed: Mapping[str, tuple[Origin, ...]]
    tags: Mapping[str, FormattedTag]
    labels: Mapping[str, FormattedTag]
    budget: dict[str, Any] | None
    """`amount`, a number, and `currency`, a string or null."""

    @property
    def tag_map(self) -> dict[str, str]:
        """The tags that the provider gets."""
        return plain_map(self.tags)

    @property
    def is_on_kubernetes(self) -> bool:
        """`True` if the job gets labels and annotations for a cluster."""
        return "kubernetes" in (self.provider, self.blocks["runtime"]["type"])


def slug(tenant: str, name: str, provider: str) -> str:
    """Return the name for cloud resources: `acme-stripe-customers`, within its provider's limit.

    On AWS it does not begin with `sg-`, which the names of security groups must not:
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html (read 2026-11-30).
    """
    written = f"{tenant}-{name}"
    ascii_text = transliterate(nfc(written))
    head = re.sub("[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    if not head or head[0].isdigit() or (provider == "aws" and f"{head}-".startswith("sg-")):
        head = f"t-{head}".rstrip("-")
    text = append_digest(head, written) if LOST in ascii_text or len(head) < _MIN_SLUG else head
    limit = PROVIDERS[provider].SLUG_LENGTH
    return text if len(text) <= limit else truncate(head, written, limit, len)
