"""The answer of moto to get-resources, as the AWS command line prints it."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.inventory.exporting import ORDERS

if TYPE_CHECKING:
    from tests.inventory.exporting import Inventorying

REGION = "eu-west-1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


@pytest.mark.usefixtures("account")
@mock_aws
def test_resources_of_many_services(inventorying: Inventorying) -> None:
    drifted = {**ORDERS, "Team": "web"}

    def pairs(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
        return [{key: name, value: text} for name, text in tags.items()]

    s3, logs, ec2 = (boto3.client(name, region_name=REGION) for name in ("s3", "logs", "ec2"))
    s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_tagging(Bucket="lake", Tagging={"TagSet": pairs(ORDERS)})
    logs.create_log_group(logGroupName="/ecs/orders", tags=drifted)
    group = ec2.create_security_group(
        GroupName="g", Description="d", VpcId=ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    )
    ec2.create_tags(Resources=[group["GroupId"]], Tags=pairs(ORDERS))
    boto3.client("ecs", region_name=REGION).register_task_definition(
        family="acme-orders",
        containerDefinitions=[{"name": "a", "image": "a", "memory": 512}],
        tags=pairs(drifted, "key", "value"),
    )
    boto3.client("kms", region_name=REGION).create_key(Tags=pairs(ORDERS, "TagKey", "TagValue"))
    boto3.client("sns", region_name=REGION).create_topic(Name="t", Tags=pairs({**ORDERS, "dativo:job": "gone"}))
    boto3.client("sqs", region_name=REGION).create_queue(QueueName="q", tags={"Team": "web"})
    answer = boto3.client("resourcegroupstaggingapi", region_name=REGION).get_resources()

    findings = inventorying.findings(json.dumps(answer, default=str).encode())
    assert [(each["rule"], each["address"].rpartition(":")[2]) for each in findings] == [
        ("live-different", "1"),  # the revision of the task definition
        ("live-different", "/ecs/orders"),
        ("live-unowned", "q"),
        ("live-orphan", "t"),
    ]
    assert len(answer["ResourceTagMappingList"]) > 6
