"""The shape of the configuration file, as pydantic models."""

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
"""Rules that an exemption may name, beside those of the organization."""
ExemptibleRule = Annotated[
    Text,
    WithJsonSchema(
        {"type": "string", "if": {"pattern": "^policy/[A-Za-z0-9][A-Za-z0-9._-]*$"}, "else": {"enum": list(EXEMPTIBLE)}}
    ),
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

    name: Text = Field(
        title="Name",
        description="Findings bear it: `policy/<name>`.",
        examples=["cost-center-known"],
        json_schema_extra={"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
    )
    json_schema: dict[str, Any] = Field(
        alias="schema",
        title="Schema",
        description="A JSON Schema that the canonical tag map (key to text) must satisfy.",
        examples=[{"properties": {"CostCenter": {"pattern": "^(HR|FIN)-[0-9]{3}$"}}}],
    )
    severity: Optional[Text] = field("Severity", "Default: `error`.", "warning", choices=("error", "warning"))
    when: Optional[When] = field("When", "Which jobs it is for. Default: all.", {"provider": "aws"})
    on: Optional[OnJob] = field(
        "On", "`job`: the schema judges the fields of the resolved job. Default: the canonical tag map.", "job"
    )
    message: Optional[Text] = field(
        "Message", "What to tell the author of a job.", "Cost centers are HR or FIN and three digits."
    )


class Audit(Closed):
    """What `audit` leaves out."""

    allow_tags: Optional[list[Text]] = field(
        "Allowed tags", "Extra tag keys that need no report; `*` stands for any text.", ["Name", "kubernetes.io/*"]
    )
    exclude: Optional[list[Text]] = field(
        "Exclude", "Resource types, or globs over addresses.", ["aws_iam_policy", "module.legacy.*"]
    )


class Exemption(Closed):
    """Diagnostics that are accepted for now: those of one rule that match all criteria given."""

    rule: ExemptibleRule = Field(title="Rule", description="The rule to exempt from.", examples=["required-tag"])
    jobs: Optional[list[Text]] = field(
        "Jobs", "Globs over the paths of job files, or over job keys.", ["jobs/acme/legacy_*"]
    )
    resources: Optional[list[Text]] = field("Resources", "Globs over resource addresses.", ["module.legacy.*"])
    tags: Optional[list[Text]] = field("Tags", "Tag keys.", ["Owner"])
    reason: Text = Field(
        title="Reason", description="Why they are accepted.", examples=["The bucket is shared until the migration."]
    )
    owner: Text = Field(title="Owner", description="Who removes the exemption.", examples=["data-platform"])
    expires: Date = Field(title="Expires", description="The last day on which it is accepted.", examples=["2027-03-31"])


class CostFilter(Open):
    """Which lines of a bill a pool holds: those that have every value given."""

    __pydantic_extra__: dict[str, Text] = Field(init=False)

    service: Optional[Text] = field("Service", "The service that the bill names.", "AmazonVPC")
    account: Optional[Text] = field("Account", "The account, project or subscription.", "123456789012")
    category: Optional[Text] = field("Category", "The charge category of FOCUS.", "Tax")
    tag: Optional[dict[str, Text]] = field(
        "Tags", "Tags by key. A key with a capital or a colon needs no `tag`.", {"team": "platform"}
    )


class Among(Closed):
    """Which jobs share the cost of a pool."""

    tenant: Optional[Tenants] = field(
        "Tenant", "`same`: jobs of the line's tenant; `all`; `where`: jobs that the pool's `where` matches.", "same"
    )


class Pool(Closed):
    """A shared cost, and how jobs share it."""

    name: Text = Field(title="Name", description="The pool's name in reports.", examples=["network"])
    where: CostFilter = Field(
        title="Where",
        description="Which lines of the bill it holds. The first pool that matches a line holds it.",
        examples=[{"service": "AmazonVPC"}],
    )
    among: Optional[Among] = field("Among", "Which jobs share it. Default: all.", {"tenant": "same"})
    by: Optional[SplitRule] = field(
        "By", "`direct`: in proportion to direct cost; `even`; `weights`: by `weights`.", "direct"
    )
    weights: Optional[dict[str, Text]] = field(
        "Weights", "The weights of tenants or job keys; a negative one counts as 0.", {"acme": 2, "globex": 1}
    )


class Allocation(Closed):
    """How `allocate` leads the cost on a bill to jobs."""

    identity: Optional[list[IdentityTag]] = field(
        "Identity", "Identity tags that a line of the bill must have.", ["tenant", "environment", "job"]
    )
    shared: Optional[list[Pool]] = field(
        "Shared",
        "Pools of shared cost; the first that matches a line holds it.",
        [{"name": "network", "where": {"service": "AmazonVPC"}, "by": "even"}],
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
        "Path map",
        "Folders in the ETL's container and what they are under the root.",
        {"/app": "."},
        keywords={"propertyNames": {"pattern": "^/"}},
    )
    tag_prefix: Optional[Text] = field(
        "Tag prefix",
        "What comes before the `:` in the keys of generated tags.",
        "dativo",
        keywords={"pattern": "^[A-Za-z][A-Za-z0-9.-]{0,31}$"},
    )
    tenants: Optional[list[Text]] = field(
        "Tenants", "The tenants of shared jobs, where a query or command names none.", ["acme", "globex"]
    )
    variables: Optional[dict[str, Text]] = field(
        "Variables",
        "Values of variables that neither the query nor the environment sets.",
        {"REGION": "eu-west-1"},
        keywords={"propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}},
    )
    exclude: Optional[list[Text]] = field(
        "Exclude",
        "Globs under the root that globs and directories skip; a path that is named exactly is read.",
        ["jobs/**/templates/**"],
    )
    severity: Optional[dict[str, Severity]] = field(
        "Severity",
        "By rule: `error` raises a warning to an error, `off` turns an optional warning off.",
        {"module-unpinned": "error"},
    )
    audit: Optional[Audit] = field("Audit", "What `audit` leaves out.", {"allow_tags": ["Name"]})
    exemptions: Optional[list[Exemption]] = field(
        "Exemptions",
        "Diagnostics that are accepted for now.",
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
        "Allocation", "How `allocate` leads the cost on a bill to jobs.", {"identity": ["tenant", "job"]}
    )
