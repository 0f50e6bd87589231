"""Plans in JSON, nearly right: with every kind of resource that the audit looks into, and anything anywhere."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

NUMBERS = (0, -1, 10**400, 1.5, float("nan"), float("inf"))
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, *NUMBERS, "", "a\x1b[2J\ud800", [], {}, [None], {"": None}]
)
AWS = (
    *("aws_s3_bucket", "aws_autoscaling_group", "aws_launch_template", "aws_ecs_service", "aws_scheduler_schedule"),
    *("aws_batch_job_definition", "aws_batch_compute_environment", "aws_sfn_state_machine", "aws_eks_node_group"),
    *("aws_instance", "aws_spot_instance_request", "aws_spot_fleet_request", "aws_iam_role", "aws_s3_object"),
    *("awscc_s3_bucket", "awscc_ec2_instance", "awscc_stepfunctions_state_machine", "awscc_ec2_launch_template"),
)
GOOGLE = (
    *("google_cloud_run_v2_job", "google_sql_database_instance", "google_storage_bucket", "google_compute_instance"),
    *("google_compute_instance_template", "google_dataproc_workflow_template"),
)
AZURE = ("azurerm_resource_group", "azurerm_kubernetes_cluster", "azurerm_dns_zone")
KUBERNETES = ("kubernetes_manifest", "kubernetes_cron_job_v1", "kubernetes_deployment")
TYPES = st.sampled_from([*AWS, *GOOGLE, *AZURE, *KUBERNETES, "null", ""])
TAGS = st.dictionaries(
    st.sampled_from(["dativo:tenant", "dativo:job", "dativo-tenant", "dativo-job", "CostCenter", "team", "aws:x", ""]),
    st.sampled_from(["acme", "job", "HR-001", "shared"]) | ODD,
    max_size=4,
)
LABELS = (
    "tags",
    "tags_all",
    "labels",
    "terraform_labels",
    "user_labels",
    "tag_specifications",
    "tag",
    "eks_properties",
    "volume_tags",
    "hosted_zone_tags",
)
PODS = ("metadata", "spec", "template", "job_template", "settings", "manifest", "kind")
OF_ONE = ("propagate_tags", "target", "ecs_parameters", "resource_type", "key", "value", "propagate_at_launch")
MADE = (
    *("root_block_device", "ebs_block_device", "launch_template", "launch_template_data", "compute_resources"),
    *("boot_disk", "disk", "initialize_params", "source", "placement", "managed_cluster", "default_node_pool"),
    *("volume_configuration", "managed_ebs_volume", "launch_specification", "pod_properties"),
    *("definition", "definition_string", "input", "arn", "propagate_tags_to_volume_on_creation"),
)
NAMES = st.sampled_from([*LABELS, *PODS, *OF_ONE, *MADE])
TASK = {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask"}
DEFINITIONS = st.recursive(
    ODD | st.sampled_from([TASK, "arn:aws:states:::batch:submitJob", [{"Key": "Team", "Value": "x"}], "{% $x %}"]),
    lambda below: (
        st.dictionaries(
            st.sampled_from(
                ["States", "a", "Type", "Resource", "Parameters", "Tags", "Tags.$", "Branches", "Iterator"]
            ),
            below,
            max_size=4,
        )
        | st.lists(below, max_size=2)
    ),
    max_leaves=10,
).map(json.dumps)
BLOCKS = st.recursive(
    TAGS | ODD | DEFINITIONS | st.sampled_from(["instance", "Job", "SERVICE", "EC2"]),
    lambda below: st.dictionaries(NAMES, below, max_size=4) | st.lists(below, max_size=2),
    max_leaves=12,
)


def likely(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nine times the right thing, once anything."""
    return st.integers(0, 9).flatmap(lambda number: strategy if number else ODD)


def shaped(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return likely(st.fixed_dictionaries({}, optional={name: likely(value) for name, value in fields.items()}))


ADDRESSES = st.sampled_from(
    ["aws_s3_bucket.a", 'module.etl["job"].x.y[0]', 'm["\\"]', 'm["\\ud800"]["job"]', "a\x1bb", ""]
)
PROVIDERS = st.sampled_from(["registry.terraform.io/hashicorp/aws", "x/google-beta", "azurerm", "x/y/kubernetes", ""])
RESOURCES = st.lists(
    shaped(
        address=ADDRESSES, mode=st.sampled_from(["managed", "data"]), type=TYPES, provider_name=PROVIDERS, values=BLOCKS
    ),
    max_size=3,
)
CHANGES = st.lists(
    shaped(
        address=ADDRESSES,
        mode=st.just("managed"),
        type=TYPES,
        provider_name=PROVIDERS,
        change=shaped(
            actions=st.sampled_from([["create"], ["delete"], ["update"], ["no-op"]]),
            after=BLOCKS,
            after_unknown=BLOCKS,
            after_sensitive=BLOCKS,
        ),
    ),
    max_size=3,
)
MODULES = shaped(resources=RESOURCES, child_modules=st.lists(shaped(resources=RESOURCES), max_size=2))
CONFIGURED = shaped(
    resources=st.lists(
        shaped(
            address=ADDRESSES, provider_config_key=st.sampled_from(["aws", "module.a:aws", ":"]), expressions=BLOCKS
        ),
        max_size=2,
    ),
    module_calls=st.dictionaries(st.just("etl"), shaped(module=shaped(resources=RESOURCES)), max_size=1),
)
CONSTANTS = shaped(constant_value=TAGS | st.lists(st.sampled_from(["Team", "dativo:"]) | ODD, max_size=2))
EXPRESSIONS = shaped(
    default_tags=st.lists(shaped(tags=CONSTANTS), max_size=2),
    default_labels=CONSTANTS,
    ignore_tags=st.lists(shaped(keys=CONSTANTS, key_prefixes=CONSTANTS), max_size=2),
)
DOCUMENTS = st.builds(
    lambda version, root, changes, deferred, configuration: {
        "format_version": version,
        "planned_values": {"root_module": root},
        "resource_changes": changes,
        "deferred_changes": [{"reason": "unknown", "resource_change": change} for change in deferred or ()],
        "configuration": configuration,
    },
    likely(st.just("1.2")),
    MODULES,
    CHANGES,
    CHANGES,
    shaped(provider_config=shaped(aws=shaped(name=st.just("aws"), expressions=EXPRESSIONS)), root_module=CONFIGURED),
)


def cut(plan: bytes, share: float) -> bytes:
    """What is left of a plan whose writing broke off."""
    return plan[: int(len(plan) * share)]


WHOLE = DOCUMENTS.map(lambda plan: json.dumps(plan).encode())
PLANS = (
    WHOLE
    | st.builds(cut, WHOLE, st.floats(0, 1))
    | st.builds(lambda plan: b'{"planned_values":{},' + plan[1:], WHOLE)  # a key that stands twice
    | WHOLE.map(lambda plan: plan.decode().encode("utf-16"))
    | st.integers(1, 3000).map(lambda depth: b'{"format_version":"1.2","planned_values":' + b"[" * depth)
)
