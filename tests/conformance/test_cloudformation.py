"""CloudFormation's schemas, as cfn-lint brings them, take what the classes emit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from judge import Judge
from rules import Rule, TagRules
from tables import CLOUDFORMATION

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "us-east-1"
PAIRS = (("Key", "Value"), ("TagKey", "TagValue"), ("key", "value"))


def published(type_: str) -> TagRules:
    """What a resource type's schema says about its tags."""
    schemas = pytest.importorskip("cfnlint.schema").PROVIDER_SCHEMA_MANAGER
    schema = schemas.get_resource_schema(REGION, f"AWS::{type_}").schema

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            at = schema
            for step in node["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            node = at
        return node

    def rule(node: dict[str, Any]) -> Rule:
        node = resolved(node)
        return Rule(node.get("pattern"), node.get("minLength", 0), node.get("maxLength"), whole=False)

    def shapes() -> Iterator[TagRules]:
        name = schema.get("tagging", {}).get("tagProperty", "/properties/Tags").rpartition("/")[2]
        tags = resolved(schema["properties"][name])
        for pattern, value in tags.get("patternProperties", {}).items():
            yield TagRules(Rule(pattern, whole=False), rule(value), tags.get("maxProperties"))
        members = resolved(tags.get("items", {})).get("properties", {})
        for key, value in PAIRS:
            if key in members:
                yield TagRules(rule(members[key]), rule(members[value]), tags.get("maxItems"))
        if tags.get("type") == "object" and "patternProperties" not in tags:
            yield TagRules(Rule(), Rule(), tags.get("maxProperties"))

    (found,) = shapes()
    return found


@pytest.mark.parametrize("name", CLOUDFORMATION)
def test_no_resource_type_refuses_what_its_class_emits(name: str) -> None:
    rules = {f"AWS::{type_}": published(type_) for type_ in CLOUDFORMATION[name].split()}
    judge = Judge("aws", name, rules)
    judge.values(1000)
    judge.maps(60)


@pytest.mark.parametrize("name", ["ecs-task", "portable"])
def test_none_of_them_refuses_what_ecs_tasks_and_portable_tags_are(name: str) -> None:
    types = CLOUDFORMATION["resource"].split()
    if name == "portable":
        types = [type_ for types in CLOUDFORMATION.values() for type_ in types.split()]
    judge = Judge("aws", name, {f"AWS::{type_}": published(type_) for type_ in types})
    judge.values(1000)
    judge.maps(60)
