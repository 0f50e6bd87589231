"""The fields of the configuration file, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Optional, Union

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from .field_types import MAPPING, OTHER, Closed, OneOrMore, Open, Text, field, mapping_or_other

Tenants = Annotated[Text, WithJsonSchema({"enum": ["same", "all", "where"]})]
SplitRule = Annotated[Text, WithJsonSchema({"enum": ["direct", "even", "weights"]})]
IdentityTag = Annotated[Text, WithJsonSchema({"enum": ["tenant", "environment", "job"]})]
OnJob = Annotated[Text, WithJsonSchema({"enum": ["job"]})]
Severity = Annotated[Text, WithJsonSchema({"enum": ["error", "off"]})]
Date = Annotated[Text, WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})]
EXEMPTIBLE = (
    *("required-tag", "policy/aws-tag-policy", "module-unpinned", "module-version-mismatch"),
    *("audit-none", "audit-missing", "audit-different", "audit-extra", "audit-unmatched", "audit-unknown"),
    *("audit-template", "audit-propagation"),
)
"""Rules that an exemption may name, besides policy rules."""
ExemptibleRule = Annotated[
    Text,
    WithJsonSchema(
        {"type": "string", "if": {"pattern": "^policy/[A-Za-z0-9][A-Za-z0-9._-]*$"}, "else": {"enum": list(EXEMPTIBLE)}}
    ),
]


class When(Closed):
    """A condition on jobs, which match if they have one of the values of each given field."""

    environment: Optional[OneOrMore] = field(
        "Environment", "Environment of the job, or a list of environments.", "prod"
    )
    provider: Optional[OneOrMore] = field(
        "Provider", "Provider whose tag format is used, or a list of providers.", ["aws", "gcp"]
    )
    tenant_id: Optional[OneOrMore] = field("Tenant", "Tenant of the job, or a list of tenants.", "acme")
    runtime: Optional[OneOrMore] = field("Runtime", "Type of the runtime, or a list of types.", "ecs")


class RequiredTag(Closed):
    """A required tag, and the jobs that must have it."""

    key: Text = Field(title="Key", description="Key of the tag in the canonical map.", examples=["Owner"])
    when: Optional[When] = field("When", "Jobs that must have the tag. Defaults to all.", {"environment": "prod"})


class Rule(Closed):
    """A policy rule: a JSON Schema that the canonical tag map or the resolved job must match."""

    name: Text = Field(
        title="Name",
        description="Name of the rule; its diagnostics have the rule `policy/<name>`.",
        examples=["cost-center-known"],
        json_schema_extra={"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
    )
    json_schema: dict[str, Any] = Field(
        alias="schema",
        title="Schema",
        description="JSON Schema (draft 2020-12) that the canonical map must match; `$ref` only within the schema.",
        examples=[{"properties": {"CostCenter": {"pattern": "^(HR|FIN)-[0-9]{3}$"}}}],
    )
    severity: Optional[Text] = field(
        "Severity",
        "Severity of the diagnostics: `error` (default) or `warning`.",
        "warning",
        choices=("error", "warning"),
    )
    when: Optional[When] = field(
        "When",
        "Jobs that the rule applies to: those that match all given fields. Defaults to all.",
        {"provider": "aws"},
    )
    on: Optional[OnJob] = field(
        "On", "`job` to check the fields of the resolved job instead of the canonical map.", "job"
    )
    message: Optional[Text] = field(
        "Message",
        "Explanation for the author of a job; the message starts with it.",
        "Cost centers are HR or FIN and three digits.",
    )


class Audit(Closed):
    """The extra tags and the resources that `audit` and `inventory` do not report."""

    allow_tags: Optional[list[Text]] = field(
        "Allowed tags",
        "Globs of extra tag keys that `audit` and `inventory` do not report.",
        ["Name", "kubernetes.io/*"],
    )
    exclude: Optional[list[Text]] = field(
        "Exclude",
        "Globs of the types or addresses of resources that `audit` and `inventory` do not check.",
        ["aws_iam_policy", "module.legacy.*"],
    )


class Exemption(Closed):
    """An exemption: diagnostics of one rule that are accepted until a date."""

    rule: ExemptibleRule = Field(
        title="Rule", description="Rule of the accepted diagnostics.", examples=["required-tag"]
    )
    jobs: Optional[list[Text]] = field("Jobs", "Globs of job files or job keys.", ["jobs/acme/legacy_*"])
    resources: Optional[list[Text]] = field("Resources", "Globs of resource addresses.", ["module.legacy.*"])
    tags: Optional[list[Text]] = field("Tags", "Keys of the tags.", ["Owner"])
    reason: Text = Field(
        title="Reason", description="Reason for the exemption.", examples=["The bucket is shared until the migration."]
    )
    owner: Text = Field(
        title="Owner", description="Person or team that removes the exemption.", examples=["data-platform"]
    )
    expires: Date = Field(title="Expires", description="Last day of the exemption.", examples=["2027-03-31"])


class CostFilter(Open):
    """Which lines of a bill a pool holds: those that have every value given."""

    __pydantic_extra__: dict[str, Text] = Field(init=False)

    service: Optional[Text] = field("Service", "Service that the bill names.", "AmazonVPC")
    account: Optional[Text] = field("Account", "Account, project or subscription.", "123456789012")
    category: Optional[Text] = field("Category", "Charge category of FOCUS.", "Tax")
    tag: Optional[dict[str, Text]] = field(
        "Tags", "Tags by key, in any spelling. A key with a capital or a colon needs no `tag`.", {"team": "platform"}
    )


class Among(Closed):
    """Which jobs share the cost of a pool."""

    tenant: Optional[Tenants] = field(
        "Tenant",
        "`same` (jobs of the line's tenant), `all`, or `where` (jobs that the pool's `where` matches).",
        "same",
    )


class Pool(Closed):
    """A shared cost, and how jobs share it."""

    name: Text = Field(title="Name", description="Name of the pool in reports.", examples=["network"])
    where: CostFilter = Field(
        title="Where",
        description="Lines of the bill that the pool holds. The first pool that matches a line holds it.",
        examples=[{"service": "AmazonVPC"}],
    )
    among: Optional[Among] = field("Among", "Jobs that share the cost. Defaults to all.", {"tenant": "same"})
    by: Optional[SplitRule] = field(
        "By", "`direct` (in proportion to direct cost, the default), `even`, or `weights` (by `weights`).", "direct"
    )
    weights: Optional[dict[str, Text]] = field(
        "Weights",
        "Weights of tenants or job keys. That of a tenant is for its jobs without one. A negative weight counts as 0.",
        {"acme": 2, "globex": 1},
    )


class Allocation(Closed):
    """The allocation of the cost on a bill to jobs."""

    identity: Optional[list[IdentityTag]] = field(
        "Identity", "Identity tags that a line of the bill must have.", ["tenant", "environment", "job"]
    )
    shared: Optional[list[Pool]] = field(
        "Shared",
        "Pools of shared cost; the first that matches a line holds it.",
        [{"name": "network", "where": {"service": "AmazonVPC"}, "by": "even"}],
    )


class Config(Closed):
    """The configuration file, `provider-bridge.yaml`, which may be empty."""

    required_tags: Optional[
        list[
            Annotated[
                Union[Annotated[RequiredTag, Tag(MAPPING)], Annotated[Text, Tag(OTHER)]],
                Discriminator(mapping_or_other),
            ]
        ]
    ] = field(
        "Required tags",
        "Tag keys that the canonical map must have: strings, or mappings with `key` and `when`.",
        ["CostCenter", {"key": "Owner", "when": {"environment": "prod"}}],
    )
    rules: Optional[list[Rule]] = field(
        "Rules",
        "Policy rules.",
        [{"name": "team-known", "schema": {"properties": {"Team": {"enum": ["data-engineering", "web"]}}}}],
    )
    aws_tag_policies: Optional[list[Text]] = field(
        "AWS tag policies",
        "Files below the project root with effective tag policies of AWS Organizations, for the tags of jobs on AWS.",
        ["policies/tags.json"],
    )
    path_map: Optional[dict[str, Text]] = field(
        "Path map",
        "Directories in the ETL's container, and their paths below the project root. Defaults to `{/app: .}`.",
        {"/app": "."},
        keywords={"propertyNames": {"pattern": "^/"}},
    )
    tag_prefix: Optional[Text] = field(
        "Tag prefix",
        "Prefix of generated tag keys, before the `:`. Defaults to `dativo`.",
        "acme",
        keywords={"pattern": "^[A-Za-z][A-Za-z0-9.-]{0,31}$"},
    )
    tenants: Optional[list[Text]] = field(
        "Tenants", "Tenants of shared jobs, if a query or command names none.", ["acme", "globex"]
    )
    variables: Optional[dict[str, Text]] = field(
        "Variables",
        "Values of variables that neither the query nor the environment sets.",
        {"REGION": "eu-west-1"},
        keywords={"propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}},
    )
    exclude: Optional[list[Text]] = field(
        "Exclude",
        "Globs of files and directories that job globs skip. An exact path is still read.",
        ["jobs/**/templates/**"],
    )
    severity: Optional[dict[str, Severity]] = field(
        "Severity",
        "Severity of a rule: `error` makes its warnings errors, `off` turns an optional warning off.",
        {"module-unpinned": "error"},
    )
    audit: Optional[Audit] = field(
        "Audit", "Extra tags and resources that `audit` and `inventory` do not report.", {"allow_tags": ["Name"]}
    )
    exemptions: Optional[list[Exemption]] = field(
        "Exemptions",
        "Diagnostics that are accepted until a date.",
        [
            {
                "rule": "required-tag",
                "jobs": ["jobs/acme/legacy_*"],
                "reason": "The bucket is shared until the migration.",
                "owner": "data-platform",
                "expires": "2027-03-31",
            }
        ],
    )
    allocation: Optional[Allocation] = field(
        "Allocation", "Allocation of the cost on a bill to jobs.", {"identity": ["tenant", "job"]}
    )
