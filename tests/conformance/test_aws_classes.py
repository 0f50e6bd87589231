"""The classes of AWS are what botocore and CloudFormation publish, in the versions that the test extra pins."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from provider_bridge.providers import PROVIDERS
from provider_bridge.providers.classes import aws_class_of, terraform_types_of
from tests.conformance import generate_aws_tag_types
from tests.conformance.aws_names import terraform_types
from tests.conformance.cloudformation import every_type
from tests.conformance.generate_aws_classes import DATA, class_names, document
from tests.conformance.generate_resource_classes_page import PAGE, page
from tests.conformance.judge import Judge
from tests.conformance.tables import MODULES

CONTENT = json.loads(DATA.read_text("utf-8"))
PYPROJECT = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8")
CONTRACT = {  # what people's queries rely on: tags, length of a key, of a value, and whether a value may be empty
    "s3-object": (10, 128, 256, True),
    "route53": (10, 128, 256, True),
    "glue-schema": (10, 128, 256, True),
    "ssm-automation": (5, 128, 256, True),
    "service-catalog": (20, 128, 256, False),
    "datazone": (25, 128, 256, True),
    "workspaces-instance": (30, 128, 256, True),
    "sagemaker-project": (40, 128, 256, True),
    "sagemaker-studio": (50, 128, 128, False),
    "ec2": (50, 127, 255, True),
    "codebuild": (50, 127, 255, True),
    "ebs": (50, 127, 255, True),
    "workspaces": (50, 127, 255, True),
    "ecr-repository": (50, 127, 255, False),
    "eks-addon": (50, 127, 255, False),
    "kinesis-stream": (50, 128, 255, True),
    "network-firewall": (50, 128, 255, True),
    "rds-proxy": (50, 128, 128, True),
    "redshift-cluster": (50, 127, 255, False),
    "scheduler-group": (50, 128, 256, False),
    "portable": (50, 127, 128, False),
}


def test_the_data_is_what_is_published() -> None:
    assert DATA.read_text("utf-8") == document(), "run python -m tests.conformance.generate_aws_classes"


def test_the_page_has_what_the_data_has() -> None:
    message = "run python -m tests.conformance.generate_resource_classes_page"
    assert PAGE.read_text("utf-8") == page(), message


@pytest.mark.parametrize("name", ["botocore", "cfn-lint"])
def test_the_data_names_the_versions_that_the_test_extra_pins(name: str) -> None:
    pinned = re.search(rf'^  "{name}==(.*)",$', PYPROJECT, re.MULTILINE)
    assert pinned
    assert CONTENT["sources"][name] == version(name) == pinned[1]


def test_the_classes_of_the_contract_keep_their_numbers() -> None:
    classes = PROVIDERS["aws"].resource_classes()
    numbers = {
        name: (limits.max_tags, limits.key_length, limits.value_length, limits.empty_value)
        for name, limits in classes.items()
    }
    assert {name: numbers[name] for name in CONTRACT} == CONTRACT


def test_each_class_refuses_something_that_the_general_one_allows() -> None:
    general = PROVIDERS["aws"].GENERAL
    same = [
        n for n, limits in PROVIDERS["aws"].resource_classes().items() if limits._replace(name="resource") == general
    ]
    assert same == ["resource"]


def test_types_that_cloud_formation_does_not_restrict_accept_general_tags() -> None:
    general = {type_: rules for type_, rules in every_type().items() if class_names()[type_] is None}
    assert len(general) > 700
    judge = Judge("aws", "resource", general)
    judge.values(1000)
    judge.maps(60)


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("aws_elastic_beanstalk_environment", "elasticbeanstalk"),
        ("aws_cloudtrail_event_data_store", "cloudtrail"),
        ("aws_appsync_graphql_api", "appsync"),
        ("aws_imagebuilder_image", "imagebuilder"),
        ("aws_rolesanywhere_profile", "rolesanywhere"),
        ("aws_ssmincidents_response_plan", "ssm-incidents"),
        ("aws_ssmcontacts_contact", "ssm-contacts"),
        ("aws_signer_signing_profile", "signer"),
        ("aws_auditmanager_control", "auditmanager"),
        ("aws_medialive_channel", None),
        ("aws_kinesis_stream", "kinesis-stream"),
        ("aws_kinesis_firehose_delivery_stream", None),
        ("aws_route53_zone", "route53"),
        ("aws_route53_resolver_rule", None),
        ("aws_s3_bucket", None),
        ("aws_s3_object", "s3-object"),
        ("aws_appsync_a_type_that_is_new", "appsync"),
        ("aws_sagemaker_a_type_that_is_new", None),
        ("awscc_elasticbeanstalk_environment", "elasticbeanstalk"),
        ("awscc_ecr_repository", "ecr-repository"),
        ("awscc_ec2_instance", None),
        ("aws_lb", None),
        ("aws_a_service_that_is_new", None),
    ],
)
def test_a_type_has_its_class(type_: str, name: str | None) -> None:
    assert aws_class_of(type_) == name


def test_the_names_of_tag_policies_are_generated_too() -> None:
    message = "run python -m tests.conformance.generate_aws_tag_types"
    assert generate_aws_tag_types.DATA.read_text("utf-8") == generate_aws_tag_types.document(), message


def test_each_type_that_has_tags_has_a_name_in_tag_policies() -> None:
    names = json.loads(generate_aws_tag_types.DATA.read_text("utf-8"))["types"]
    assert {type_ for types in names.values() for type_ in types} == set(terraform_types())
    assert {type_ for type_ in MODULES if type_.startswith("aws_")} <= set(terraform_types())


@pytest.mark.parametrize(
    ("tag_type", "types"),
    [
        ("ec2:instance", ("aws_instance",)),
        ("ec2:security-group", ("aws_default_security_group", "aws_security_group")),
        ("ecs:cluster", ("aws_ecs_cluster",)),
        ("ecs:task-definition", ("aws_ecs_task_definition",)),
        ("events:rule", ("aws_cloudwatch_event_rule",)),
        ("iam:role", ("aws_iam_role",)),
        ("kms:key", ("aws_kms_key",)),
        ("logs:log-group", ("aws_cloudwatch_log_group",)),
        ("s3:bucket", ("aws_s3_bucket",)),
        ("sns:topic", ("aws_sns_topic",)),
        ("states:stateMachine", ("aws_sfn_state_machine",)),
        ("rds:db", ("aws_db_instance", "aws_rds_cluster_instance")),
        ("elasticloadbalancing:loadbalancer/app", ("aws_alb", "aws_lb")),
        ("wafv2:regional/webacl", ("aws_wafv2_web_acl",)),
        ("lambda:function", ("aws_lambda_function",)),
        ("ec2:nothing", ()),
        ("nothing", ()),
    ],
)
def test_a_name_of_tag_policies_has_its_terraform_types(tag_type: str, types: tuple[str, ...]) -> None:
    assert terraform_types_of(tag_type) == types


def test_all_types_of_a_service_have_one_name() -> None:
    assert terraform_types_of("sqs:*") == terraform_types_of("sqs:ALL_SUPPORTED") == ("aws_sqs_queue",)
    assert {"aws_instance", "aws_ebs_volume", "aws_vpc"} <= set(terraform_types_of("ec2:*"))
