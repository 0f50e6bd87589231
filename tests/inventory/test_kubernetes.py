"""Resources of clusters: what owns others, and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.inventory.exporting import Inventorying

POD_LABELS = {"Team": "data", "dativo/environment": "prod", "dativo/job": "orders", "dativo/tenant": "acme"}
"""The labels of the only job."""


@pytest.fixture(autouse=True)
def in_a_cluster(inventorying: Inventorying) -> None:
    inventorying.job("jobs/orders.yaml", "kubernetes")


def test_owned_pods_are_checked_only_without_their_owner(inventorying: Inventorying) -> None:
    labels = {**POD_LABELS, "Team": "web"}

    def item(kind: str, name: str, owner: str = "", **more: str) -> dict[str, Any]:
        references = [dict(zip(("kind", "name"), owner.split("/"), strict=True))] if owner else []
        metadata = {"name": name, "namespace": "etl", "labels": {**labels, **more}, "ownerReferences": references}
        return {"kind": kind, "metadata": metadata}

    pod = item("Pod", "a-5d4f-x", "ReplicaSet/a-5d4f", **{"pod-template-hash": "5d4f"})
    for owner in (item("Deployment", "a"), item("ReplicaSet", "a-5d4f")):
        (finding,) = inventorying.findings({"kind": "List", "items": [pod, owner]})
        assert finding["address"] == f"etl/{owner['kind']}/{owner['metadata']['name']}"
    pods = {"kind": "PodList", "items": [{"metadata": pod["metadata"]}]}
    assert [each["address"] for each in inventorying.findings(pods)] == ["etl/Pod/a-5d4f-x"]


def test_a_job_of_a_cron_job_is_checked_by_its_template(inventorying: Inventorying) -> None:
    pods = {"spec": {"template": {"metadata": {"labels": POD_LABELS}}}}

    def cron_job(labels: dict[str, str] | None) -> dict[str, Any]:
        template = {"metadata": {"labels": labels}, **pods}
        return {"kind": "CronJob", "metadata": {"name": "a", "labels": POD_LABELS}, "spec": {"jobTemplate": template}}

    assert inventorying.rules(cron_job(None)) == inventorying.rules(cron_job({})) == []  # they have those of their pods
    (finding,) = inventorying.findings(cron_job({**POD_LABELS, "Team": "web", "app": "a"}))
    assert (finding["rule"], finding["attribute"]) == ("live-different", "spec.jobTemplate.metadata.labels")
    (finding,) = inventorying.findings(cron_job({"app": "a"}))
    assert finding["message"].startswith('CronJob/a: "spec.jobTemplate.metadata.labels" of jobs has none')


def test_what_is_owned_but_not_made_from_a_template_is_checked(inventorying: Inventorying) -> None:
    for kind, owner in (("PersistentVolumeClaim", "StatefulSet"), ("Pod", "Workflow")):
        listed = [
            {"kind": owner, "metadata": {"name": "a", "labels": POD_LABELS}},
            {"kind": kind, "metadata": {"name": "b", "ownerReferences": [{"kind": owner, "name": "a"}]}},
        ]
        assert [each["address"] for each in inventorying.findings({"kind": "List", "items": listed})] == [f"{kind}/b"]


def test_extra_labels_of_a_template_are_not_those_of_its_pods(inventorying: Inventorying) -> None:
    """A deployment selects its pods by them."""
    metadata = {"name": "a", "labels": {**POD_LABELS, "app": "a"}}
    pod = {"kind": "Pod", "metadata": metadata}
    made = {"kind": "Pod", "metadata": {**metadata, "ownerReferences": [{"kind": "ReplicaSet", "name": "a"}]}}
    for listed, rules in (([pod, made], ["live-extra"]), ([made, pod], ["live-extra"]), ([made], [])):
        assert inventorying.rules({"kind": "List", "items": listed}) == rules
