"""The attributes that hold tags, and those of the same name that hold something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

FILTERS = {
    'google_cloud_identity_group.a["jobs/a"]': {"labels": {"cloudidentity.googleapis.com/groups.security": ""}},
    'aws_inspector_resource_group.a["jobs/a"]': {"tags": {"Environment": "prod"}},
    'aws_devopsguru_resource_collection.a["jobs/a"]': {"tags": [{"app_boundary_key": "x", "tag_values": ["y"]}]},
    'google_monitoring_metric_descriptor.a["jobs/a"]': {"labels": [{"key": "x", "value_type": "STRING"}]},
    'google_compute_instance_group_manager.a["jobs/a"]': {"all_instances_config": [{"labels": {"a": "b"}}]},
    'azurerm_api_management_named_value.a["jobs/a"]': {"tags": None},
    'azurerm_sentinel_threat_intelligence_indicator.a["jobs/a"]': {"tags": ["phishing"]},
    'kubernetes_labels.a["jobs/a"]': {"metadata": [{"name": "a"}], "labels": {"a": "b"}},
}


@pytest.mark.parametrize("address", FILTERS)
def test_maps_that_select_or_describe_are_not_tags(address: str, auditing: Auditing) -> None:
    auditing.job()
    findings = auditing.findings(auditing.plan(auditing.resource(address, FILTERS[address])))
    assert [each for each in findings if each["address"]] == []


@pytest.mark.parametrize(
    "tags",
    [
        [{"key": "Team", "value": "etl", "propagate_at_launch": "true"}],
        [{"key": "Team", "value": "etl", "propagate_at_launch": True}],
    ],
    ids=["strings", "booleans"],
)
def test_the_list_of_tags_of_an_old_provider_is_a_group_s_tags(tags: Any, auditing: Auditing) -> None:
    auditing.job(Team="etl")
    more = [
        {"key": f"dativo:{key}", "value": value, "propagate_at_launch": tags[0]["propagate_at_launch"]}
        for key, value in {"tenant": "acme", "environment": "prod", "job": "a"}.items()
    ]
    group = 'aws_autoscaling_group.a["jobs/a"]'
    assert auditing.rules(auditing.resource(group, {"tag": [], "tags": [*tags, *more]})) == []
    assert auditing.rules(auditing.resource(group, {"tag": tags, "tags": more})) == []
    assert auditing.rules(auditing.resource(group, {"tag": [], "tags": more})) == [("error", "audit-missing")]


@pytest.mark.parametrize("off", ["false", False, None, ""])
def test_the_list_of_tags_of_an_old_provider_says_what_instances_get(off: Any, auditing: Auditing) -> None:
    auditing.job()
    tags = [
        {"key": f"dativo:{key}", "value": value, "propagate_at_launch": off}
        for key, value in {"tenant": "acme", "environment": "prod", "job": "a"}.items()
    ]
    group = auditing.resource('aws_autoscaling_group.a["jobs/a"]', {"tags": tags})
    assert auditing.rules(group) == [("error", "audit-propagation")]
