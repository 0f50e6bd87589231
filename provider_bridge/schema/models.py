"""The shape of the documents that people write, as pydantic models: jobs, assets, the policy file.

These models own the shape. `schemas/*.json` is exported from them, `check.py` interprets those schemas, and the models
explain a document that they refuse. A scalar is always text here: YAML's own readings of it (`1.10` as a number, `no`
as a boolean) never happen.
"""

from __future__ import annotations

from typing import Annotated, Any, Optional, Union

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

# Schemas are for editors too, which read `cpu: 2048` as a number: there a text may be any scalar.
SCALAR = ["string", "number", "boolean"]


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("field-type", "takes a text")
    return value


def _tag_value(value: Any) -> Any:
    if isinstance(value, dict):
        raise PydanticCustomError("tag-nested", "a tag's value is a text or a list of texts, not a mapping")
    return _list_of_texts(value) if isinstance(value, list) else value


def _list_of_texts(value: list[Any]) -> list[Any]:
    for index, item in enumerate(value):
        if not isinstance(item, str):
            kind = "a mapping" if isinstance(item, dict) else "a list" if isinstance(item, list) else "null"
            raise PydanticCustomError(
                "tag-nested", "the items of a tag's list are texts, not {kind}", {"kind": kind, "path": (index,)}
            )
    return value


def _tag_tree(value: Any) -> Any:
    if isinstance(value, dict):
        for key, item in value.items():
            try:
                _tag_tree(item)
            except PydanticCustomError as error:
                context = {**(error.context or {})}
                context["path"] = (key, *context.get("path", ()))
                raise PydanticCustomError("tag-nested", error.message_template, context) from None
        return value
    return _tag_value(value)


Text = Annotated[Any, AfterValidator(_text), WithJsonSchema({"type": SCALAR})]
_TEXTS: dict[str, Any] = {"type": SCALAR}
TagValue = Annotated[
    Any, AfterValidator(_tag_value), WithJsonSchema({"type": [*SCALAR, "null", "array"], "items": _TEXTS})
]
TagTree = Annotated[Any, AfterValidator(_tag_tree), WithJsonSchema({"see": "#/$defs/TagTree"})]
TAG_TREE_SCHEMA: dict[str, Any] = {
    "title": "Tag values",
    "description": "A text, a list of texts, or a mapping of them: one tag for each leaf.",
    "type": [*SCALAR, "null", "array", "object"],
    "items": _TEXTS,
    "additionalProperties": {"$ref": "#/$defs/TagTree"},
}


def field(title: str, description: str, *examples: Any, choices: tuple[str, ...] = (), default: Any = None) -> Any:
    """A field and its documentation. `choices` are for editors: the value is judged when variables are known."""
    return Field(
        default,
        title=title,
        description=description,
        examples=list(examples),
        json_schema_extra={"choices": list(choices)} if choices else None,
    )


class Closed(BaseModel):
    """A block that is ours alone: an unknown field in it is said to the author."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """A document that others use too: fields that aren't ours are never looked at."""

    model_config = ConfigDict(extra="allow")


class Runtime(Closed):
    """Where the job's container runs."""

    type: Optional[Text] = field(
        "Runtime",
        "What runs the job. `dagster` and `airflow` run it inside the orchestrator's own workers.",
        "ecs",
        choices=("ecs", "cloud_run", "container_apps", "kubernetes", "dagster", "airflow"),
    )
    cluster_name: Optional[Text] = field(
        "Cluster", "The existing cluster or environment to run in.", "dativo-prod-cluster"
    )
    namespace: Optional[Text] = field("Namespace", "The Kubernetes namespace to run in.", "dativo")
    service_account: Optional[Text] = field(
        "Identity",
        "The existing identity to run as: an IAM role, a service account, a managed identity.",
        "arn:aws:iam::123456789012:role/dativo-etl-role",
    )


class Compute(Closed):
    """How much of the machine the job gets, in the runtime's own units."""

    cpu: Optional[Text] = field("CPU", "CPU in the runtime's own units: `2048` on ECS, `500m` on Kubernetes.", "2048")
    memory: Optional[Text] = field(
        "Memory", "Memory in the runtime's own units: `4096` on ECS, `4Gi` on Kubernetes.", "4096"
    )
    instance_type: Optional[Text] = field(
        "Instance type", "Selects nodes on Kubernetes; no effect elsewhere.", "m6i.large"
    )
    max_runtime_seconds: Optional[Text] = field(
        "Time limit", "The longest time that one run may take, in whole seconds.", 3600
    )


class Networking(Closed):
    """The network that the job runs in."""

    vpc_id: Optional[Text] = field("Network", "The existing VPC or virtual network.", "vpc-0123456789abcdef0")
    subnet_ids: Optional[list[Text]] = field("Subnets", "The existing subnets.", ["subnet-0123456789abcdef0"])
    security_group_ids: Optional[list[Text]] = field(
        "Security groups", "The existing security groups; without any, one is made.", ["sg-0123456789abcdef0"]
    )
    private_networking: Optional[Text] = field(
        "Private", "`false` gives the job a public address. Default: `true`.", True
    )


