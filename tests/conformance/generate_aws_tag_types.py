"""Write provider_bridge/providers/aws_tag_types.json: AWS's names of resource types, as tag policies have them.

`python -m tests.conformance.generate_aws_tag_types`. Tag policies name a type by the service of its IAM actions and the
resource in its ARN: `ec2:instance`. The resource is mostly CloudFormation's or Terraform's name of the type; `IN_ARNS`
has the others.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tests.conformance.aws_names import (
    PREFIXES,
    cloudformation_type,
    own_names,
    service_of,
    services_of,
    terraform_prefix,
    terraform_types,
)
from tests.conformance.cloudformation import every_type, permissions
from tests.conformance.published import compact, signing_name

DATA = Path(__file__).resolve().parents[2] / "provider_bridge" / "providers" / "aws_tag_types.json"

IN_ARNS = {
    "amplify": {"apps": "amplify_app"},
    "apigateway": {
        "apis": "apigatewayv2_api",
        "domainnames": "api_gateway_domain_name apigatewayv2_domain_name",
        "restapis": "api_gateway_rest_api",
    },
    "apprunner": {"autoscalingconfiguration": "apprunner_auto_scaling_configuration_version"},
    "autoscaling": {"autoscalinggroup": "autoscaling_group"},
    "budgets": {"action": "budgets_budget_action"},
    "catalog": {"portfolio": "servicecatalog_portfolio", "product": "servicecatalog_product"},
    "cloudtrail": {"trail": "cloudtrail"},
    "codedeploy": {"application": "codedeploy_app"},
    "codeguru-reviewer": {"association": "codegurureviewer_repository_association"},
    "codepipeline": {"pipeline": "codepipeline", "actiontype": "codepipeline_custom_action_type"},
    "config": {
        "aggregationauthorization": "config_aggregate_authorization",
        "configaggregator": "config_configuration_aggregator",
        "configrule": "config_config_rule",
    },
    "connect": {
        "agent": "connect_user",
        "flowmodule": "connect_contact_flow_module",
        "operatinghours": "connect_hours_of_operation",
        "transferdestination": "connect_quick_connect",
    },
    "cur": {"definition": "cur_report_definition"},
    "dax": {"cache": "dax_cluster"},
    "dlm": {"policy": "dlm_lifecycle_policy"},
    "dms": {
        "cert": "dms_certificate",
        "es": "dms_event_subscription",
        "rep": "dms_replication_instance",
        "subgrp": "dms_replication_subnet_group",
        "task": "dms_replication_task",
    },
    "ec2": {
        "dedicatedhost": "ec2_host",
        "elasticip": "eip",
        "image": "ami ami_copy ami_from_instance",
        "prefixlist": "ec2_managed_prefix_list",
        "securitygrouprule": "vpc_security_group_egress_rule vpc_security_group_ingress_rule",
        "snapshot": "ebs_snapshot ebs_snapshot_copy ebs_snapshot_import",
        "spotinstancesrequest": "spot_instance_request",
        "transitgatewayattachment": "ec2_transit_gateway_vpc_attachment ec2_transit_gateway_peering_attachment",
        "volume": "ebs_volume",
        "vpcflowlog": "flow_log",
    },
    "elasticfilesystem": {"filesystem": "efs_file_system", "accesspoint": "efs_access_point"},
    "elasticloadbalancing": {
        "app": "lb alb",
        "gwy": "lb alb",
        "loadbalancer": "lb alb elb",
        "net": "lb alb",
    },
    "fsx": {
        "filesystem": "fsx_lustre_file_system fsx_ontap_file_system fsx_openzfs_file_system fsx_windows_file_system",
    },
    "iam": {"mfa": "iam_virtual_mfa_device"},
    "rds": {
        "cluster": "rds_cluster",
        "clusterpg": "rds_cluster_parameter_group",
        "db": "db_instance rds_cluster_instance",
        "es": "db_event_subscription docdb_event_subscription neptune_event_subscription",
        "og": "db_option_group",
        "pg": "db_parameter_group",
        "ri": "rds_reserved_instance",
        "snapshot": "db_snapshot db_snapshot_copy",
        "subgrp": "db_subnet_group",
    },
    "s3-outposts": {"bucket": "s3control_bucket"},
    "servicediscovery": {
        "namespace": "service_discovery_http_namespace service_discovery_private_dns_namespace "
        "service_discovery_public_dns_namespace",
    },
}
"""By service and resource in an ARN: Terraform's types, without `aws_`, where the names differ.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
(read 2026-11-30)
"""


def tag_types() -> dict[str, list[str]]:
    """By AWS's name of a type, the resource in lower-case letters and digits: the types of Terraform."""
    every: defaultdict[str, set[str]] = defaultdict(set)
    for type_ in terraform_types():
        if own := cloudformation_type(type_):
            every[f"{iam_service(type_)}:{compact(own.split('::')[2])}"].add(type_)
    of_cloudformation = set(every)
    for type_ in terraform_types():
        aliases = (
            own_names(type_) if terraform_prefix(type_).removeprefix("aws_") in PREFIXES else own_names(type_)[-1:]
        )
        for name in {f"{iam_service(type_)}:{alias}" for alias in aliases} - of_cloudformation:
            every[name].add(type_)
    for service, resources in IN_ARNS.items():
        for resource, types in resources.items():
            every[f"{service}:{resource}"].update(f"aws_{type_}" for type_ in types.split())
    return {name: sorted(types) for name, types in sorted(every.items())}


@cache
def iam_service(type_: str) -> str:
    """The service of the IAM actions that tag a type: CloudFormation's permissions, else botocore's signing name."""
    botocore, services = services_of(type_)
    own = cloudformation_type(type_)
    types = [own] if own else [each for each in every_type() if service_of(each) in services]
    prefixes = Counter(action.partition(":")[0].lower() for each in types for action in permissions(each[5:]))
    if prefixes:
        return prefixes.most_common(1)[0][0]
    return signing_name(botocore[0]) if botocore else terraform_prefix(type_).removeprefix("aws_")


def document() -> str:
    """The file's content, a line for each type."""
    sources = {name: version(name) for name in ("botocore", "cfn-lint")}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(types)}" for name, types in tag_types().items())
    return f'{{\n "sources": {json.dumps(sources)},\n "types": {{\n{lines}\n }}\n}}\n'


if __name__ == "__main__":
    DATA.write_text(document(), "utf-8")
