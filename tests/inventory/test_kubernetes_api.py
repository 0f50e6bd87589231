"""What kubectl prints of a real API, and the module of a job applied to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.inventory import kubernetes_api
from tests.lack import lack
from tests.terraform import cli_config
from tests.terraform.running import Terraform, need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.inventory.exporting import Inventorying
    from tests.inventory.kubernetes_api import Cluster

LABELS = {"Team": "data", "dativo/environment": "prod", "dativo/job": "orders", "dativo/tenant": "acme"}
"""The labels of the only job."""
KINDS = "cronjobs,jobs,deployments,statefulsets,replicasets,pods,configmaps"
POD: dict[str, Any] = {"restartPolicy": "Never", "containers": [{"name": "etl", "image": "etl"}]}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with kubernetes_api.cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.kubectl("create", "namespace", "drifted")
        listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": [*drifted()]})
        running.kubectl("create", "--namespace", "drifted", "--filename", "-", stdin=listed.encode())
        yield running


@pytest.fixture(autouse=True)
def in_a_cluster(inventorying: Inventorying) -> None:
    inventorying.job("jobs/orders.yaml", "kubernetes")
    inventorying.project.write("provider-bridge.yaml", {"audit": {"exclude": ["kube-system/*"]}})


def drifted() -> Iterator[dict[str, Any]]:
    """Yield objects with and without drift."""
    template = {"metadata": {"labels": LABELS}, "spec": POD}
    bare = {"spec": POD}

    def cron_job(name: str, labels: dict[str, str], of_jobs: dict[str, str], pods: dict[str, Any]) -> dict[str, Any]:
        jobs = {"metadata": {"labels": of_jobs}, "spec": {"template": pods}}
        return item("CronJob", name, labels, schedule="0 0 31 2 *", suspend=True, jobTemplate=jobs)

    def deployment(name: str, **changed: str) -> dict[str, Any]:
        labels = {**LABELS, "app": name}
        pods = {"metadata": {"labels": {**labels, **changed}}, "spec": {**POD, "restartPolicy": "Always"}}
        return item("Deployment", name, LABELS, selector={"matchLabels": {"app": name}}, template=pods)

    yield cron_job("clean", LABELS, LABELS, template)
    yield cron_job("acme-orders", {}, {}, bare)
    yield cron_job("template", LABELS, {**LABELS, "Team": "web"}, template)
    yield item("Job", "clean", {}, template=template)  # the API gives it the labels of its pods
    yield item("Job", "without", LABELS, template=bare)  # the API gives the pods labels of its own
    yield deployment("clean")
    yield deployment("changed", Team="web")
    yield item("Pod", "missing", {key: value for key, value in LABELS.items() if key != "Team"}, **POD)
    yield item("Pod", "changed-5d4f-x", {**LABELS, "app": "changed", "Team": "web"}, "ReplicaSet/changed-5d4f", **POD)
    yield item("ConfigMap", "extra", {**LABELS, "legacy": "yes"})
    yield item("ConfigMap", "orphan", {**LABELS, "dativo/job": "order"})
    yield item("ConfigMap", "unowned", {})


def item(kind: str, name: str, labels: dict[str, str], owner: str = "", **spec: Any) -> dict[str, Any]:
    """Return an object as `kubectl create` takes it."""
    version = {"CronJob": "batch/v1", "Job": "batch/v1", "Deployment": "apps/v1"}.get(kind, "v1")
    metadata: dict[str, Any] = {"name": name, "labels": labels}
    if owner:
        of, name = owner.split("/")
        metadata["ownerReferences"] = [{"apiVersion": "apps/v1", "kind": of, "name": name, "uid": name}]
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **({"spec": spec} if spec else {})}


def test_a_test_without_its_program_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATH", "KUBEBUILDER_ASSETS", "TEST_ASSET_KUBE_APISERVER"):
        monkeypatch.setenv(name, "")
    with pytest.raises(pytest.skip.Exception, match="kube-apiserver is not on PATH, in KUBEBUILDER_ASSETS or in TEST_"):
        kubernetes_api.asset("kube-apiserver")


def test_seeded_drift_is_reported(inventorying: Inventorying, cluster: Cluster) -> None:
    export = cluster.kubectl("get", KINDS, "--all-namespaces", "--output", "json")
    reported = [(each["rule"], each["address"], each["attribute"]) for each in inventorying.findings(export)]
    own, pods = "metadata.labels", "spec.template.metadata.labels"
    assert reported == [
        ("live-extra", "drifted/ConfigMap/extra", own),
        ("live-unowned", "drifted/ConfigMap/unowned", own),
        ("live-none", "drifted/CronJob/acme-orders", own),
        ("live-none", "drifted/CronJob/acme-orders", f"spec.jobTemplate.{pods}"),
        ("live-different", "drifted/CronJob/template", f"spec.jobTemplate.{own}"),
        ("live-different", "drifted/Deployment/changed", pods),
        ("live-none", "drifted/Job/without", pods),
        ("live-missing", "drifted/Pod/missing", own),
        ("live-orphan", "drifted/ConfigMap/orphan", own),
    ]


def test_a_list_in_pages_is_the_same_list(inventorying: Inventorying, cluster: Cluster) -> None:
    path = "/api/v1/namespaces/drifted/configmaps"
    whole, pages = cluster.kubectl("get", "--raw", path), [cluster.kubectl("get", "--raw", f"{path}?limit=2")]
    assert '"metadata.continue" is set' in inventorying.refusal(pages[0])
    token = json.loads(pages[0])["metadata"]["continue"]
    pages.append(cluster.kubectl("get", "--raw", f"{path}?limit=2&continue={token}"))
    chunked = cluster.kubectl("get", "configmaps", "-n", "drifted", "--chunk-size", "1", "-o", "json")
    findings = inventorying.findings(whole)
    assert {each["rule"] for each in findings} == {"live-extra", "live-unowned", "live-orphan"}
    assert inventorying.findings(b"\n".join(pages)) == inventorying.findings(chunked) == findings


def test_a_pod_without_its_owner_is_checked(inventorying: Inventorying, cluster: Cluster) -> None:
    for output in (("json",), ("jsonpath={}",)):
        pod = cluster.kubectl("get", "pod", "changed-5d4f-x", "-n", "drifted", "-o", *output)
        (finding,) = inventorying.findings(pod)
        assert (finding["rule"], finding["key"]) == ("live-different", "Team")


@pytest.mark.parametrize("output", ["yaml", "wide", "name"])
def test_another_format_is_refused(output: str, inventorying: Inventorying, cluster: Cluster) -> None:
    refusal = inventorying.refusal(cluster.kubectl("get", "pods", "--all-namespaces", "--output", output))
    assert "[inventory-format] the export must be JSON: " in refusal
    assert 'fix: create it again, with the output format "json"' in refusal


MODULE = """
provider "kubernetes" {
  config_path = "%s"
}

