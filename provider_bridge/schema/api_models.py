"""The query and the resolved job, as pydantic models."""

from __future__ import annotations

from typing import Any, Optional

from pydantic import BaseModel, ConfigDict, Field

from .field_types import Closed, field


class Query(Closed):
    """A query: one JSON object whose values are all strings."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "patternProperties": {
                "^env\\.[A-Za-z_][A-Za-z0-9_]*$": {
                    "title": "Variable",
                    "description": "Value of a variable: `env.REGION` is the value of `${REGION}`.",
                    "examples": ["eu-west-1"],
                    "type": "string",
                }
            }
        },
    )

    job: str = field("Job", "Path of one job file.", "jobs/acme/stripe_customers.yaml")
    jobs: str = field("Jobs", "Glob, or JSON list of globs and paths, of several job files.", "jobs/**/*.yaml")
    provider: str = field(
        "Provider",
        "Provider whose tag format is used. Defaults to that of the job.",
        "aws",
        choices=("aws", "gcp", "azure", "kubernetes"),
    )
    output: str = field(
        "Output", "Content of the result, with `job`. Defaults to `tags`.", "tags", choices=("tags", "variables")
    )
    resource: str = field("Resource class", "Resource class whose limits apply to the tags.", "s3-object")
    root: str = field("Root", "Project root. Defaults to the one that is found from the job's path.", ".")
    config: str = field(
        "Config", "Configuration file. Defaults to `provider-bridge.yaml` in the root.", "provider-bridge.yaml"
    )
    tenants: str = field("Tenants", "Tenants of shared jobs, with `jobs`: a JSON list or a comma list.", "acme,globex")
    strict: str = field("Strict", "Whether warnings are errors.", "true", choices=("true", "false"))
    origins: str = field(
        "Origins", "Whether each job has the origins of its tags, with `jobs`.", "true", choices=("true", "false")
    )
    fields: str = field(
        "Fields",
        "First-level fields of the resolved job, with `jobs`: a JSON list or a comma list. Other fields are absent.",
        "tags,slug",
    )
    api: str = field("API version", "API version of the caller.", "1", choices=("1",))


class Origin(BaseModel):
    """An origin of a tag: its value in one layer."""

    layer: str = field("Layer", "Name of the layer.", "finops")
    path: str = field("File", "Path of the file below the project root.", "jobs/acme/stripe_customers.yaml")
    line: int = field("Line", "Line in the file.", 11)
    raw: Any = field("Raw", "Raw value as written in the file.", ["payments", "revenue"])
    value: Optional[str] = field("Value", "Canonical value, or null if the layer removes the tag.", "payments,revenue")


class Budget(Closed):
    """The budget of a job for a month."""

    amount: float = Field(title="Amount", description="Amount, a number greater than 0.", examples=[1200])
    currency: Optional[str] = field("Currency", "Currency, if the job sets one.", "EUR")


class ResolvedJob(BaseModel):
    """A resolved job, as a query with `jobs` returns it. Fields that the job does not set are null."""

    model_config = ConfigDict(extra="forbid")

    key: str = field(
        "Key", "Job key: path of the job file without extension, and `@tenant` for a shared job.", "jobs/acme/a"
    )
    path: str = field("Path", "Path of the job file below the project root.", "jobs/acme/stripe_customers.yaml")
    container_path: Optional[str] = field(
        "Container path", "Path of the job file in the ETL's container.", "/app/jobs/acme/stripe_customers.yaml"
    )
    name: str = field("Name", "Name of the job.", "stripe_customers")
    slug: str = field("Slug", "Name for cloud resources.", "acme-stripe-customers")
    tenant_id: str = field("Tenant", "Tenant of the job.", "acme")
    environment: Optional[str] = field("Environment", "Environment of the job.", "prod")
    provider: str = field("Provider", "Provider of the job.", "aws")
    tags: dict[str, str] = field("Tags", "Tags in the format of the provider.", {"dativo:tenant": "acme"})
    labels: dict[str, str] = field("Labels", "Labels of a job that runs on Kubernetes.", {"dativo/tenant": "acme"})
    annotations: dict[str, str] = field(
        "Annotations", "Annotations of a job that runs on Kubernetes.", {"dativo/tenant": "acme"}
    )
    runtime: dict[str, Any] = field("Runtime", "Fields of `infrastructure.runtime`.", {"type": "ecs"})
    compute: dict[str, Any] = field("Compute", "Fields of `infrastructure.compute`.", {"cpu": "2048"})
    networking: dict[str, Any] = field("Networking", "Fields of `infrastructure.networking`.", {"vpc_id": "vpc-1"})
    storage: dict[str, Any] = field("Storage", "Fields of `infrastructure.storage`.", {"bucket": "acme-data-lake"})
    dagster: dict[str, Any] = field("Dagster", "Fields of `infrastructure.dagster`.", {"code_location": "dativo"})
    terraform: dict[str, Any] = field("Terraform", "Fields of `infrastructure.terraform`.", {"workspace": "prod"})
    budget: Optional[Budget] = field("Budget", "Budget in `finops.budget`.", {"amount": 1200, "currency": "EUR"})
    warnings: list[str] = field("Warnings", "Warnings, one per line.", [])
    origins: Optional[dict[str, list[Origin]]] = field(
        "Origins", "Origins of each tag, the effective one first, with `origins`.", {}
    )
