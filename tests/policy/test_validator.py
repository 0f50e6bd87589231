"""The validator of rules: the verdict of the library, and an error for each key that is missing or not allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from provider_bridge.policy.validator import validator

TAGS = {"Team": "data", "team": "data", "Owner": "ada", "dativo:tenant": "acme", "it's": "odd", "a\nb": ""}

BY_KEY: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "required": ({"required": ["Team", "B", "A"]}, [("required", "A"), ("required", "B")]),
    "dependentRequired": (
        {"dependentRequired": {"Team": ["A", "Owner"], "Nobody": ["B"]}},
        [("dependentRequired", "A")],
    ),
    "additionalProperties": (
        {"properties": {"Team": True}, "patternProperties": {"^dativo:": True}, "additionalProperties": False},
        [("additionalProperties", key) for key in ("Owner", "a\nb", "it's", "team")],
    ),
    "additionalProperties with a schema": (
        {"properties": {"Team": True, "team": True}, "additionalProperties": {"maxLength": 3}},
        [("maxLength", "dativo:tenant")],
    ),
    "patterns with flags": (
        {"patternProperties": {"^dativo:": True, "(?i)^team$": True}, "additionalProperties": False},
        [("additionalProperties", key) for key in ("Owner", "a\nb", "it's")],
    ),
    "unevaluatedProperties": (
        {
            "allOf": [
                {"properties": {"Team": True}},
                {"anyOf": [{"required": ["Owner"], "properties": {"Owner": True}}]},
            ],
            "$ref": "#/$defs/own",
            "if": {"properties": {"team": {"const": "data"}}},
            "unevaluatedProperties": False,
            "$defs": {"own": {"patternProperties": {"^dativo:": True}}},
        },
        [("unevaluatedProperties", key) for key in ("a\nb", "it's")],
    ),
    "unevaluatedProperties with a schema": (
        {"properties": {"team": True}, "unevaluatedProperties": {"maxLength": 3}},
        [("unevaluatedProperties", "Team"), ("unevaluatedProperties", "dativo:tenant")],
    ),
    "below": (
        {"allOf": [{"not": {"required": ["A"]}}, {"anyOf": [{"required": ["Team"]}, False]}]},
        [],
    ),
}


def errors(schema: Any, instance: Any) -> list[tuple[str, str]]:
    return sorted((error.validator, *error.path) for error in validator(json.dumps(schema)).iter_errors(instance))


@pytest.mark.parametrize(("schema", "expected"), BY_KEY.values(), ids=BY_KEY)
def test_an_error_leads_to_its_key(schema: Any, expected: list[tuple[str, str]]) -> None:
    assert errors(schema, TAGS) == sorted(expected)


@pytest.mark.parametrize("name", sorted({*BY_KEY} - {"patterns with flags"}))  # which the library can't join
@pytest.mark.parametrize("instance", [TAGS, {}, {"Team": "data"}, {"A": "", "dativo:": "x"}, "text", 3, ["Team"]])
def test_the_verdict_is_the_librarys(name: str, instance: Any) -> None:
    schema = BY_KEY[name][0]
    assert validator(json.dumps(schema)).is_valid(instance) is Draft202012Validator(schema).is_valid(instance)


def test_a_key_of_a_mapping_below_has_its_whole_path() -> None:
    schema = {"properties": {"a": {"properties": {"b": {"required": ["c"], "additionalProperties": False}}}}}
    (one, other) = validator(json.dumps(schema)).iter_errors({"a": {"b": {"d": 1}}})
    assert {tuple(one.path), tuple(other.path)} == {("a", "b", "c"), ("a", "b", "d")}