module "job" {
  source = "./terraform/kubernetes/job-dagster"

  job   = jsondecode(file("job.json"))
  image = "ghcr.io/acme/dativo:1.4.2"
}
"""


def test_what_the_module_of_a_job_makes_has_its_labels(
    inventorying: Inventorying, cluster: Cluster, tree: Path, terraform_environment: dict[str, str]
) -> None:
    """The project's directory has the root module too. The service account and the namespace are the cluster's."""
    need("hashicorp/kubernetes")
    if cli_config.where("hashicorp/kubernetes") == "stand-in":
        lack("the provider hashicorp/kubernetes can't be had here", to_be_had=False)
    project, kinds = inventorying.project, "cronjobs,roles,networkpolicies"
    cluster.kubectl("create", "namespace", "applied")
    (tree / "main.tf").write_text(MODULE % cluster.kubeconfig, "utf-8")
    own = {name: value for name, value in terraform_environment.items() if not name.startswith("KUBE_")}
    terraform = Terraform(tree, own)  # KUBE_HOST would lead to another cluster

    def resolve(team: str) -> None:
        runtime = {"type": "kubernetes", "namespace": "applied", "service_account": "etl"}
        infrastructure = {"provider": "kubernetes", "runtime": runtime, "tags": {"Team": team}}
        project.job("jobs/orders.yaml", infrastructure, environment="prod", name="orders")
        (tree / "job.json").write_text(json.dumps(project.ask({"jobs": "jobs/*.yaml"}).job), "utf-8")

    def rules() -> list[str]:
        live = cluster.kubectl("get", kinds, "--namespace", "applied", "--output", "json")
        assert len(json.loads(live)["items"]) == 3
        return inventorying.rules(live)

    def run(*arguments: str) -> str:
        done = terraform(*arguments, "-input=false", "-no-color")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    resolve("data")
    terraform.ready()
    run("apply", "-auto-approve")
    assert rules() == []
    assert "No changes." in run("plan")
    resolve("web")
    assert rules() == ["live-different"] * 5  # three objects, and two templates
    assert "Plan: 0 to add, 3 to change, 0 to destroy." in run("apply", "-auto-approve")
    assert rules() == []
    assert "Destroy complete! Resources: 4 destroyed." in run("destroy", "-auto-approve")