class Storage(Closed):
    """The bucket that the job writes to."""

    bucket: Optional[Text] = field("Bucket", "The bucket or container.", "acme-data-lake")
    prefix: Optional[Text] = field("Prefix", "The part of the bucket that the job may use.", "raw/stripe/customers")
    kms_key_id: Optional[Text] = field(
        "Key",
        "The key that encrypts what the job stores and logs.",
        "arn:aws:kms:eu-west-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e",
    )


class Terraform(Closed):
    """What Terraform and Terragrunt need to know about the job's own module and state."""

    module_source: Optional[Text] = field(
        "Module",
        "The Terraform module that deploys the job; a git source is pinned with `?ref=`.",
        "git::https://github.com/acme/terraform-dativo.git//modules/ecs?ref=v1.2.0",
    )
    module_version: Optional[Text] = field("Version", "The module's version; agrees with `?ref=`.", "1.2.0")
    workspace: Optional[Text] = field("Workspace", "The Terraform workspace.", "prod")
    backend_config: Optional[dict[str, Any]] = field(
        "Backend",
        "Where the state is kept: the backend's own settings.",
        {"bucket": "acme-terraform-state", "key": "dativo/jobs/${TENANT_ID}/${JOB_NAME}.tfstate"},
    )
    variables: Optional[dict[str, Any]] = field(
        "Variables", "More variables for the job's own module.", {"schedule": "cron(0 6 * * ? *)"}
    )


class ResourceRequirements(Closed):
    """What a run asks of its node and may use at most, as Kubernetes quantities."""

    request_cpu: Optional[Text] = field("CPU request", "CPU that a run is sure of.", "500m")
    request_memory: Optional[Text] = field("Memory request", "Memory that a run is sure of.", "1Gi")
    limit_cpu: Optional[Text] = field("CPU limit", "CPU that a run may use at most.", "2")
    limit_memory: Optional[Text] = field("Memory limit", "Memory that a run may use at most.", "4Gi")


class Dagster(Closed):
    """How Dagster knows the job."""

    code_location: Optional[Text] = field("Code location", "The Dagster code location.", "dativo")
    repository: Optional[Text] = field("Repository", "The Dagster repository.", "etl")
    op_config: Optional[dict[str, Any]] = field("Op config", "Configuration of the op.", {"full_refresh": False})
    resource_requirements: Optional[ResourceRequirements] = field(
        "Resources", "Requests and limits of a run on Kubernetes.", {"request_cpu": "500m", "request_memory": "1Gi"}
    )


class Infrastructure(Closed):
    """What the job runs on."""

    provider: Optional[Text] = field(
        "Provider", "The cloud whose tags the job gets.", "aws", choices=("aws", "gcp", "azure", "kubernetes")
    )
    runtime: Optional[Runtime] = field("Runtime", "Where the job's container runs.", {"type": "ecs"})
    compute: Optional[Compute] = field("Compute", "CPU, memory and time.", {"cpu": "2048", "memory": "4096"})
    networking: Optional[Networking] = field(
        "Networking", "The network that the job runs in.", {"vpc_id": "vpc-0123456789abcdef0"}
    )
    storage: Optional[Storage] = field("Storage", "The bucket that the job writes to.", {"bucket": "acme-data-lake"})
    tags: Optional[dict[str, TagValue]] = field(
        "Tags",
        "Tags of the highest precedence. Keys stay as written; null removes a tag.",
        {"Team": "data-engineering"},
    )
    terraform: Optional[Terraform] = field(
        "Terraform", "The job's own module, variables and state.", {"workspace": "prod"}
    )
    dagster: Optional[Dagster] = field("Dagster", "How Dagster knows the job.", {"code_location": "dativo"})


class Job(Open):
    """An ETL job. Only the fields here are read; everything else in the file belongs to the ETL."""

    tenant_id: Text = Field(
        title="Tenant",
        description="Whom the job works for. Letters, digits, `.`, `_` and `-`; or `${TENANT_ID}` for a shared job.",
        examples=["acme", "${TENANT_ID}"],
    )
    environment: Optional[Text] = field("Environment", "The stage that the job runs in.", "prod")
    name: Optional[Text] = field("Name", "The job's name. Default: the file's name.", "stripe_customers")
    asset_path: Optional[Text] = field(
        "Asset",
        "The asset that the job makes: a path in the ETL's container, or under the root.",
        "/app/assets/stripe/v1.0/customers.yaml",
    )
    finops: Optional[dict[str, TagTree]] = field(
        "FinOps",
        "Who pays: each field becomes a `dativo:` tag and wins over the asset's.",
        {"cost_center": "HR-001", "business_tags": ["payments", "revenue"]},
    )
    infrastructure: Optional[Infrastructure] = field("Infrastructure", "What the job runs on.", {"provider": "aws"})


