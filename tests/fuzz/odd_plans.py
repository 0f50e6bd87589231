"""Plans in JSON, nearly right: with every kind of resource that the audit looks into, and anything anywhere."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

NUMBERS = (0, -1, 10**400, 1.5, float("nan"), float("inf"))
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, *NUMBERS, "", "a\x1b[2J\ud800", [], {}, [None], {"": None}]
)
AWS = ("aws_s3_bucket", "aws_autoscaling_group", "aws_launch_template", "aws_ecs_service", "aws_scheduler_schedule")
GOOGLE = ("google_cloud_run_v2_job", "google_sql_database_instance", "google_storage_bucket")
KUBERNETES = ("kubernetes_manifest", "kubernetes_cron_job_v1", "kubernetes_deployment")
TYPES = st.sampled_from([*AWS, "aws_batch_job_definition", *GOOGLE, "azurerm_resource_group", *KUBERNETES, "null", ""])
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
)
PODS = ("metadata", "spec", "template", "job_template", "settings", "manifest", "kind")
OF_ONE = ("propagate_tags", "target", "ecs_parameters", "resource_type", "key", "value", "propagate_at_launch")
NAMES = st.sampled_from([*LABELS, *PODS, *OF_ONE])
BLOCKS = st.recursive(
    TAGS | ODD | st.sampled_from(["instance", "Job", "SERVICE"]),
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
            actions=st.sampled_from([["create"], ["delete"], ["update"]]),
            after=BLOCKS,
            after_unknown=BLOCKS,
            after_sensitive=BLOCKS,
        ),
    ),
    max_size=3,
)
MODULES = shaped(resources=RESOURCES, child_modules=st.lists(shaped(resources=RESOURCES), max_size=2))
DOCUMENTS = st.builds(
    lambda version, root, changes, configuration: {
        "format_version": version,
        "planned_values": {"root_module": root},
        "resource_changes": changes,
        "configuration": configuration,
    },
    likely(st.just("1.2")),
    MODULES,
    CHANGES,
    shaped(provider_config=shaped(aws=shaped(name=st.just("aws"), expressions=BLOCKS))),
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
