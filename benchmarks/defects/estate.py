"""An estate of jobs, and the resources of its plan: once right, once with one defect in each of some resources."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = "required_tags: [Team, CostCenter, 'dativo:tenant']\n"
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
"""The form of a credential; it is none."""
PROVIDERS = {
    "aws": "registry.terraform.io/hashicorp/aws",
    "google": "registry.terraform.io/hashicorp/google",
    "azurerm": "registry.terraform.io/hashicorp/azurerm",
    "kubernetes": "registry.terraform.io/hashicorp/kubernetes",
}


@dataclass
class Resource:
    """A planned resource of a job: nested blocks are lists of maps."""

    type: str
    name: str
    job: str
    values: dict[str, Any]
    default_tags: dict[str, str] = field(default_factory=dict)
    """Default tags of its provider configuration; with them the resource has one for itself."""

    @property
    def address(self) -> str:
        return f'{self.type}.{self.name}["{self.job}"]'

    @property
    def cloud(self) -> str:
        return self.type.partition("_")[0]


@dataclass(frozen=True)
class Defect:
    """A defect: what it is, the resource that has it, and how it gets there."""

    title: str
    type: str
    job: str
    seed: Callable[[Resource], None]
    more: Callable[[dict[str, str]], dict[str, Any]] = lambda _: {}
    """Values of the resource beside its tags, from the tags of its job."""


JOBS = {
    "jobs/acme/orders": ("aws", "FIN-001"),
    "jobs/acme/customers": ("aws", "HR-002"),
    "jobs/globex/events": ("aws", "MKT-003"),
    "jobs/globex/sessions": ("gcp", "MKT-003"),
    "jobs/acme/invoices": ("azure", "FIN-001"),
    "jobs/acme/imports": ("kubernetes", "FIN-001"),
}


def write_jobs(root: Path) -> None:
    """Write the job files and the configuration file."""
    (root / "provider-bridge.yaml").write_text(CONFIG, "utf-8")
    for job, (provider, center) in JOBS.items():
        tenant = job.split("/")[1]
        file = root / f"{job}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        tags = f"{{Team: data, CostCenter: {center}}}"
        text = f"tenant_id: {tenant}\nenvironment: prod\ninfrastructure: {{provider: {provider}, tags: {tags}}}\n"
        file.write_text(text, "utf-8")


def tags_of(job: str) -> dict[str, str]:
    """The tags of a job, as its cloud gets them."""
    provider, center = JOBS[job]
    _, tenant, name = job.split("/")
    if provider in ("gcp", "kubernetes"):
        separator, cased = ("-", str.lower) if provider == "gcp" else ("/", str)
        own = (
            {"team": "data", "cost-center": cased(center)}
            if provider == "gcp"
            else {"Team": "data", "CostCenter": center}
        )
        return {**own, **{f"dativo{separator}{key}": value for key, value in _identity(tenant, name).items()}}
    return {
        "Team": "data",
        "CostCenter": center,
        **{f"dativo:{key}": value for key, value in _identity(tenant, name).items()},
    }


def _identity(tenant: str, name: str) -> dict[str, str]:
    return {"tenant": tenant, "environment": "prod", "job": name}


# --- how a defect gets into a resource


def _tags(resource: Resource) -> dict[str, str]:
    tags: dict[str, str] = resource.values["labels" if resource.cloud == "google" else "tags"]
    return tags


def _set(key: str, value: str) -> Callable[[Resource], None]:
    return lambda resource: _tags(resource).update({key: value})


def _remove(key: str) -> Callable[[Resource], None]:
    def seed(resource: Resource) -> None:
        del _tags(resource)[key]

    return seed


def _rename(key: str, other: str) -> Callable[[Resource], None]:
    return lambda resource: _tags(resource).update({other: _tags(resource).pop(key)})


def _default(tags: dict[str, str]) -> Callable[[Resource], None]:
    return lambda resource: resource.default_tags.update(tags)


def _drop(name: str) -> Callable[[Resource], None]:
    def seed(resource: Resource) -> None:
        del resource.values[name]

    return seed


def _change(change: Callable[[dict[str, Any]], None]) -> Callable[[Resource], None]:
    return lambda resource: change(resource.values)


def _state_machine(parameters: dict[str, Any]) -> str:
    task = {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": parameters, "End": True}
    return json.dumps({"StartAt": "run", "States": {"run": task}})


_TASK = {"Cluster": "etl", "TaskDefinition": "orders", "LaunchType": "FARGATE"}
_ORDERS, _EVENTS, _CUSTOMERS = "jobs/acme/orders", "jobs/globex/events", "jobs/acme/customers"
_SESSIONS, _INVOICES, _IMPORTS = "jobs/globex/sessions", "jobs/acme/invoices", "jobs/acme/imports"


def _service(_: dict[str, str]) -> dict[str, Any]:
    return {"cluster": "etl", "task_definition": "orders", "propagate_tags": "TASK_DEFINITION"}


def _template(tags: dict[str, str]) -> dict[str, Any]:
    return {"tag_specifications": [{"resource_type": kind, "tags": tags} for kind in ("instance", "volume")]}


def _compute(tags: dict[str, str]) -> dict[str, Any]:
    return {"type": "MANAGED", "compute_resources": [{"type": "EC2", "max_vcpus": 4, "tags": tags}]}


def _machine(_: dict[str, str]) -> dict[str, Any]:
    return {"definition": _state_machine({**_TASK, "PropagateTags": "TASK_DEFINITION"})}


def _pods(labels: dict[str, str]) -> dict[str, Any]:
    pod = {"metadata": [{"labels": dict(labels)}], "spec": [{"container": [{"name": "etl", "image": "etl"}]}]}
    return {"metadata": [{"name": "imports", "labels": labels}], "spec": [{"template": [pod]}]}


def _untag_machine(values: dict[str, Any]) -> None:
    values["definition"] = _state_machine(_TASK)


def _untag_compute(values: dict[str, Any]) -> None:
    del values["compute_resources"][0]["tags"]


def _untag_pods(values: dict[str, Any]) -> None:
    del values["spec"][0]["template"][0]["metadata"][0]["labels"]


_MANY, _UNIT = {f"Default{number}": "x" for number in range(9)}, {"Unit": "R&D; EMEA"}
_QUEUE, _BUCKET, _TOPIC = "aws_sqs_queue", "aws_s3_bucket", "google_pubsub_topic"
DEFECTS = {
    "none": Defect("a resource without any tag", _BUCKET, _ORDERS, _drop("tags")),
    "missing": Defect("a required tag is missing", _QUEUE, _ORDERS, _remove("Team")),
    "key_case": Defect("a required key in other case", _QUEUE, _ORDERS, _rename("Team", "team")),
    "key_typo": Defect("a required key misspelled", _QUEUE, _EVENTS, _rename("CostCenter", "CostCentre")),
    "pattern": Defect("a cost center that cannot be one", _QUEUE, _EVENTS, _set("CostCenter", "todo")),
    "other_center": Defect("the cost center of another job", _QUEUE, _ORDERS, _set("CostCenter", "HR-002")),
    "other_tenant": Defect("the tenant of another job", _BUCKET, _CUSTOMERS, _set("dativo:tenant", "globex")),
    "other_job": Defect("the name of another job", _QUEUE, _CUSTOMERS, _set("dativo:job", "orders")),
    "too_many": Defect("default tags make more tags than are allowed", "aws_s3_object", _ORDERS, _default(_MANY)),
    "characters": Defect("default tags have characters that are refused", _QUEUE, _ORDERS, _default(_UNIT)),
    "reserved": Defect("a reserved key", _QUEUE, _EVENTS, _set("aws:team", "data")),
    "too_long": Defect("a value that is too long", _QUEUE, _EVENTS, _set("Purpose", "etl " * 80)),
    "twins": Defect("two keys that differ in case, where refused", "aws_iam_role", _EVENTS, _set("TEAM", "web")),
    "secret": Defect("a credential in a tag", _QUEUE, _CUSTOMERS, _set("Access", TOKEN)),
    "service": Defect(
        "an ECS service whose tasks get no tags", "aws_ecs_service", _ORDERS, _drop("propagate_tags"), _service
    ),
    "template": Defect(
        "a launch template whose instances get no tags",
        "aws_launch_template",
        _ORDERS,
        _drop("tag_specifications"),
        _template,
    ),
    "batch": Defect(
        "a compute environment whose instances get no tags",
        "aws_batch_compute_environment",
        _EVENTS,
        _change(_untag_compute),
        _compute,
    ),
    "machine": Defect(
        "a state machine whose tasks get no tags", "aws_sfn_state_machine", _ORDERS, _change(_untag_machine), _machine
    ),
    "label_case": Defect("a label that is refused", "google_storage_bucket", _SESSIONS, _set("team", "Data Team")),
    "label_value": Defect("a label of another job", _TOPIC, _SESSIONS, _set("cost-center", "fin-001")),
    "azure_key": Defect("a key that Azure refuses", "azurerm_storage_account", _INVOICES, _set("a<b", "x")),
    "pods": Defect("pods without labels", "kubernetes_job_v1", _IMPORTS, _change(_untag_pods), _pods),
}


def resources(*, defective: bool) -> list[Resource]:
    """The resources of the plan, each for one defect."""
    made = []
    for name, defect in DEFECTS.items():
        tags = tags_of(defect.job)
        own: dict[str, Any] = {}
        if not defect.type.startswith("kubernetes"):
            own["labels" if defect.type.startswith("google") else "tags"] = tags
        resource = Resource(defect.type, name, defect.job, {"name": name, **own, **deepcopy(defect.more(tags))})
        if defective:
            defect.seed(resource)
        made.append(resource)
    return made


# --- as a plan


def plan(made: list[Resource]) -> dict[str, Any]:
    """The plan of resources, as `terraform show -json` prints it."""
    planned, changes, configured = [], [], []
    for resource in made:
        values = deepcopy(resource.values)
        if resource.cloud == "google":
            values |= {"effective_labels": values["labels"], "terraform_labels": values["labels"]}
        elif resource.cloud == "aws":
            values["tags_all"] = {**resource.default_tags, **(values.setdefault("tags") or {})}
        head = {
            "address": resource.address,
            "mode": "managed",
            "type": resource.type,
            "name": resource.name,
            "index": resource.job,
            "provider_name": PROVIDERS[resource.cloud],
        }
        planned.append({**head, "schema_version": 0, "values": values, "sensitive_values": {}})
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
        changes.append({**head, "change": {**change, "before_sensitive": False, "after_sensitive": {}}})
        key = f"aws.{resource.name}" if resource.default_tags else resource.cloud
        address = resource.address.partition("[")[0]
        configured.append(
            {**{name: head[name] for name in ("mode", "type", "name")}, "address": address, "provider_config_key": key,
             "expressions": {}, "schema_version": 0, "for_each_expression": {}}
        )  # fmt: skip
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"provider_config": _provider_config(made), "root_module": {"resources": configured}},
    }


def _provider_config(made: list[Resource]) -> dict[str, Any]:
    config: dict[str, Any] = {name: {"name": name, "full_name": full} for name, full in PROVIDERS.items()}
    for resource in made:
        if resource.default_tags:
            expressions = {"default_tags": [{"tags": {"constant_value": resource.default_tags}}]}
            config[f"aws.{resource.name}"] = {
                "name": "aws", "full_name": PROVIDERS["aws"], "alias": resource.name, "expressions": expressions,
            }  # fmt: skip
    return config


# --- as HCL


def hcl(made: list[Resource]) -> str:
    """The configuration that the plan is of, for tools that read it instead."""
    text = ""
    for resource in made:
        provider = {}
        if resource.default_tags:
            default = _body({"default_tags": [{"tags": resource.default_tags}]}, 1)
            text += f'provider "aws" {{\n  alias = "{resource.name}"\n{default}}}\n\n'
            provider = {"provider": _Raw(f"aws.{resource.name}")}
        text += f'resource "{resource.type}" "{resource.name}" {{\n  for_each = toset(["{resource.job}"])\n'
        text += f"{_body({**provider, **resource.values}, 1)}}}\n\n"
    return text


class _Raw(str):
    """An expression that is not a string."""


def _body(values: dict[str, Any], level: int) -> str:
    text, indent = "", "  " * level
    for name, value in values.items():
        if isinstance(value, list):
            for block in value:
                text += f"{indent}{name} {{\n{_body(block, level + 1)}{indent}}}\n"
        elif isinstance(value, dict):
            pairs = "".join(f"{indent}  {_quoted(key)} = {_quoted(each)}\n" for key, each in value.items())
            text += f"{indent}{name} = {{\n{pairs}{indent}}}\n"
        else:
            text += f"{indent}{name} = {value if isinstance(value, _Raw) else _quoted(value)}\n"
    return text


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
