"""The shape of the configuration file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Optional, Union

from pydantic import Discriminator, Field, Tag

from .field_types import MAPPING, OTHER, Closed, OneOrMore, Text, field, mapping_or_other


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
            Annotated[
                Union[Annotated[RequiredTag, Tag(MAPPING)], Annotated[Text, Tag(OTHER)]],
                Discriminator(mapping_or_other),
            ]
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
