"""The organisation's policy file: what it says, as plain records."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .containers import DEFAULT_PATH_MAP
from .diagnostics import ERROR, WARNING, Finding, Where, nearest
from .providers import PROVIDERS
from .rules import AllowedValues, RequiredTag, Rule, When

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .documents import Document
    from .yaml_tree import Data

DEFAULT_PREFIX = "dativo"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_COUNTS = re.compile("(?:min|max)(?:Length|Properties|Items|Contains)|multipleOf")
_SCHEMAS = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames", "not", "if", "then", "else"})
_SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf"})
_SCHEMAS_BY_NAME = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})


class Policy(NamedTuple):
    """What the policy file says; without a file, what holds for everyone."""

    tag_prefix: str = DEFAULT_PREFIX
    path_map: Mapping[str, str] = DEFAULT_PATH_MAP
    required_tags: tuple[RequiredTag, ...] = ()
    rules: tuple[Rule, ...] = ()
    tag_policies: tuple[str, ...] = ()
    """Files with AWS tag policies, under the root."""
    allowed_values: tuple[AllowedValues, ...] = ()


def read(document: Document) -> tuple[Policy, list[Finding]]:
    """The policy that a file of the right shape holds, and what is wrong with its values."""
    data = document.data if isinstance(document.data, dict) else {}
    path_map = data.get("path_map")
    policy = Policy(
        tag_prefix=str(data.get("tag_prefix") or DEFAULT_PREFIX),
        path_map=path_map if isinstance(path_map, dict) else DEFAULT_PATH_MAP,  # type: ignore[arg-type]
        required_tags=tuple(
            RequiredTag(
                str(_field(item, "key", item)), _when(_field(item, "when")), _source(document, "required_tags", index)
            )
            for index, item in enumerate(_list(data.get("required_tags")))
        ),
        rules=tuple(
            Rule(
                str(_field(item, "name")),
                json.dumps(_schema(_field(item, "schema")), sort_keys=True),
                WARNING if _field(item, "severity") == WARNING else ERROR,
                _when(_field(item, "when")),
                str(_field(item, "message") or ""),
                _source(document, "rules", index),
            )
            for index, item in enumerate(_list(data.get("rules")))
        ),
        tag_policies=tuple(map(str, _list(data.get("aws_tag_policies")))),
    )
    findings = [
        *_problems(policy, document.path),
        *_rule_problems(policy, data.get("rules"), document.path),
        *_when_problems([("required_tags", tag.when) for tag in policy.required_tags], document.path),
        *_when_problems([("rules", rule.when) for rule in policy.rules], document.path),
    ]
    return policy, findings


def allowed_values(text: bytes, path: str) -> tuple[AllowedValues, ...]:
    """What a file with an AWS tag policy says, effective or as attached (`@@assign`). Raises `ValueError`."""
    try:
        document = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    tags = document.get("tags") if isinstance(document, dict) else None
    if not isinstance(tags, dict):
        raise ValueError('it has no "tags"')
    found = []
    for name, rule in sorted(tags.items()):
        if not isinstance(rule, dict):
            raise ValueError(f'"tags.{name}" is no object')
        key, values = _assigned(rule.get("tag_key", name.lower())), _assigned(rule.get("tag_value", []))
        if (
            not isinstance(key, str)
            or not isinstance(values, list)
            or not all(isinstance(value, str) for value in values)
        ):
            raise ValueError(f'"tags.{name}" has no text as tag_key, or no list of texts as tag_value')
        found.append(AllowedValues(key, tuple(values), path))
    return tuple(found)


def _assigned(value: Any) -> Any:
    return value.get("@@assign", value) if isinstance(value, dict) else value


def _problems(policy: Policy, document: str) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,31}", policy.tag_prefix):
        yield _invalid(
            f'"tag_prefix" can\'t be "{policy.tag_prefix}"',
            "use a letter, then letters, digits, . and - (32 characters at most)",
            Where(document, ("tag_prefix",)),
        )
    for folder, target in policy.path_map.items():
        if not folder.startswith("/") or posixpath.isabs(target) or posixpath.normpath(target).startswith(".."):
            yield _invalid(
                f'"path_map" can\'t map "{folder}" to "{target}"',
                'map an absolute folder of the container to one under the root, as in "/app: ."',
                Where(document, ("path_map", folder)),
            )


def _rule_problems(policy: Policy, written: Data, document: str) -> Iterator[Finding]:
    """Rules that can't be judged by: an unknown severity, a name that stands twice, a schema that is none."""
    names: set[str] = set()
    for index, rule in enumerate(policy.rules):
        place = Where(document, ("rules", index))
        severity = _field(_list(written)[index], "severity")
        if severity not in (None, ERROR, WARNING):
            message = f'the severity "{severity}" of the rule "{rule.name}" is none'
            yield _invalid(message, "use error or warning", _below(place, "severity"))
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", rule.name) or rule.name in names:
            message = f'"{rule.name}" can\'t be the name of a rule' + (
                ": it stands twice" if rule.name in names else ""
            )
            yield _invalid(
                message, "use letters, digits, ., _ and -, each name once", Where(document, ("rules", index, "name"))
            )
        names.add(rule.name)
        reason = _schema_error(json.loads(rule.schema))
        if reason:
            message = f'the schema of the rule "{rule.name}" is no JSON Schema: {reason[1]}'
            yield _invalid(
                message, "see json-schema.org, draft 2020-12", Where(document, ("rules", index, "schema", *reason[0]))
            )


