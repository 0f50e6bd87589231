"""Names of one AWS service and of one resource type: botocore's, CloudFormation's and Terraform's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

from tests.conformance.cloudformation import every_type, permissions
from tests.conformance.published import compact, names

TERRAFORM_TYPES = Path(__file__).with_name("terraform_types.txt")
"""The resource types of Terraform's aws provider that have tags; `generate_terraform_types.py` writes it."""

EC2 = (
    "ami customer_gateway default eip egress_only_internet_gateway flow_log instance internet_gateway key_pair "
    "launch_template nat_gateway network placement_group route_table security_group spot subnet verifiedaccess vpc vpn"
)
PREFIXES = {
    **dict.fromkeys(EC2.split(), ("ec2", "EC2")),
    "alb": ("elbv2", "ElasticLoadBalancingV2"),
    "lb": ("elbv2", "ElasticLoadBalancingV2"),
    "elb": ("elb", "ElasticLoadBalancing"),
    "api_gateway": ("apigateway", "ApiGateway"),
    "appautoscaling": ("application-autoscaling", "ApplicationAutoScaling"),
    "bedrockagent": ("bedrock-agent", "Bedrock"),
    "cloudwatch_event": ("events", "Events"),
    "cloudwatch_log": ("logs", "Logs"),
    "cognito_identity": ("cognito-identity", "Cognito"),
    "cognito_user": ("cognito-idp", "Cognito"),
    "customerprofiles": ("customer-profiles", "CustomerProfiles"),
    "db": ("rds", "RDS"),
    "directory_service": ("ds", "DirectoryService"),
    "dx": ("directconnect", "DirectConnect"),
    "elastic_beanstalk": ("elasticbeanstalk", "ElasticBeanstalk"),
    "elasticsearch": ("es", "Elasticsearch"),
    "kinesis_analytics": ("kinesisanalytics", "KinesisAnalytics"),
    "kinesis_firehose": ("firehose", "KinesisFirehose"),
    "kinesis_video": ("kinesisvideo", "KinesisVideo"),
    "media_convert": ("mediaconvert", "MediaConvert"),
    "media_package": ("mediapackage", "MediaPackage"),
    "media_packagev2": ("mediapackagev2", "MediaPackageV2"),
    "media_store": ("mediastore", "MediaStore"),
    "msk": ("kafka", "MSK"),
    "mskconnect": ("kafkaconnect", "KafkaConnect"),
    "prometheus": ("amp", "APS"),
    "route53_resolver": ("route53resolver", "Route53Resolver"),
    "serverlessapplicationrepository": ("serverlessrepo", "ServerlessRepo"),
    "service_discovery": ("servicediscovery", "ServiceDiscovery"),
    "sfn": ("stepfunctions", "StepFunctions"),
    "ssoadmin": ("sso-admin", "SSO"),
    "wafregional": ("waf-regional", "WAFRegional"),
}
"""By start of Terraform's types, without `aws_`: the services, where botocore and CloudFormation have another name."""

RESOURCES = {
    "aws_auditmanager_framework": "AuditManager::AssessmentFramework",
    "aws_backup_logically_air_gapped_vault": "Backup::LogicallyAirGappedBackupVault",
    "aws_bedrock_inference_profile": "Bedrock::ApplicationInferenceProfile",
    "aws_cloudwatch_contributor_insight_rule": "CloudWatch::InsightRule",
    "aws_cloudwatch_metric_alarm": "CloudWatch::Alarm",
    "aws_elasticache_cluster": "ElastiCache::CacheCluster",
    "aws_iam_openid_connect_provider": "IAM::OIDCProvider",
    "aws_rds_cluster": "RDS::DBCluster",
    "aws_rds_cluster_instance": "RDS::DBInstance",
    "aws_rds_cluster_parameter_group": "RDS::DBClusterParameterGroup",
    "aws_rds_shard_group": "RDS::DBShardGroup",
    "aws_redshift_parameter_group": "Redshift::ClusterParameterGroup",
    "aws_redshift_subnet_group": "Redshift::ClusterSubnetGroup",
    "aws_route53_zone": "Route53::HostedZone",
    "aws_s3control_storage_lens_configuration": "S3::StorageLens",
    "aws_sagemaker_endpoint_configuration": "SageMaker::EndpointConfig",
    "aws_servicecatalog_product": "ServiceCatalog::CloudFormationProduct",
    "aws_servicecatalog_provisioned_product": "ServiceCatalog::CloudFormationProvisionedProduct",
}
"""By Terraform's type: CloudFormation's, where the names differ."""


@cache
def cloudformation_services() -> dict[str, tuple[str, ...]]:
    """By service of CloudFormation: botocore's, by name, else by the IAM actions that tag its resources."""
    actions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for type_ in every_type():
        actions[service_of(type_)].update(compact(action.partition(":")[0]) for action in permissions(type_[5:]))
    services = {}
    for service, prefixes in actions.items():
        wanted = [compact(service), *(prefix for prefix, _ in prefixes.most_common(1))]
        exact = [name for name in names() if compact(name) == wanted[0]]
        by_name = [name for name, every in names().items() if wanted[0] in every]
        by_action = [name for name, every in names().items() if wanted[-1] in every]
        services[service] = tuple(sorted(exact or by_name or by_action))
    return services


def service_of(type_: str) -> str:
    """`AWS::ECS::Cluster` → `ECS`."""
    return type_.split("::")[1]


@cache
def terraform_types() -> tuple[str, ...]:
    lines = TERRAFORM_TYPES.read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def terraform_prefix(type_: str) -> str:
    """The start of a type that names its service: `aws_sfn_` of `aws_sfn_state_machine`."""
    words = type_.split("_")[1:]
    starts = ("_".join(words[:length]) for length in range(len(words), 0, -1))
    return f"aws_{next((start for start in starts if start in PREFIXES), words[0])}"


@cache
def services_of(type_: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The services of a Terraform type in botocore and in CloudFormation; empty where there is none."""
    prefix = terraform_prefix(type_).removeprefix("aws_")
    if prefix in PREFIXES:
        botocore, cloudformation = PREFIXES[prefix]
        return tuple({botocore} & set(names())), (
            cloudformation,
        ) if cloudformation in cloudformation_services() else ()
    own = tuple(name for name in names() if compact(name) == prefix)[:1]
    services = [service for service in cloudformation_services() if compact(service) == prefix]
    services = services or [service for service, theirs in cloudformation_services().items() if set(theirs) & set(own)]
    return own or cloudformation_services()[services[0]] if services else own, tuple(services)


def cloudformation_type(type_: str) -> str | None:
    """The resource type of CloudFormation that has a Terraform type's name: `AWS::StepFunctions::StateMachine`."""
    if type_ in RESOURCES:
        return f"AWS::{RESOURCES[type_]}"
    _, services = services_of(type_)
    by_name = {compact(each.split("::")[2]): each for each in every_type() if service_of(each) in services}
    return next((by_name[name] for name in own_names(type_) if name in by_name), None)


def own_names(type_: str) -> list[str]:
    """What a type may be called in its service: `cloudwatchloggroup`, `loggroup`, `group`."""
    words = type_.split("_")
    starts = range(1, len(terraform_prefix(type_).split("_")) + 1)
    return [compact("".join(words[start:])) for start in starts if words[start:]]


def kebab(name: str) -> str:
    """`VirtualCluster` → `virtual-cluster`, `CACertificate` → `ca-certificate`."""
    return re.sub("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name.replace("IoT", "Iot")).lower()
