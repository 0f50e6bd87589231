"""What is made from a template carries the tags of the template: disks, nodes, clusters, pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
LABELS = {key.replace(":", "-"): value for key, value in TAGS.items()}
POD_LABELS = {key.replace(":", "/"): value for key, value in TAGS.items()}
TEMPLATE = [("error", "audit-template")]


def boot_disk(labels: Any) -> dict[str, Any]:
    return {"labels": LABELS, "boot_disk": [{"initialize_params": [{"image": "debian-12", "labels": labels}]}]}


def disks(labels: Any) -> dict[str, Any]:
    return {"labels": LABELS, "disk": [{"source_image": "debian-12", "labels": labels}, {"source": "existing"}]}


def nodes(tags: Any) -> dict[str, Any]:
    return {"tags": TAGS, "default_node_pool": [{"name": "default", "vm_size": "Standard_D2_v2", "tags": tags}]}


def executions(labels: Any) -> dict[str, Any]:
    return {"labels": LABELS, "template": [{"labels": labels, "template": [{"containers": [{"image": "x"}]}]}]}


def pods(labels: Any) -> dict[str, Any]:
    spec = {"template": [{"metadata": [{"labels": labels}], "spec": [{"container": [{"image": "x"}]}]}]}
    return {"metadata": [{"name": "a", "labels": POD_LABELS}], "spec": [spec]}


def eks_pods(labels: Any) -> dict[str, Any]:
    pod = {"containers": [{"image": "x"}], "metadata": [{"labels": labels}]}
    return {"name": "a", "type": "container", "tags": TAGS, "eks_properties": [{"pod_properties": [pod]}]}


MADE = {
    "google_compute_instance": (boot_disk, LABELS),
    "google_compute_instance_template": (disks, LABELS),
    "google_compute_region_instance_template": (disks, LABELS),
    "google_cloud_run_v2_job": (executions, LABELS),
    "azurerm_kubernetes_cluster": (nodes, TAGS),
    "kubernetes_job_v1": (pods, POD_LABELS),
    "aws_batch_job_definition": (eks_pods, POD_LABELS),
}


@pytest.mark.parametrize("type_", MADE)
def test_what_is_made_carries_the_tags(type_: str, auditing: Auditing) -> None:
    auditing.job()
    values, tags = MADE[type_]
    address = f'{type_}.a["jobs/a"]'
    assert auditing.rules(auditing.resource(address, values(tags))) == []
    for none in (None, {}, {"other": "x"}):
        assert auditing.rules(auditing.resource(address, values(none))) == TEMPLATE
    wrong = {**tags, next(iter(tags)): "dev"}
    assert auditing.rules(auditing.resource(address, values(wrong))) == [("error", "audit-different")]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (None, []),
        ({}, []),
        (POD_LABELS, []),
        ({"app": "a"}, TEMPLATE),
        ({**POD_LABELS, "dativo/job": "b"}, [("error", "audit-different")]),
    ],
)
def test_labels_of_the_jobs_of_a_cron_job_are_checked_if_set(labels: Any, expected: object, auditing: Auditing) -> None:
    auditing.job("kubernetes")
    pod = {"metadata": [{"labels": POD_LABELS}], "spec": [{"container": [{"image": "x"}]}]}
    template = {"metadata": [{"labels": labels}], "spec": [{"template": [pod]}]}
    values = {"metadata": [{"name": "a", "labels": POD_LABELS}], "spec": [{"job_template": [template]}]}
    assert auditing.rules(auditing.resource('kubernetes_cron_job_v1.a["jobs/a"]', values)) == expected
    spec = {"jobTemplate": {"metadata": {"labels": labels}, "spec": {"template": {"metadata": {"labels": POD_LABELS}}}}}
    manifest = {"kind": "CronJob", "metadata": {"name": "a", "labels": POD_LABELS}, "spec": spec}
    assert auditing.rules(auditing.resource('kubernetes_manifest.a["jobs/a"]', {"manifest": manifest})) == expected


def test_a_disk_that_exists_is_not_made(auditing: Auditing) -> None:
    auditing.job("gcp")
    values = {"labels": LABELS, "boot_disk": [{"source": "projects/p/zones/z/disks/d"}]}
    unknown = {"boot_disk": [{"initialize_params": True, "device_name": True}]}
    instance = auditing.resource('google_compute_instance.a["jobs/a"]', values, after_unknown=unknown)
    assert auditing.rules(instance) == []


def test_labels_that_only_the_provider_computes_are_not_set(auditing: Auditing) -> None:
    auditing.job("gcp")
    values = {"labels": LABELS, "boot_disk": [{"initialize_params": [{"image": "debian-12"}]}]}
    unknown = {"boot_disk": [{"initialize_params": [{"labels": True}], "source": True}]}
    instance = auditing.resource('google_compute_instance.a["jobs/a"]', values, after_unknown=unknown)
    assert auditing.rules(instance) == []
    for name, expected in (("image", TEMPLATE), ("labels", [("warning", "audit-unknown")])):
        expressions: dict[str, Any] = {"labels": {}, "boot_disk": [{"initialize_params": [{name: {}}]}]}
        configured = {"address": "google_compute_instance.a", "expressions": expressions}
        assert auditing.rules(instance, configuration={"root_module": {"resources": [configured]}}) == expected


@pytest.mark.parametrize(
    ("cluster", "expected"),
    [
        ({}, []),
        ({"labels": {"team": "etl"}}, []),
        ({"labels": {**LABELS, "dativo-job": "b"}}, [("error", "audit-different")]),
    ],
)
def test_labels_of_a_dataproc_workflow_are_those_of_its_clusters(
    cluster: dict[str, Any], expected: object, auditing: Auditing
) -> None:
    auditing.job("gcp")
    placement = [{"managed_cluster": [{"cluster_name": "a", "config": [{}], **cluster}]}]
    values = {"labels": LABELS, "placement": placement, "jobs": [{"step_id": "a"}]}
    assert auditing.rules(auditing.resource('google_dataproc_workflow_template.a["jobs/a"]', values)) == expected


@pytest.mark.parametrize("launch_template", [None, [{"launch_template_id": "lt-1"}]])
def test_a_launch_template_may_tag_what_its_user_does_not(launch_template: Any, auditing: Auditing) -> None:
    auditing.job()
    severity = "warning" if launch_template else "error"
    compute = [{"type": "EC2", "tags": None, "launch_template": launch_template}]
    environment = auditing.resource(
        'aws_batch_compute_environment.a["jobs/a"]', {"tags": TAGS, "compute_resources": compute}
    )
    assert auditing.rules(environment) == [(severity, "audit-template")]
    instance = auditing.resource('aws_instance.a["jobs/a"]', {"tags": TAGS, "launch_template": launch_template})
    assert auditing.rules(instance) == [(severity, "audit-template")]


def test_default_tags_are_on_volumes_with_a_block(auditing: Auditing) -> None:
    auditing.job()
    values = {"tags": None, "tags_all": TAGS, "root_block_device": [{"tags": None, "volume_size": 8}]}
    unknown = {"root_block_device": [{"tags_all": True}]}
    instance = auditing.resource('aws_instance.a["jobs/a"]', values, after_unknown=unknown)
    defaults = {"default_tags": [{"tags": {"constant_value": TAGS}}]}
    configuration = {
        "provider_config": {"aws": {"name": "aws", "expressions": defaults}},
        "root_module": {"resources": [{"address": "aws_instance.a", "provider_config_key": "aws"}]},
    }
    assert auditing.rules(instance, configuration=configuration) == []
    assert auditing.rules(instance) == TEMPLATE
