"""The classes of AWS are what botocore and CloudFormation publish, in the versions that the test extra pins."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from provider_bridge.providers import PROVIDERS
from provider_bridge.providers.classes import aws_class_of
from tests.conformance.cloudformation import every_type
from tests.conformance.generate_aws_classes import DATA, class_names, document
from tests.conformance.generate_resource_classes_page import PAGE, page
from tests.conformance.judge import Judge

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