class Governance(Open):
    """The part of an asset that becomes tags."""

    compliance: Optional[dict[str, TagTree]] = field(
        "Compliance",
        "What the data is: each field becomes a `dativo:` tag of low precedence.",
        {"classification": ["PII", "SENSITIVE"], "regulations": ["GDPR"]},
    )
    finops: Optional[dict[str, TagTree]] = field(
        "FinOps", "Who pays, unless the job says otherwise.", {"cost_center": "FIN-001", "project": "data-platform"}
    )


_MAPPING, _LIST, _OTHER = "\0mapping", "\0list", "\0other"
BRANCHES = (_MAPPING, _LIST, _OTHER)
"""Branches of a union; the NUL tells them from the keys in a path."""


def _kind(value: Any) -> str:
    return _MAPPING if isinstance(value, dict) else _OTHER


class Asset(Governance):
    """A data asset. `compliance` and `finops` stand at the top level or under `asset:`; the rest is ignored."""

    asset: Annotated[
        Union[Annotated[Governance, Tag(_MAPPING)], Annotated[Any, Tag(_OTHER)]],
        Discriminator(_kind),
        WithJsonSchema({"properties": {name: {"see": f"#/properties/{name}"} for name in ("compliance", "finops")}}),
    ] = field(
        "Asset",
        "Holds `compliance` and `finops` where they don't stand at the top level.",
        {"compliance": {"regulations": ["GDPR"]}},
    )


OneOrMore = Annotated[
    Union[Annotated[list[Text], Tag(_LIST)], Annotated[Text, Tag(_OTHER)]],
    Discriminator(lambda value: _LIST if isinstance(value, list) else _OTHER),
    WithJsonSchema({"type": [*SCALAR, "array"], "items": _TEXTS}),
]


class When(Closed):
    """Which jobs a rule is for: those that have one of the values in every field given."""

    environment: Optional[OneOrMore] = field("Environment", "The job's environment.", "prod")
    provider: Optional[OneOrMore] = field("Provider", "The provider that the tags are formatted for.", ["aws", "gcp"])
    tenant_id: Optional[OneOrMore] = field("Tenant", "The job's tenant.", "acme")
    runtime: Optional[OneOrMore] = field("Runtime", "The type of the job's runtime.", "ecs")


class RequiredTag(Closed):
    """A required tag, and which jobs must have it."""

    key: Text = Field(title="Key", description="The tag's key in the canonical map.", examples=["Owner"])
    when: Optional[When] = field("When", "Which jobs must have it. Default: all.", {"environment": "prod"})


class Rule(Closed):
    """A rule of the organisation over a job's canonical tag map."""

    name: Text = Field(title="Name", description="Findings bear it: `policy/<name>`.", examples=["cost-center-known"])
    json_schema: dict[str, Any] = Field(
        alias="schema",
        title="Schema",
        description="A JSON Schema that the canonical tag map (key to text) must satisfy.",
        examples=[{"properties": {"CostCenter": {"pattern": "^(HR|FIN)-[0-9]{3}$"}}}],
    )
    severity: Optional[Text] = field("Severity", "Default: `error`.", "warning", choices=("error", "warning"))
    when: Optional[When] = field("When", "Which jobs it is for. Default: all.", {"provider": "aws"})
    message: Optional[Text] = field(
        "Message", "What to tell the author of a job.", "Cost centers are HR or FIN and three digits."
    )


class Config(Closed):
    """The organisation's policy file, `provider-bridge.yaml`; it may be empty."""

    required_tags: Optional[
        list[
            Annotated[Union[Annotated[RequiredTag, Tag(_MAPPING)], Annotated[Text, Tag(_OTHER)]], Discriminator(_kind)]
        ]
    ] = field(
        "Required tags",
        "Keys that a job's canonical tag map must have; with `when`, those of some jobs.",
        ["CostCenter", {"key": "Owner", "when": {"environment": "prod"}}],
    )
    rules: Optional[list[Rule]] = field(
        "Rules",
        "The organisation's own rules over the canonical tag map.",
        [{"name": "team-known", "schema": {"properties": {"Team": {"enum": ["data-engineering", "web"]}}}}],
    )
    aws_tag_policies: Optional[list[Text]] = field(
        "AWS tag policies",
        "Files with effective tag policies of AWS Organizations; they are rules over the AWS map.",
        ["policies/tags.json"],
    )
    path_map: Optional[dict[str, Text]] = field(
        "Path map", "Folders in the ETL's container and what they are under the root.", {"/app": "."}
    )
    tag_prefix: Optional[Text] = field(
        "Tag prefix", "What comes before the `:` in the keys of generated tags.", "dativo"
    )


MODELS: dict[str, type[BaseModel]] = {"job": Job, "asset": Asset, "config": Config}
