"""The fields of jobs and assets, as pydantic models.

`schemas/*.json` is exported from these models and from those of the configuration file. `check.py` interprets the
schemas, and the models explain a document that does not match. A scalar is always a string here, so that `1.10` and
`no` stay as written.
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
    """The runtime of a job's container."""

    type: Optional[NonEmpty] = field(
        "Runtime",
        "`ecs` (AWS), `cloud_run` (GCP), `container_apps` (Azure) or `kubernetes` (any provider). "
        "`dagster` and `airflow` run the job in the orchestrator's own workers.",
        choices=("ecs", "cloud_run", "container_apps", "kubernetes", "dagster", "airflow"),
    )
    cluster_name: Optional[NonEmpty] = field(
        "Cluster", "Existing cluster or environment to run in.", "dativo-prod-cluster"
    )
    namespace: Optional[NonEmpty] = field("Namespace", "Kubernetes namespace to run in.", "dativo")
    service_account: Optional[NonEmpty] = field(
        "Identity",
        "Existing identity to run as: an IAM role, a service account or a managed identity.",
        "arn:aws:iam::123456789012:role/dativo-etl-role",
    )


class Compute(Closed):
    """CPU, memory and time limit of a run."""

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
        "Maximum run time in seconds; a whole number greater than 0.",
        3600,
        keywords={**matching("^(?=.*[1-9])[0-9]{1,9}$"), "minimum": 1, "multipleOf": 1},
    )


class Networking(Closed):
    """The network that the job runs in."""

    vpc_id: Optional[NonEmpty] = field("Network", "Existing VPC or virtual network.", "vpc-0123456789abcdef0")
    subnet_ids: Optional[list[NonEmpty]] = field("Subnets", "Existing subnets.", ["subnet-0123456789abcdef0"])
    security_group_ids: Optional[list[NonEmpty]] = field(
        "Security groups", "Existing security groups. Without any, the module creates one.", ["sg-0123456789abcdef0"]
    )
    private_networking: Optional[NonEmpty] = field(
        "Private",
        "Whether the job has no public address: `true` (default) or `false`.",
        True,
        keywords=matching("^(true|True|TRUE|false|False|FALSE)$"),
    )


class Storage(Closed):
    """The bucket that the job writes to."""

    bucket: Optional[NonEmpty] = field("Bucket", "Name of the bucket or container.", "acme-data-lake")
    prefix: Optional[NonEmpty] = field("Prefix", "Path in the bucket that the job may use.", "raw/stripe/customers")
    kms_key_id: Optional[NonEmpty] = field(
        "Key",
        "Key that encrypts the data and logs of the job.",
        "arn:aws:kms:eu-west-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e",
    )


class Terraform(Closed):
    """The Terraform module, state and variables of a job, for Terraform and Terragrunt."""

    module_source: Optional[NonEmpty] = field(
        "Module",
        "Terraform module that deploys the job. A git source without `?ref=` is a warning.",
        "git::https://github.com/acme/terraform-dativo.git//modules/ecs?ref=v1.2.0",
    )
    module_version: Optional[NonEmpty] = field(
        "Version", "Version of the module; must be equal to `?ref=`, apart from a leading `v`.", "1.2.0"
    )
    workspace: Optional[NonEmpty] = field("Workspace", "Name of the Terraform workspace.", "prod")
    backend_config: Optional[dict[str, Any]] = field(
        "Backend",
        "Settings of the Terraform backend that stores the state.",
        {"bucket": "acme-terraform-state", "key": "dativo/jobs/${TENANT_ID}/${JOB_NAME}.tfstate"},
    )
    variables: Optional[dict[str, Any]] = field(
        "Variables",
        "More Terraform variables for the module. The names of the variables output are errors.",
        {"schedule": "cron(0 6 * * ? *)"},
    )


class ResourceRequirements(Closed):
    """The resource requests and limits of a run, as Kubernetes quantities."""

    request_cpu: Optional[NonEmpty] = field("CPU request", "CPU request of a run.", "500m")
    request_memory: Optional[NonEmpty] = field("Memory request", "Memory request of a run.", "1Gi")
    limit_cpu: Optional[NonEmpty] = field("CPU limit", "CPU limit of a run.", "2")
    limit_memory: Optional[NonEmpty] = field("Memory limit", "Memory limit of a run.", "4Gi")


