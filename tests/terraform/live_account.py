"""The AWS account that the estate in live/ is applied to: how to reach it, what it has before, what it holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Tags = dict[str, str]


def environment(address: str) -> dict[str, str]:
    """What leads Terraform, boto3, Dagster and Airflow to the server at this address, and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"])),
    }


def elsewhere(variables: Mapping[str, str]) -> list[str]:
    """Variables of the user's own that would lead elsewhere."""
    return [name for name in variables if name.startswith("AWS_")]


def furnish() -> dict[str, str]:
    """Make what the jobs name as existing; the ids that they have variables for."""
    ec2, kms = boto3.client("ec2"), boto3.client("kms")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})  # else moto runs no task
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="shared-etl", Description="Shared jobs")["GroupId"]
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/shared-lake", TargetKeyId=key)
    boto3.client("ecs").create_cluster(clusterName="shared-etl")
    boto3.client("iam").create_role(RoleName="shared-etl", AssumeRolePolicyDocument="{}")
    boto3.client("sns").create_topic(Name="oncall")
    location = {"LocationConstraint": "eu-west-1"}
    boto3.client("s3").create_bucket(Bucket="shared-lake", CreateBucketConfiguration=location)
    return {"VPC_ID": vpc, "SUBNET_ID": subnet, "SECURITY_GROUP_ID": group}


def tags_of(resource_type: str, attributes: Mapping[str, Any]) -> Tags:
    """The tags that AWS has of a resource of Terraform's; KeyError where nobody wrote how to ask."""
    return READERS[resource_type](attributes)


def task_tags(task: Mapping[str, Any]) -> Tags:
    """The tags of a task as `run_task` returned it."""
    found = boto3.client("ecs").describe_tasks(cluster=task["clusterArn"], tasks=[task["taskArn"]], include=["TAGS"])
    return mapping(found["tasks"][0]["tags"])


def definition_tags(values: Mapping[str, Any]) -> Tags:
    return mapping(boto3.client("ecs").describe_task_definition(taskDefinition=values["arn"], include=["TAGS"])["tags"])


def security_group_tags(values: Mapping[str, Any]) -> Tags:
    (group,) = boto3.client("ec2").describe_security_groups(GroupIds=[values["id"]])["SecurityGroups"]
    return mapping(group["Tags"])


READERS: dict[str, Callable[[Mapping[str, Any]], Tags]] = {
    "aws_cloudwatch_event_rule": lambda values: mapping(
        boto3.client("events").list_tags_for_resource(ResourceARN=values["arn"])["Tags"]
    ),
    "aws_cloudwatch_log_group": lambda values: dict(
        boto3.client("logs").list_tags_for_resource(resourceArn=values["arn"])["tags"]
    ),
    "aws_ecs_task_definition": definition_tags,
    "aws_iam_role": lambda values: mapping(boto3.client("iam").list_role_tags(RoleName=values["name"])["Tags"]),
    "aws_kms_key": lambda values: mapping(boto3.client("kms").list_resource_tags(KeyId=values["key_id"])["Tags"]),
    "aws_s3_bucket": lambda values: mapping(boto3.client("s3").get_bucket_tagging(Bucket=values["bucket"])["TagSet"]),
    "aws_security_group": security_group_tags,
    "aws_sns_topic": lambda values: mapping(
        boto3.client("sns").list_tags_for_resource(ResourceArn=values["arn"])["Tags"]
    ),
}


def mapping(tags: list[dict[str, str]]) -> Tags:
    """A list of tags as a map: a service calls its fields Key, key or TagKey, and may leave out an empty value."""
    named = [{field.lower().removeprefix("tag"): text for field, text in tag.items()} for tag in tags]
    return {tag["key"]: tag.get("value", "") for tag in named}


def held() -> dict[str, set[str]]:
    """What the account holds, by kind; what AWS keeps for a while after its end aside."""
    ec2, ecs, kms = boto3.client("ec2"), boto3.client("ecs"), boto3.client("kms")
    logs, sns = boto3.client("logs"), boto3.client("sns")
    clusters = ecs.describe_clusters(clusters=ecs.list_clusters()["clusterArns"])["clusters"]
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    return {
        "buckets": {bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]},
        "clusters": {cluster["clusterArn"] for cluster in clusters if cluster["status"] == "ACTIVE"},
        "keys": {key["Arn"] for key in keys if key["KeyState"] == "Enabled"},
        "log groups": {group["arn"] for group in logs.describe_log_groups()["logGroups"]},
        "roles": {role["Arn"] for role in boto3.client("iam").list_roles()["Roles"]},
        "rules": {rule["Arn"] for rule in boto3.client("events").list_rules()["Rules"]},
        "security groups": {group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]},
        "subscriptions": {one["SubscriptionArn"] for one in sns.list_subscriptions()["Subscriptions"]},
        "task definitions": set(ecs.list_task_definitions()["taskDefinitionArns"]),
        "topics": {topic["TopicArn"] for topic in sns.list_topics()["Topics"]},
    }
