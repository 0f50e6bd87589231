"""Templates in a resource: what is made from them gets the tags of the template, not those of the resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .plan_blocks import TagMap
from .redact import redacted_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .plan_blocks import Block

_CLOUD_RUN = {
    "google_cloud_run_v2_job": ("executions", ("template",)),
    "google_cloud_run_v2_service": ("revisions", ("template",)),
    "google_cloud_run_v2_worker_pool": ("revisions", ("template",)),
    "google_cloud_run_service": ("revisions", ("template", "metadata")),
}
_WORKLOADS = frozenset(
    {"CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"}
)
_LAUNCHED = {"instance": True, "volume": False}
"""The things with costs that a launch template makes, and whether every launch makes them."""


class Template(NamedTuple):
    """The tags or labels of a template, and the things that are made from it: `executions`, `pods`."""

    made: str
    map: TagMap
    always: bool = True
    """Whether the resource always makes such things."""
    type: str = ""
    """The resource type whose limits apply; empty for that of the resource."""


def templates(cloud: str, type_: str, resource: Block) -> Iterator[Template]:
    """Yield the templates in a resource, with an empty map where one has none."""
    if cloud == "kubernetes":
        yield from _pods(type_, resource)
    elif type_ in _CLOUD_RUN:
        made, path = _CLOUD_RUN[type_]
        for template in resource.below(path[0]):
            yield Template(made, _labels(template, *path[1:]))
    elif type_ == "aws_launch_template":
        yield from _launched(resource)


def _pods(type_: str, resource: Block) -> Iterator[Template]:
    if type_ == "kubernetes_manifest":
        for manifest in resource.below("manifest"):
            if manifest.values.get("kind") in _WORKLOADS:
                yield from _pod_templates(manifest, "jobTemplate")
    else:
        yield from _pod_templates(resource, "job_template")


def _pod_templates(workload: Block, job_template: str) -> Iterator[Template]:
    for path in (("template",), (job_template, "spec", "template")):
        for template in workload.below("spec", *path):
            yield Template("pods", _labels(template, "metadata"))


def _labels(template: Block, *path: str) -> TagMap:
    block = next(template.below(*path), None)
    empty = TagMap(".".join([template.path.rstrip("."), *path, "labels"]), {})
    return empty if block is None else block.map("labels") or empty


def _launched(resource: Block) -> Iterator[Template]:
    if resource.is_unknown("tag_specifications"):
        yield Template("instances", TagMap("tag_specifications", {}, is_open=True))
        return
    missing = dict(_LAUNCHED)
    for block in resource.below("tag_specifications"):
        missing.pop(str(block.values.get("resource_type")), None)
        tags = block.map("tags")
        if tags is not None:
            yield Template(f"{redacted_text(block.redacted('resource_type'))}s", tags)
    for kind, always in missing.items():
        yield Template(f"{kind}s", TagMap(f'tag_specifications for "{kind}"', {}), always)
