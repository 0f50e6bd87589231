"""The attributes of a planned resource that hold tags or labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .plan_blocks import Block, TagMap
from .plan_data import decoded_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .configuration import ProviderConfig

_NO_TAGS = frozenset(
    {
        # Selects the EC2 instances of an assessment:
        # docs.aws.amazon.com/inspector/v1/APIReference/API_CreateResourceGroup.html (read 2026-03)
        "aws_inspector_resource_group",
        # Kinds of group: cloud.google.com/identity/docs/reference/rest/v1/groups (read 2026-03)
        "google_cloud_identity_group",
        # Lists of words: registry.terraform.io/providers/hashicorp/azurerm/latest/docs (read 2026-11)
        "azurerm_api_management_named_value",
        "azurerm_api_management_property",
        "azurerm_api_management_workspace_named_value",
        "azurerm_sentinel_threat_intelligence_indicator",
    }
)
"""Types whose attribute `tags` or `labels` holds something else.

Found in the schemas of hashicorp/aws 5.100 and in the source of hashicorp/google 7.45: maps beside which there is no
`tags_all` or `effective_labels`. Lists are found in the documentation of hashicorp/azurerm: one that is not set looks
like a map in a plan.
"""
_AWSCC = (
    *("tags", "access_point_tags", "backup_plan_tags", "backup_vault_tags", "bot_alias_tags", "bot_tags"),
    *("file_system_tags", "framework_tags", "health_check_tags", "hosted_zone_tags", "identity_pool_tags"),
    *("pipeline_tags", "report_plan_tags", "resource_tags", "tiering_configuration_tags", "user_pool_tags"),
)
"""Names of the attribute with the tags: `tagging.tagProperty` in CloudFormation's schemas (cfn-lint 1.58.0)."""
_GCP = ("user_labels", "resource_labels", "labels")
"""Names of label attributes by precedence: next to another one, `labels` are settings of the resource itself."""


def own_tag_maps(cloud: str, type_: str, resource: Block, config: ProviderConfig) -> Iterator[TagMap]:
    """Yield the maps of the resource itself, which uses a provider configuration."""
    if type_.startswith("awscc_"):
        yield from _awscc(resource)
    elif type_ not in _NO_TAGS:
        yield from (planned for planned in _maps(cloud, type_, resource, config) if planned is not None)


def _maps(cloud: str, type_: str, resource: Block, config: ProviderConfig) -> Iterator[TagMap | None]:
    if cloud == "kubernetes":
        yield from _kubernetes(type_, resource, config)
    elif cloud == "gcp":
        yield from _gcp(type_, resource, config)
    elif type_ == "aws_autoscaling_group":
        yield _autoscaling_group(resource)
    else:
        yield planned_map(resource, "tags", "tags_all", config)


def _awscc(resource: Block) -> Iterator[TagMap]:
    """Yield the tags of a resource of awscc: a list of keys and values, a map, or a map as JSON."""
    for name in filter(resource.has, _AWSCC):
        value = resource.values.get(name)
        if isinstance(value, list):
            yield resource.pairs(name)
        elif isinstance(value, str):
            decoded = Block("", {name: decoded_json(value)}, {}, {name: resource.is_sensitive(name)})
            yield decoded.map(name) or TagMap(name, {})
        else:
            yield resource.map(name) or TagMap(name, {})
        return


def planned_map(block: Block, name: str, effective: str, config: ProviderConfig) -> TagMap | None:
    """Return a map as the cloud gets it, or None if there is none.

    The attribute `effective` holds it with what the provider adds. What is in the map alone is a tag that the provider
    ignores: it is sent all the same.
    """
    own, given = block.map(name), block.map(effective, computed=True, attribute=name)
    if own is None:
        return None
    if given is not None and not (given.is_open or own.is_open):
        own = given.joined(own)
    elif given is not None:
        defaults, known = config.default_tags or {}, config.default_tags is not None
        is_open = config.adds_tags and not known
        own = own.joined(TagMap("", defaults, frozenset(), is_open, given.sensitive, given.secret))
    if not (config.ignored_keys or config.ignored_prefixes):
        return own
    return own._replace(ignored_keys=config.ignored_keys, ignored_prefixes=config.ignored_prefixes)


def _gcp(type_: str, resource: Block, config: ProviderConfig) -> Iterator[TagMap | None]:
    name = next((name for name in _GCP if resource.has(name)), None)
    if name:
        yield planned_map(resource, name, "terraform_labels", config)
    elif type_ == "google_sql_database_instance":
        for settings in resource.below("settings"):
            yield planned_map(settings, "user_labels", "", config)
    elif type_ == "google_container_node_pool":
        for node in resource.below("node_config"):
            yield planned_map(node, "resource_labels", "", config)
    else:
        for metadata in resource.below("metadata"):
            yield planned_map(metadata, "labels", "terraform_labels", config)


def _kubernetes(type_: str, resource: Block, config: ProviderConfig) -> Iterator[TagMap | None]:
    if type_ == "kubernetes_manifest":
        for metadata in resource.below("manifest", "metadata"):
            yield metadata.map("labels") or TagMap(f"{metadata.path}labels", {})
        return
    for metadata in resource.below("metadata"):
        yield planned_map(metadata, "labels", "", config)


def _autoscaling_group(resource: Block) -> TagMap:
    """Return the map of the `tag` blocks, and of the list `tags` that providers before 4.0 have."""
    blocks, tags = resource.pairs("tag"), resource.pairs("tags")
    return tags._replace(attribute="tags") if tags.tags and not blocks.tags else blocks.joined(tags)