def _when_problems(conditions: list[tuple[str, When]], document: str) -> Iterator[Finding]:
    """Values that no job has, so that a rule would hold for none."""
    known = {"provider": set(PROVIDERS), "runtime": {name for cloud in PROVIDERS.values() for name in cloud.RUNTIMES}}
    for index, (block, when) in enumerate(conditions):
        for field, names in known.items():
            for place, value in enumerate(getattr(when, field)):
                if value in names:
                    continue
                message = f'"{value}" is no {field}{nearest(value, names)}, so this holds for no job'
                where = Where(document, (block, index, "when", field, place))
                yield _invalid(message, f"use one of: {', '.join(sorted(names))}", where)


def _schema_error(schema: Any) -> tuple[tuple[str | int, ...], str] | None:
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return tuple(error.path), error.message[:200]
    return _reference_error(schema, schema, (), ()) or _pattern_error(schema, ())


def _reference_error(
    root: Any, part: Any, path: tuple[str | int, ...], followed: tuple[str, ...]
) -> tuple[tuple[str | int, ...], str] | None:
    """The first reference that leads out of the schema, nowhere, or back to itself."""
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, below in steps:
        if step in _REFERENCES and isinstance(below, str):
            if step != "$ref" or below in followed or not (target := _target(root, below)):
                return (*path, step), f'"{step}: {below}" leads to no other part of this schema'
            found = _reference_error(root, target[0], path, (*followed, below))
            if found:
                return (*path, step), found[1]
        elif step not in ("enum", "const"):
            found = _reference_error(root, below, (*path, step), followed)
            if found:
                return found
    return None


def _target(root: Any, reference: str) -> tuple[Any] | None:
    """What a reference of the form `#/$defs/name` leads to, in a tuple; None where it leads nowhere."""
    if not reference.startswith("#/"):
        return None
    part = root
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(part, dict) or name not in part:
            return None
        part = part[name]
    return (part,)


def _pattern_error(schema: Any, path: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], str] | None:
    """The first regular expression that isn't one: the library would only notice when it judges by it."""
    steps = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for step, part in steps:
        patterns = (
            [part] if step == "pattern" and isinstance(part, str) else list(part) if step == "patternProperties" else []
        )
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                return (*path, step), f'"{pattern}" is no regular expression: {error}'
        found = _pattern_error(part, (*path, step))
        if found:
            return found
    return None


def _schema(written: Data) -> Any:
    """A JSON Schema as YAML holds it: counts are numbers, a schema may be a boolean, all else is text as tags are."""
    if isinstance(written, dict):
        return {keyword: _keyword(keyword, value) for keyword, value in written.items()}
    return written == "true" if written in ("true", "false") else written


def _keyword(keyword: str, value: Data) -> Any:
    if keyword in _SCHEMAS_BY_NAME and isinstance(value, dict):
        parts = {name: _schema(part) for name, part in value.items()}
        # The same, but it lets the library say which tag it is.
        return {name: {"not": {}} if part is False else part for name, part in parts.items()}
    if keyword in _SCHEMA_LISTS and isinstance(value, list):
        return [_schema(part) for part in value]
    if keyword in _SCHEMAS:
        return _schema(value)
    if isinstance(value, str) and _COUNTS.fullmatch(keyword) and value.isdecimal():
        return int(value[:9])
    return value


def _when(written: Data) -> When:
    return When(*(tuple(map(str, _list(_field(written, field)))) for field in When._fields))


def _source(document: Document, field: str, index: int) -> str:
    return f"{document.path}:{document.spot((field, index))[0]}"


def _field(written: Data, name: str, default: Data = None) -> Data:
    return written.get(name) if isinstance(written, dict) else default


def _list(written: Data) -> list[Data]:
    return written if isinstance(written, list) else [] if written is None else [written]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _below(where: Where, *steps: str | int) -> Where:
    return Where(where.document, (*where.path, *steps))


def _invalid(message: str, fix: str, where: Where) -> Finding:
    return Finding("config-invalid", message, fix, where)
