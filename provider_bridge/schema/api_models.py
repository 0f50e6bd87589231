"""The shapes of the contract with Terraform, as pydantic models: what is asked, and a job as it is answered."""

from __future__ import annotations

from typing import Any, Optional

from pydantic import BaseModel, ConfigDict, Field

from .field_types import Closed, field


class Query(Closed):
    """What Terraform asks: one JSON object whose values are all strings."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "patternProperties": {
                "^env\\.[A-Za-z_][A-Za-z0-9_]*$": {
                    "title": "Variable",
                    "description": "The value of a variable; `env.REGION` is what `${REGION}` means.",
                    "examples": ["eu-west-1"],
                    "type": "string",
                }
            }
        },
    )

    job: str = field("Job", "Path of one job's YAML.", "jobs/acme/stripe_customers.yaml")
    jobs: str = field("Jobs", "A glob, or a JSON list of globs and paths: many jobs.", "jobs/**/*.yaml")
    provider: str = field(
        "Provider",
        "The cloud whose format the tags take. Default: the job's own.",
        "aws",
        choices=("aws", "gcp", "azure", "kubernetes"),
    )
    output: str = field(
        "Output", "With `job`: what the result holds. Default: `tags`.", "tags", choices=("tags", "variables")
    )
    resource: str = field("Resource class", "Whose limits the tags must obey.", "s3-object")
    root: str = field("Root", "The project's root. Default: found from the job's path.", ".")
    config: str = field(
        "Config", "The policy file. Default: `provider-bridge.yaml` in the root.", "provider-bridge.yaml"
    )
    tenants: str = field(
        "Tenants", "With `jobs`: tenants that shared jobs are resolved for, as a JSON or comma list.", "acme,globex"
    )
    strict: str = field("Strict", "`true`: warnings are errors.", "true", choices=("true", "false"))
    origins: str = field(
        "Origins", "With `jobs`, `true`: each job carries the trail of each tag.", "true", choices=("true", "false")
    )
    fields: str = field(
        "Fields",
        "With `jobs`: first-level fields of the resolved job, as a JSON or comma list; the others are absent.",
        "tags,slug",
    )
    api: str = field("Contract", "The contract's number.", "1", choices=("1",))


class Origin(BaseModel):
    """One layer's say about a tag."""

    layer: str = field("Layer", "Which layer it is.", "finops")
    path: str = field("File", "The file, under the root.", "jobs/acme/stripe_customers.yaml")
    line: int = field("Line", "The line in the file.", 11)
    raw: Any = field("Raw", "What the file says.", ["payments", "revenue"])
    value: Optional[str] = field(
        "Value", "The canonical value; null where the layer removes the tag.", "payments,revenue"
    )


class Budget(Closed):
    """The amount that a job may cost in a month."""

    amount: float = Field(title="Amount", description="A number greater than 0.", examples=[1200])
    currency: Optional[str] = field("Currency", "The currency, if the job sets one.", "EUR")


class ResolvedJob(BaseModel):
    """One job as a `jobs` query gives it, JSON text under the job's key. What a job doesn't set is null."""

    model_config = ConfigDict(extra="forbid")

    key: str = field("Key", "The job's path without its extension, `@tenant` where `tenants` made it.", "jobs/acme/a")
    path: str = field("Path", "The job's file, under the root.", "jobs/acme/stripe_customers.yaml")
    container_path: Optional[str] = field(
        "Container path", "The file's path in the ETL's container.", "/app/jobs/acme/stripe_customers.yaml"
    )
    name: str = field("Name", "The job's name.", "stripe_customers")
    slug: str = field("Slug", "A name for cloud objects.", "acme-stripe-customers")
    tenant_id: str = field("Tenant", "Whom the job works for.", "acme")
    environment: Optional[str] = field("Environment", "The stage.", "prod")
    provider: str = field("Provider", "The job's cloud.", "aws")
    tags: dict[str, str] = field("Tags", "The map that the cloud accepts.", {"dativo:tenant": "acme"})
    labels: dict[str, str] = field("Labels", "Labels for Kubernetes.", {"dativo/tenant": "acme"})
    annotations: dict[str, str] = field("Annotations", "Annotations for Kubernetes.", {"dativo/tenant": "acme"})
    runtime: dict[str, Any] = field("Runtime", "Fields of `infrastructure.runtime`.", {"type": "ecs"})
    compute: dict[str, Any] = field("Compute", "Fields of `infrastructure.compute`.", {"cpu": "2048"})
    networking: dict[str, Any] = field("Networking", "Fields of `infrastructure.networking`.", {"vpc_id": "vpc-1"})
    storage: dict[str, Any] = field("Storage", "Fields of `infrastructure.storage`.", {"bucket": "acme-data-lake"})
    dagster: dict[str, Any] = field("Dagster", "Fields of `infrastructure.dagster`.", {"code_location": "dativo"})
    terraform: dict[str, Any] = field("Terraform", "Fields of `infrastructure.terraform`.", {"workspace": "prod"})
    budget: Optional[Budget] = field("Budget", "From `finops.budget`.", {"amount": 1200, "currency": "EUR"})
    warnings: list[str] = field("Warnings", "What was noticed, one line each.", [])
    origins: Optional[dict[str, list[Origin]]] = field(
        "Origins", "With `origins`: for each tag the layers that spoke, winner first.", {}
    )
