"""A resolved job: what Terraform gets to know about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..providers import PROVIDERS
from ..providers.text import cut, digest
from ..query.parse import to_json
from ..schema.accept import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..diagnostics import Diagnostic, Where
    from ..tags.format import FormattedTag
    from ..tags.merge import Origin, Tag

_SHORTEST_SLUG = 6


class Job(NamedTuple):
    """One job, resolved: identity, blocks as the contract has them, tags and their trail, and what was noticed."""

    key: str
    path: str
    asset: str | None
    """The asset's path under the root."""
    container_path: str | None
    name: str
    slug: str
    tenant_id: str
    environment: str | None
    provider: str
    """The job's own, else the one asked for."""
    format: str
    """The provider whose format `tags` has."""
    blocks: dict[str, dict[str, Any]]
    canonical: Mapping[str, Tag]
    removed: Mapping[str, tuple[Origin, ...]]
    tags: Mapping[str, FormattedTag]
    labels: Mapping[str, FormattedTag]
    diagnostics: tuple[Diagnostic, ...]


def is_on_kubernetes(job: Job) -> bool:
    """Whether the job gets labels and annotations for a cluster."""
    return "kubernetes" in (job.provider, job.blocks["runtime"]["type"])


def texts(formatted: Mapping[str, FormattedTag]) -> dict[str, str]:
    """The map that a cloud gets."""
    return {key: tag.value.text for key, tag in formatted.items()}


def annotation_texts(job: Job) -> dict[str, str]:
    """The canonical values, verbatim, under the labels' keys."""
    return {key: tag.tag.canonical for key, tag in job.labels.items()}


def as_data(job: Job) -> dict[str, Any]:
    """The object of the contract, its warnings in their line form."""
    return {
        "key": job.key,
        "path": job.path,
        "container_path": job.container_path,
        "name": job.name,
        "slug": job.slug,
        "tenant_id": job.tenant_id,
        "environment": job.environment,
        "provider": job.provider,
        "tags": texts(job.tags),
        "labels": texts(job.labels),
        "annotations": annotation_texts(job),
        **job.blocks,
        "networking": {
            **job.blocks["networking"],
            "private_networking": job.blocks["networking"]["private_networking"] is not False,
        },
        "warnings": list(map(str, sorted(job.diagnostics))),
    }


def as_variables(job: Job) -> dict[str, str]:
    """The seed's tfvars names, flat; lists and maps as JSON; what the job doesn't set is absent."""
    found: dict[str, Any] = {
        "tenant_id": job.tenant_id,
        "environment": job.environment,
        "job_name": job.name,
        "provider": job.provider,
        "tags": texts(job.tags),
    }
    for block, fields in _VARIABLE_FIELDS.items():
        found.update({f"{block}_{field}": job.blocks[block][field] for field in fields})
    found.update(job.blocks["terraform"]["variables"] or {})
    return {
        name: value if isinstance(value, str) else to_json(value)
        for name, value in sorted(found.items())
        if value is not None
    }


_VARIABLE_FIELDS = {
    "runtime": BLOCKS["runtime"],
    "compute": BLOCKS["compute"],
    "networking": BLOCKS["networking"],
    "storage": BLOCKS["storage"],
    "dagster": ("code_location", "repository"),
}
VARIABLE_NAMES = frozenset(
    ["tenant_id", "environment", "job_name", "provider", "tags"]
    + [f"{block}_{field}" for block, fields in _VARIABLE_FIELDS.items() for field in fields]
)


def slug(tenant: str, name: str, provider: str) -> str:
    """A name for cloud objects: `acme-stripe-customers`; cut with a digest to its strictest object."""
    text = re.sub("[^a-z0-9]+", "-", f"{tenant}-{name}".lower()).strip("-")
    if not text or text[0].isdigit():
        text = f"t-{text}".rstrip("-")
    if len(text) < _SHORTEST_SLUG:
        text = f"{text}-{digest(f'{tenant}-{name}')}"
    return cut(text, f"{tenant}-{name}", PROVIDERS[provider].SLUG_LENGTH, len)


def with_warnings(data: dict[str, Any], shared: Iterable[Diagnostic]) -> dict[str, Any]:
    """A job's data with warnings that concern other jobs too behind its own, each once."""
    return {**data, "warnings": list(dict.fromkeys([*data["warnings"], *map(str, sorted(shared))]))}


def origins(job: Job, spot: Callable[[Where], tuple[int, int]]) -> dict[str, list[dict[str, Any]]]:
    """The trail of each tag of a job, winner first, under the key that the cloud gets."""
    return {
        key: [
            {
                "layer": origin.layer,
                "path": origin.where.document,
                "line": spot(origin.where)[0],
                "raw": origin.raw,
                "value": origin.canonical,
            }
            for origin in formatted.tag.origins
        ]
        for key, formatted in job.tags.items()
    }
