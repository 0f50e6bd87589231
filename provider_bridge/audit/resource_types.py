"""Types of resources: the cloud and the resource class of each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..providers.classes import aws_class_of

if TYPE_CHECKING:
    from .planned_resources import Resource

_CLOUDS = {
    "aws": "aws",
    "awscc": "aws",
    "google": "gcp",
    "google-beta": "gcp",
    "azurerm": "azure",
    "azapi": "azure",
    "kubernetes": "kubernetes",
}
"""By name of a Terraform provider, and first word of its types."""

_CLASSES = {
    "azurerm_api_management": "api-management",
    "azurerm_automation_": "automation",
    "azurerm_cdn_frontdoor_": "front-door",
    "azurerm_cdn_": "cdn",
    "azurerm_data_share_account": "data-share",
    "azurerm_dns_": "dns",
    "azurerm_firewall_policy": "firewall-policy",
    "azurerm_frontdoor": "front-door",
    "azurerm_key_vault_certificate": "key-vault-key",
    "azurerm_key_vault_key": "key-vault-key",
    "azurerm_key_vault_managed_hardware_security_module_key": "key-vault-key",
    "azurerm_key_vault_secret": "key-vault-secret",
    "azurerm_log_analytics_saved_search": "log-analytics-saved-search",
    "azurerm_private_dns_": "dns",
    "azurerm_storage_account": "storage-account",
    "azurerm_traffic_manager_": "traffic-manager",
    "google_dataproc_": "dataproc",
    "google_project": "project",
}
"""By start of a type, longer starts first. The classes of AWS types are data of the provider."""


def cloud_of(resource: Resource) -> str | None:
    """Return the cloud of a resource, or None if it belongs to none of the four."""
    return _CLOUDS.get(resource.type.partition("_")[0]) or _CLOUDS.get(resource.provider)


_EQUIVALENT = {
    "awscc_autoscaling_auto_scaling_group": "aws_autoscaling_group",
    "awscc_ec2_instance": "aws_instance",
    "awscc_ec2_launch_template": "aws_launch_template",
    "awscc_ec2_volume": "aws_ebs_volume",
    "awscc_eks_nodegroup": "aws_eks_node_group",
    "awscc_elasticbeanstalk_": "aws_elastic_beanstalk_",
    "awscc_opensearchservice_domain": "aws_opensearch_domain",
    "awscc_rds_db_cluster": "aws_rds_cluster",
    "awscc_rds_db_instance": "aws_db_instance",
    "awscc_rds_db_proxy": "aws_db_proxy",
    "awscc_route53_hosted_zone": "aws_route53_zone",
    "awscc_stepfunctions_": "aws_sfn_",
    "awscc_": "aws_",
}
"""Starts of types of hashicorp/awscc, named after CloudFormation's, and what hashicorp/aws has in their place."""


@lru_cache(maxsize=1024)
def equivalent(type_: str) -> str:
    """Return the type of hashicorp/aws for one of hashicorp/awscc, or any other type as it is."""
    start = next((start for start in _EQUIVALENT if type_.startswith(start)), None)
    return type_ if start is None else _EQUIVALENT[start] + type_.removeprefix(start)


_AZURERM = {
    "microsoft.apimanagement/service": "azurerm_api_management",
    "microsoft.automation/": "azurerm_automation_account",
    "microsoft.cdn/profiles": "azurerm_cdn_profile",
    "microsoft.datashare/accounts": "azurerm_data_share_account",
    "microsoft.keyvault/vaults/keys": "azurerm_key_vault_key",
    "microsoft.keyvault/vaults/secrets": "azurerm_key_vault_secret",
    "microsoft.network/dnszones": "azurerm_dns_zone",
    "microsoft.network/firewallpolicies": "azurerm_firewall_policy",
    "microsoft.network/frontdoors": "azurerm_frontdoor",
    "microsoft.network/privatednszones": "azurerm_private_dns_zone",
    "microsoft.network/trafficmanagerprofiles": "azurerm_traffic_manager_profile",
    "microsoft.storage/storageaccounts": "azurerm_storage_account",
}
"""Starts of Azure's types, in lower case, and what hashicorp/azurerm has in their place, where that has a class."""


@lru_cache(maxsize=4096)
def type_of_azurerm(type_: str) -> str:
    """Return the type of hashicorp/azurerm for one of Azure, such as `Microsoft.Network/dnsZones`.

    It is empty if the limits are those of Azure in general.
    """
    lower = type_.lower()
    return next((known for start, known in _AZURERM.items() if lower.startswith(start)), "")


def limits_type(resource: Resource) -> str:
    """Return the type whose limits a resource has: one of azapi names Azure's own in `type`."""
    if resource.type.startswith("azapi_"):
        return type_of_azurerm(str(resource.values.get("type"))) or resource.type
    return resource.type


@lru_cache(maxsize=1024)
def class_of(type_: str) -> str | None:
    """Return the resource class of a type, or None if the limits are those of its cloud."""
    if type_.startswith(("aws_", "awscc_")):
        return aws_class_of(type_) or aws_class_of(equivalent(type_))
    return next((name for start, name in _CLASSES.items() if type_.startswith(start)), None)


_ANY_CHARACTER = (
    # EC2: docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions (read 2026-03)
    *("aws_ami", "aws_customer_gateway", "aws_default_", "aws_ebs_", "aws_ec2_", "aws_egress_only_internet_gateway"),
    *("aws_eip", "aws_flow_log", "aws_instance", "aws_internet_gateway", "aws_key_pair", "aws_launch_template"),
    *("aws_nat_gateway", "aws_network_acl", "aws_network_interface", "aws_placement_group", "aws_route_table"),
    *("aws_security_group", "aws_spot_", "aws_subnet", "aws_verifiedaccess_", "aws_vpc_", "aws_vpn_"),
    # The patterns in the tag shapes of these services' models: botocore 1.44.5
    *("aws_apprunner_", "aws_autoscaling_group", "aws_codeartifact_", "aws_codeconnections_"),
    *("aws_codestarconnections_", "aws_cur_", "aws_elasticsearch_domain", "aws_emrcontainers_", "aws_fis_"),
    *("aws_networkfirewall_", "aws_networkmanager_", "aws_opensearch_domain", "aws_osis_"),
    *("aws_pinpointsmsvoicev2_", "aws_resiliencehub_", "aws_waf_", "aws_wafregional_"),
)
"""Starts of the types whose tags may hold any character."""
_ANY_CHARACTER_IN_VALUES = ("aws_auditmanager_", "aws_dlm_")


@lru_cache(maxsize=1024)
def accepts_any_character(type_: str) -> tuple[bool, bool]:
    """Return whether the keys, and whether the values, of a type's tags may hold any character.

    Of hashicorp/awscc, the type is the equivalent one.
    """
    in_keys = type_ == "aws_vpc" or type_.startswith(_ANY_CHARACTER)
    return in_keys, in_keys or type_.startswith(_ANY_CHARACTER_IN_VALUES)
