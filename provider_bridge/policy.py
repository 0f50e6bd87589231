"""The organisation's policy over the canonical map of each job."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from .containers import DEFAULT_PATH_MAP
from .diagnostics import Finding, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .documents import Document
    from .tags import Tag

DEFAULT_PREFIX = "dativo"


class RequiredTag(NamedTuple):
    """A key that every job's canonical map must have, and where the policy says so (`file:line`)."""

    key: str
    source: str


class Policy(NamedTuple):
    """What the policy file says; without a file, what holds for everyone."""

    tag_prefix: str = DEFAULT_PREFIX
    path_map: Mapping[str, str] = DEFAULT_PATH_MAP
    required_tags: tuple[RequiredTag, ...] = ()


def read(document: Document) -> tuple[Policy, list[Finding]]:
    """The policy that a file of the right shape holds, and what is wrong with its values."""
    data = document.data if isinstance(document.data, dict) else {}
    required = data.get("required_tags")
    path_map = data.get("path_map")
    policy = Policy(
        tag_prefix=str(data.get("tag_prefix") or DEFAULT_PREFIX),
        path_map=path_map if isinstance(path_map, dict) else DEFAULT_PATH_MAP,  # type: ignore[arg-type]
        required_tags=tuple(
            RequiredTag(str(key), f"{document.path}:{document.spot(('required_tags', index))[0]}")
            for index, key in enumerate(required if isinstance(required, list) else ())
        ),
    )
    return policy, list(_problems(policy, document.path))


def _problems(policy: Policy, document: str) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,31}", policy.tag_prefix):
        yield Finding(
            "config-invalid",
            f'"tag_prefix" can\'t be "{policy.tag_prefix}"',
            "use a letter, then letters, digits, . and - (32 characters at most)",
            Where(document, ("tag_prefix",)),
        )
    for folder, target in policy.path_map.items():
        if not folder.startswith("/") or posixpath.isabs(target) or posixpath.normpath(target).startswith(".."):
            yield Finding(
                "config-invalid",
                f'"path_map" can\'t map "{folder}" to "{target}"',
                'map an absolute folder of the container to one under the root, as in "/app: ."',
                Where(document, ("path_map", folder)),
            )


def violations(policy: Policy, tags: Mapping[str, Tag], where: Where) -> Iterator[Finding]:
    """What a job's canonical map lacks; `where` is the place of a tag that isn't there."""
    for required in policy.required_tags:
        if required.key not in tags:
            yield Finding(
                "required-tag",
                f'the tag "{required.key}" is missing ({required.source} requires it)',
                _remedy(required.key, policy.tag_prefix),
                where,
            )


def _remedy(key: str, prefix: str) -> str:
    if key in (f"{prefix}:tenant", f"{prefix}:environment", f"{prefix}:job"):
        field = {"tenant": "tenant_id", "environment": "environment", "job": "name"}[key.partition(":")[2]]
        return f'set "{field}" in the job'
    if key.startswith(f"{prefix}:"):
        field = key.partition(":")[2].replace("-", "_")
        return f'set "{field}" under finops, or "{key}" under infrastructure.tags'
    return f'add "{key}: …" under infrastructure.tags'