class Dagster(Closed):
    """The settings of a job in Dagster."""

    code_location: Optional[NonEmpty] = field("Code location", "Name of the Dagster code location.", "dativo")
    repository: Optional[NonEmpty] = field("Repository", "Name of the Dagster repository.", "etl")
    op_config: Optional[dict[str, Any]] = field("Op config", "Configuration of the op.", {"full_refresh": False})
    resource_requirements: Optional[ResourceRequirements] = field(
        "Resources", "Requests and limits of a run on Kubernetes.", {"request_cpu": "500m", "request_memory": "1Gi"}
    )


def _runtimes(provider: str) -> dict[str, Any]:
    """Return the keywords that limit the runtimes to those of a provider."""
    is_provider = {"properties": {"provider": {"const": provider}}, "required": ["provider"]}
    runtime = {"properties": {"type": {"choices": list(PROVIDERS[provider].RUNTIMES)}}}
    return {"if": is_provider, "then": {"properties": {"runtime": runtime}}}


class Infrastructure(Closed):
    """The provider, runtime and resources of a job."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"allOf": [*map(_runtimes, PROVIDERS)]})

    provider: Optional[Text] = field(
        "Provider",
        "Provider whose tag format the job uses: `aws`, `gcp`, `azure` or `kubernetes`.",
        choices=("aws", "gcp", "azure", "kubernetes"),
    )
    runtime: Optional[Runtime] = field("Runtime", "Runtime of the container.", {"type": "ecs"})
    compute: Optional[Compute] = field(
        "Compute", "CPU, memory and time limit of a run.", {"cpu": "2048", "memory": "4096"}
    )
    networking: Optional[Networking] = field(
        "Networking", "Network that the job runs in.", {"vpc_id": "vpc-0123456789abcdef0"}
    )
    storage: Optional[Storage] = field("Storage", "Bucket that the job writes to.", {"bucket": "acme-data-lake"})
    tags: Optional[dict[str, TagValue]] = field(
        "Tags",
        "Tags with the highest precedence. Keys stay as written; null removes a tag.",
        {"Team": "data-engineering"},
    )
    terraform: Optional[Terraform] = field(
        "Terraform", "Terraform module, variables and state of the job.", {"workspace": "prod"}
    )
    dagster: Optional[Dagster] = field("Dagster", "Settings of the job in Dagster.", {"code_location": "dativo"})


class Job(Open):
    """An ETL job. Other fields in the file belong to the ETL and are ignored."""

    tenant_id: Text = Field(
        title="Tenant",
        description="Customer: at most 63 letters, digits, `.`, `_` and `-`, or `${TENANT_ID}` for a shared job.",
        examples=["acme", "${TENANT_ID}"],
        json_schema_extra=matching(r"^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"),
    )
    environment: Optional[Text] = field("Environment", "Stage that the job runs in.", "prod")
    name: Optional[Text] = field(
        "Name",
        "Name of the job. Defaults to the file name without extension.",
        "stripe_customers",
        keywords={"minLength": 1},
    )
    asset_path: Optional[Text] = field(
        "Asset",
        "Path of the asset that the job writes, in the ETL's container or below the project root.",
        "/app/assets/stripe/v1.0/customers.yaml",
    )
    finops: Optional[dict[str, TagTree]] = field(
        "FinOps",
        "Cost attribution. Each field becomes a `dativo:` tag and overrides that of the asset.",
        {"cost_center": "HR-001", "business_tags": ["payments", "revenue"]},
    )
    infrastructure: Optional[Infrastructure] = field(
        "Infrastructure", "Provider, runtime and resources of the job.", {"provider": "aws"}
    )


class Governance(Open):
    """The part of an asset that becomes tags."""

    compliance: Optional[dict[str, TagTree]] = field(
        "Compliance",
        "Classification of the data. Each field becomes a `dativo:` tag with low precedence.",
        {"classification": ["PII", "SENSITIVE"], "regulations": ["GDPR"]},
    )
    finops: Optional[dict[str, TagTree]] = field(
        "FinOps",
        "Cost attribution, unless the job sets another.",
        {"cost_center": "FIN-001", "project": "data-platform"},
    )


class Asset(Governance):
    """A data asset, with `compliance` and `finops` at the top level or below `asset`."""

    asset: Annotated[
        Union[Annotated[Governance, Tag(MAPPING)], Annotated[Any, Tag(OTHER)]],
        Discriminator(mapping_or_other),
        WithJsonSchema({"properties": {name: {"see": f"#/properties/{name}"} for name in ("compliance", "finops")}}),
    ] = field(
        "Asset",
        "Block with `compliance` and `finops`, if they are not at the top level.",
        {"compliance": {"regulations": ["GDPR"]}},
    )


MODELS: dict[str, type[BaseModel]] = {"job": Job, "asset": Asset, "config": Config}
