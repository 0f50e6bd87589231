"""What CloudFormation's resource schemas, as cfn-lint brings them, publish about tags."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.rules import Rule, TagRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REGION = "us-east-1"
PAIRS = (("Key", "Value"), ("TagKey", "TagValue"), ("key", "value"))


@cache
def schemas() -> Any:
    return pytest.importorskip("cfnlint.schema").PROVIDER_SCHEMA_MANAGER


def schema(type_: str) -> Any:
    return schemas().get_resource_schema(REGION, f"AWS::{type_}").schema


def published(type_: str) -> TagRules | None:
    """What a resource type's schema says about its tags; None for a type without tags."""
    whole = schema(type_)

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            at = whole
            for step in node["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            node = at
        return node

    def rule(node: dict[str, Any]) -> Rule:
        node = resolved(node)
        return Rule(node.get("pattern"), node.get("minLength", 0), node.get("maxLength"), whole=False)

    def shapes() -> Iterator[TagRules]:
        name = whole.get("tagging", {}).get("tagProperty", "/properties/Tags").rpartition("/")[2]
        tags = resolved(whole["properties"].get(name, {}))
        for pattern, value in tags.get("patternProperties", {}).items():
            yield TagRules(Rule(pattern, whole=False), rule(value), tags.get("maxProperties"))
        members = resolved(tags.get("items", {})).get("properties", {})
        for key, value in PAIRS:
            if key in members:
                yield TagRules(rule(members[key]), rule(members[value]), tags.get("maxItems"))
        if "object" in tags.get("type", ()) and "patternProperties" not in tags:
            yield TagRules(Rule(), Rule(), tags.get("maxProperties"))

    return next(shapes(), None)


def rules_of(types: Iterable[str]) -> dict[str, TagRules]:
    """The rules of those of some types that have tags."""
    return {f"AWS::{type_}": rules for type_ in types if (rules := published(type_))}


@cache
def every_type() -> dict[str, TagRules]:
    """All types that take tags."""
    return rules_of(name.removeprefix("AWS::") for name in schemas().get_resource_types(REGION) if "AWS::" in name)


def permissions(type_: str) -> list[str]:
    """The IAM actions that tag a resource of a type: `ecr:TagResource`."""
    actions: list[str] = schema(type_).get("tagging", {}).get("permissions", [])
    return actions
