"""Templates in a resource, whose tags or labels the things get that are made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .plan_blocks import TagMap
from .propagation import OF_VOLUMES
from .redact import redacted_text
from .tag_attributes import planned_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .configuration import ProviderConfig
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
_INSTANCE, _VOLUME = "aws_instance", "aws_ebs_volume"


class Template(NamedTuple):
    """The tags or labels of a template, and the things that are made from it: `executions`, `pods`."""

    made: str
    map: TagMap
    always: bool = True
    """True if the resource always makes such things without other tags."""
    type: str = ""
    """The resource type whose limits apply; empty for that of the resource."""
    cloud: str = ""
    """The cloud whose tags they are; empty for that of the resource."""


def templates(cloud: str, type_: str, resource: Block, config: ProviderConfig) -> Iterator[Template]:
    """Yield the templates in a resource, with an empty map where one has none."""
    if cloud == "kubernetes":
        yield from _pods(type_, resource)
    elif type_ in _CLOUD_RUN:
        made, path = _CLOUD_RUN[type_]
        for template in resource.below(path[0]):
            yield Template(made, _labels(template, *path[1:]))
    elif type_ == "google_compute_instance":
        for disk in resource.below("boot_disk"):
            if _is_made(disk):
                parameters = next(disk.below("initialize_params"), disk)
                yield Template("disks", _own(parameters, "labels"))
    elif type_ in ("google_compute_instance_template", "google_compute_region_instance_template"):
        yield from (Template("disks", _own(disk, "labels")) for disk in resource.below("disk") if _is_made(disk))
    elif type_ == "google_dataproc_workflow_template":
        yield from _dataproc_clusters(resource, config)
    elif type_ == "azurerm_kubernetes_cluster":
        for pool in resource.below("default_node_pool"):
            # the cluster's own tags are not on its nodes: learn.microsoft.com/azure/aks/use-tags (read 2026-03)
            yield Template("nodes", _own(pool, "tags"))
    elif type_ == "aws_launch_template":
        yield from _launched(resource)
    elif type_ in ("aws_instance", "aws_spot_instance_request"):
        yield from _volumes(resource, config)
    elif type_ == "aws_spot_fleet_request":
        for launch in resource.below("launch_specification"):
            yield Template("instances", _own(launch, "tags"), type=_INSTANCE)
    elif type_ == "aws_batch_compute_environment":
        yield from _batch_instances(resource)
    elif type_ == "aws_batch_job_definition":
        for pod in resource.below("eks_properties", "pod_properties"):
            yield Template("pods", _labels(pod, "metadata"), cloud="kubernetes")


def _pods(type_: str, resource: Block) -> Iterator[Template]:
    if type_ == "kubernetes_manifest":
        for manifest in resource.below("manifest"):
            if manifest.values.get("kind") in _WORKLOADS:
                yield from _workload_templates(manifest, "jobTemplate")
    else:
        yield from _workload_templates(resource, "job_template")


def _workload_templates(workload: Block, job_template: str) -> Iterator[Template]:
    for path in (("template",), (job_template, "spec", "template")):
        for template in workload.below("spec", *path):
            yield Template("pods", _labels(template, "metadata"))
    for template in workload.below("spec", job_template):
        labels = _labels(template, "metadata")
        if labels.tags or labels.unknown or labels.is_open:  # without labels a job gets those of its pods
            yield Template("jobs", labels)


def _labels(template: Block, *path: str) -> TagMap:
    block = next(template.below(*path), None)
    empty = TagMap(".".join([template.path.rstrip("."), *path, "labels"]), {})
    return empty if block is None else block.map("labels") or empty


def _own(block: Block, name: str) -> TagMap:
    """Return the map in an attribute, empty if it is not set."""
    return block.map(name) or TagMap(f"{block.path}{name}", {})


def _is_made(disk: Block) -> bool:
    """Return whether a disk is created with its instance.

    cloud.google.com/compute/docs/labeling-resources (read 2026-03): a disk has labels of its own.
    """
    return not disk.values.get("source") and not (disk.is_unknown("source") and disk.is_configured("source"))


def _dataproc_clusters(workflow: Block, config: ProviderConfig) -> Iterator[Template]:
    """Yield the labels of clusters that a workflow template makes: its own, unless the cluster has others.

    cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.workflowTemplates (read 2026-03)
    """
    own = planned_map(workflow, "labels", "terraform_labels", config)
    for cluster in workflow.below("placement", "managed_cluster"):
        labels = cluster.map("labels")
        if labels is not None and own is not None and (labels.tags or labels.unknown):
            yield Template("clusters", labels.joined(own), type="google_dataproc_cluster")


def _launched(template: Block) -> Iterator[Template]:
    resource = next(template.below("launch_template_data"), template)  # of awscc
    types = {"instance": _INSTANCE, "volume": _VOLUME}
    if resource.is_unknown("tag_specifications"):
        yield Template("instances", TagMap("tag_specifications", {}, is_open=True), type=_INSTANCE)
        return
    missing = dict(_LAUNCHED)
    for block in resource.below("tag_specifications"):
        kind = str(block.values.get("resource_type"))
        missing.pop(kind, None)
        tags = block.map("tags")
        if tags is not None:
            made = f"{redacted_text(block.redacted('resource_type'))}s"
            yield Template(made, tags, type=types.get(kind, _INSTANCE))
    for kind, always in missing.items():
        yield Template(f"{kind}s", TagMap(f"tag_specifications for {kind}", {}), always, types[kind])


def _volumes(instance: Block, config: ProviderConfig) -> Iterator[Template]:
    """Yield the volumes that are made with an instance: `volume_tags`, or the tags of each block device.

    A launch template may give them tags where the instance does not.
    """
    if instance.has(OF_VOLUMES):
        return
    tags = instance.map("volume_tags")
    if tags is not None and (tags.tags or tags.unknown or tags.is_open):
        yield Template("volumes", tags, type=_VOLUME)
        return
    always = not instance.values.get("launch_template") and not instance.is_unknown("launch_template")
    devices = [*instance.below("root_block_device"), *instance.below("ebs_block_device")]
    configured = [device for device in devices if device.unknown is not True]
    if not any(device.path.startswith("root_block_device") for device in configured):
        yield Template("volumes", TagMap("volume_tags", {}), always, _VOLUME)
    for device in configured:
        tags = planned_map(device, "tags", "tags_all", config) or _own(device, "tags")
        yield Template("volumes", tags, always, _VOLUME)


def _batch_instances(environment: Block) -> Iterator[Template]:
    """Yield the instances of a compute environment; on Fargate there are none.

    docs.aws.amazon.com/batch/latest/APIReference/API_ComputeResource.html (read 2026-03)
    """
    for resources in environment.below("compute_resources"):
        if not str(resources.values.get("type")).upper().startswith("FARGATE"):
            always = not resources.values.get("launch_template") and not resources.is_unknown("launch_template")
            yield Template("instances", _own(resources, "tags"), always, _INSTANCE)
