"""The validator of rules: the verdict of the library, and an error for each key that is missing or not allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from provider_bridge.diagnostics import Location, finish
from provider_bridge.policy.data_shapes import TAG_MAP
from provider_bridge.policy.keywords import FORMATS
from provider_bridge.policy.messages import rule_diagnostics
from provider_bridge.policy.rules import Condition, Rule
from provider_bridge.policy.schemas import read_schema, schema_problem
from provider_bridge.policy.validator import validator
from provider_bridge.tags.layers import INFRASTRUCTURE, Origin
from provider_bridge.tags.merge import Merged, Tag

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


def errors_of(schema: Any, instance: Any) -> list[tuple[str, str]]:
    return sorted((error.validator, *error.path) for error in validator(json.dumps(schema)).iter_errors(instance))


@pytest.mark.parametrize(("schema", "expected"), BY_KEY.values(), ids=BY_KEY)
def test_an_error_leads_to_its_key(schema: Any, expected: list[tuple[str, str]]) -> None:
    assert errors_of(schema, TAGS) == sorted(expected)


@pytest.mark.parametrize("name", sorted({*BY_KEY} - {"patterns with flags"}))  # which the library can't join
@pytest.mark.parametrize("instance", [TAGS, {}, {"Team": "data"}, {"A": "", "dativo:": "x"}, "text", 3, ["Team"]])
def test_the_verdict_is_the_librarys(name: str, instance: Any) -> None:
    schema = BY_KEY[name][0]
    assert validator(json.dumps(schema)).is_valid(instance) is Draft202012Validator(schema).is_valid(instance)


def test_a_key_of_a_mapping_below_has_its_whole_path() -> None:
    schema = {"properties": {"a": {"properties": {"b": {"required": ["c"], "additionalProperties": False}}}}}
    (one, other) = validator(json.dumps(schema)).iter_errors({"a": {"b": {"d": 1}}})
    assert {tuple(one.path), tuple(other.path)} == {("a", "b", "c"), ("a", "b", "d")}


KEYS = st.sampled_from(["Team", "team", "Owner", "propertyNames", "it's", "a\nb"])
VALUES = st.sampled_from(["data", "ab,cd", "", "10"])
ON_VALUES = st.one_of(
    st.fixed_dictionaries({"const": VALUES}),
    st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=3)}),
    st.fixed_dictionaries(
        {"pattern": st.sampled_from(["^d", "x|y", "^.*$"]), "maxLength": st.sampled_from(["1", "4"])}
    ),
    st.fixed_dictionaries({"format": st.sampled_from(FORMATS)}),
    st.sampled_from(["true", "false"]),
)


def on_maps(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas over a map of tags, as YAML holds them."""
    some = st.lists(below, min_size=1, max_size=3)
    values = st.dictionaries(KEYS, ON_VALUES, max_size=2)
    patterns = st.dictionaries(st.sampled_from(["^T", "^t", "a"]), ON_VALUES, max_size=2)
    return st.one_of(
        st.fixed_dictionaries({"required": st.lists(KEYS, unique=True, max_size=3)}),
        st.fixed_dictionaries({"properties": values, "additionalProperties": ON_VALUES, "patternProperties": patterns}),
        st.fixed_dictionaries({"allOf": some, "properties": values, "unevaluatedProperties": ON_VALUES}),
        st.fixed_dictionaries(
            {"propertyNames": ON_VALUES, "dependentSchemas": st.dictionaries(KEYS, below, max_size=2)}
        ),
        st.fixed_dictionaries({"dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, unique=True), max_size=2)}),
        st.fixed_dictionaries({"anyOf": some, "not": below}),
        st.fixed_dictionaries({"oneOf": some, "maxProperties": st.sampled_from(["0", "3"])}),
        st.fixed_dictionaries({"if": below, "then": below, "else": below}),
    )


@given(
    st.recursive(st.fixed_dictionaries({"minProperties": st.sampled_from(["0", "2"])}), on_maps, max_leaves=8),
    st.dictionaries(KEYS, VALUES),
)
def test_any_sound_schema_has_the_librarys_verdict_and_says_what_is_wrong(written: Any, values: dict[str, str]) -> None:
    schema = read_schema(written)
    rule = Rule("r", json.dumps(schema), "error", Condition(), "", "provider-bridge.yaml:1", Location("f"))
    assert schema_problem("r", schema, TAG_MAP, rule.location) is None
    formats = FormatChecker(("email", "idn-email", "ipv4", "ipv6", "uuid", "date", "regex"))
    errors = list(validator(rule.schema).iter_errors(values))
    assert (errors == []) is Draft202012Validator(schema, format_checker=formats).is_valid(values)
    at = Location("job.yaml", line=1, column=1)
    tags = {key: Tag(key, value, (Origin(INFRASTRUCTURE, at, value, value),)) for key, value in values.items()}
    diagnostics = list(rule_diagnostics(rule, errors, Merged(tags, {}), "dativo", at, "aws"))
    assert len(diagnostics) == len(errors)
    for diagnostic in finish(diagnostics, lambda location: location):
        assert diagnostic.message.endswith("provider-bridge.yaml:1)")
        assert diagnostic.fix
