"""CloudFormation's schemas, as cfn-lint brings them, take what the classes emit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.judge import Judge
from tests.conformance.rules import Rule, TagRules
from tests.conformance.tables import CLOUDFORMATION, TYPES_NOT_EVEN_PORTABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REGION = "us-east-1"
PAIRS = (("Key", "Value"), ("TagKey", "TagValue"), ("key", "value"))


@cache
def schemas() -> Any:
    return pytest.importorskip("cfnlint.schema").PROVIDER_SCHEMA_MANAGER


def published(type_: str) -> TagRules | None:
    """What a resource type's schema says about its tags; None for a type without tags."""
    schema = schemas().get_resource_schema(REGION, f"AWS::{type_}").schema

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
        tags = resolved(schema["properties"].get(name, {}))
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


@pytest.mark.parametrize("name", CLOUDFORMATION)
def test_no_resource_type_refuses_what_its_class_emits(name: str) -> None:
    types = CLOUDFORMATION[name].split()
    rules = rules_of(types)
    assert len(rules) == len(types)
    judge = Judge("aws", name, rules)
    judge.values(1000)
    judge.maps(60)


def test_no_general_resource_type_refuses_what_ecs_tasks_have() -> None:
    judge = Judge("aws", "ecs-task", rules_of(CLOUDFORMATION["resource"].split()))
    judge.values(1000)
    judge.maps(60)


def test_no_resource_type_at_all_refuses_what_is_portable() -> None:
    rules = {name: rules for name, rules in every_type().items() if name not in TYPES_NOT_EVEN_PORTABLE}
    assert len(rules) > 1_250
    judge = Judge("aws", "portable", rules)
    judge.values(4_000)
    judge.maps(500)


@pytest.mark.parametrize("name", sorted(TYPES_NOT_EVEN_PORTABLE))
def test_the_known_exceptions_refuse_portable_tags(name: str) -> None:
    with pytest.raises(AssertionError, match=f"aws portable: {name} refuses"):
        Judge("aws", "portable", {name: every_type()[name]}).maps(500)
