"""The shape of jobs and assets, as pydantic models.

These models and those of the configuration own the shape. `schemas/*.json` is exported from them, `check.py` interprets
those schemas, and the models explain a document that they refuse. A scalar is always text here: YAML's own readings of
it (`1.10` as a number, `no` as a boolean) never happen.
"""

from __future__ import annotations

from typing import Annotated, Any, Optional, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from ..providers import PROVIDERS
from .config_models import Config
from .field_types import (
    MAPPING,
    OTHER,
    Closed,
    NonEmpty,
    Open,
    TagTree,
    TagValue,
    Text,
    field,
    mapping_or_other,
    matching,
)


class Runtime(Closed):
    """Where the job's container runs."""

    type: Optional[NonEmpty] = field(
        "Runtime",
        "What runs the job. `dagster` and `airflow` run it inside the orchestrator's own workers.",
        choices=("ecs", "cloud_run", "container_apps", "kubernetes", "dagster", "airflow"),
    )
    cluster_name: Optional[NonEmpty] = field(
        "Cluster", "The existing cluster or environment to run in.", "dativo-prod-cluster"
    )
    namespace: Optional[NonEmpty] = field("Namespace", "The Kubernetes namespace to run in.", "dativo")
    service_account: Optional[NonEmpty] = field(
        "Identity",
        "The existing identity to run as: an IAM role, a service account, a managed identity.",
        "arn:aws:iam::123456789012:role/dativo-etl-role",
    )


class Compute(Closed):
    """How much of the machine the job gets, in the runtime's own units."""

    cpu: Optional[NonEmpty] = field(
        "CPU", "CPU in the runtime's own units: `2048` on ECS, `500m` on Kubernetes.", "2048"
    )
    memory: Optional[NonEmpty] = field(
        "Memory", "Memory in the runtime's own units: `4096` on ECS, `4Gi` on Kubernetes.", "4096"
    )
    instance_type: Optional[NonEmpty] = field(
        "Instance type", "Selects nodes on Kubernetes; no effect elsewhere.", "m6i.large"
    )
    max_runtime_seconds: Optional[NonEmpty] = field(
        "Time limit",
        "The longest time that one run may take, in whole seconds.",
        3600,
        keywords={**matching("^(?=.*[1-9])[0-9]{1,9}$"), "minimum": 1, "multipleOf": 1},
    )


class Networking(Closed):
    """The network that the job runs in."""

    vpc_id: Optional[NonEmpty] = field("Network", "The existing VPC or virtual network.", "vpc-0123456789abcdef0")
    subnet_ids: Optional[list[NonEmpty]] = field("Subnets", "The existing subnets.", ["subnet-0123456789abcdef0"])
    security_group_ids: Optional[list[NonEmpty]] = field(
        "Security groups", "The existing security groups; without any, one is made.", ["sg-0123456789abcdef0"]
    )
    private_networking: Optional[NonEmpty] = field(
        "Private",
        "`false` gives the job a public address. Default: `true`.",
        True,
        keywords=matching("^(true|True|TRUE|false|False|FALSE)$"),
    )


class Storage(Closed):
    """The bucket that the job writes to."""

    bucket: Optional[NonEmpty] = field("Bucket", "The bucket or container.", "acme-data-lake")
    prefix: Optional[NonEmpty] = field("Prefix", "The part of the bucket that the job may use.", "raw/stripe/customers")
    kms_key_id: Optional[NonEmpty] = field(
        "Key",
        "The key that encrypts what the job stores and logs.",
        "arn:aws:kms:eu-west-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e",
    )


class Terraform(Closed):
    """What Terraform and Terragrunt need to know about the job's own module and state."""

    module_source: Optional[NonEmpty] = field(
        "Module",
        "The Terraform module that deploys the job; a git source is pinned with `?ref=`.",
        "git::https://github.com/acme/terraform-dativo.git//modules/ecs?ref=v1.2.0",
    )
    module_version: Optional[NonEmpty] = field("Version", "The module's version; agrees with `?ref=`.", "1.2.0")
    workspace: Optional[NonEmpty] = field("Workspace", "The Terraform workspace.", "prod")
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

    request_cpu: Optional[NonEmpty] = field("CPU request", "CPU that a run is sure of.", "500m")
    request_memory: Optional[NonEmpty] = field("Memory request", "Memory that a run is sure of.", "1Gi")
    limit_cpu: Optional[NonEmpty] = field("CPU limit", "CPU that a run may use at most.", "2")
    limit_memory: Optional[NonEmpty] = field("Memory limit", "Memory that a run may use at most.", "4Gi")


class Dagster(Closed):
    """How Dagster knows the job."""

    code_location: Optional[NonEmpty] = field("Code location", "The Dagster code location.", "dativo")
    repository: Optional[NonEmpty] = field("Repository", "The Dagster repository.", "etl")
    op_config: Optional[dict[str, Any]] = field("Op config", "Configuration of the op.", {"full_refresh": False})
    resource_requirements: Optional[ResourceRequirements] = field(
        "Resources", "Requests and limits of a run on Kubernetes.", {"request_cpu": "500m", "request_memory": "1Gi"}
    )


def _runtimes(provider: str) -> dict[str, Any]:
    """Return the keywords that leave a job of a provider its runtimes."""
    is_provider = {"properties": {"provider": {"const": provider}}, "required": ["provider"]}
    runtime = {"properties": {"type": {"choices": list(PROVIDERS[provider].RUNTIMES)}}}
    return {"if": is_provider, "then": {"properties": {"runtime": runtime}}}


class Infrastructure(Closed):
    """What the job runs on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"allOf": [*map(_runtimes, PROVIDERS)]})

    provider: Optional[Text] = field(
        "Provider", "The cloud whose tags the job gets.", choices=("aws", "gcp", "azure", "kubernetes")
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
        json_schema_extra=matching(r"^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"),
    )
    environment: Optional[Text] = field("Environment", "The stage that the job runs in.", "prod")
    name: Optional[Text] = field(
        "Name", "The job's name. Default: the file's name.", "stripe_customers", keywords={"minLength": 1}
    )
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


class Asset(Governance):
    """A data asset. `compliance` and `finops` stand at the top level or under `asset:`; the rest is ignored."""

    asset: Annotated[
        Union[Annotated[Governance, Tag(MAPPING)], Annotated[Any, Tag(OTHER)]],
        Discriminator(mapping_or_other),
        WithJsonSchema({"properties": {name: {"see": f"#/properties/{name}"} for name in ("compliance", "finops")}}),
    ] = field(
        "Asset",
        "Holds `compliance` and `finops` where they don't stand at the top level.",
        {"compliance": {"regulations": ["GDPR"]}},
    )


MODELS: dict[str, type[BaseModel]] = {"job": Job, "asset": Asset, "config": Config}
