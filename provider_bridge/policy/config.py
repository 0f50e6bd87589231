"""The organisation's policy file: what it says, as plain records."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import ERROR, WARNING, Finding, Where, nearest
from ..files.container_paths import DEFAULT_PATH_MAP
from ..providers import PROVIDERS
from .rules import AllowedValues, RequiredTag, Rule, When
from .schemas import read_schema, schema_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..documents.document import Document
    from ..documents.yaml_loader import Data

DEFAULT_PREFIX = "dativo"


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
                json.dumps(read_schema(_field(item, "schema")), sort_keys=True),
                WARNING if _field(item, "severity") == WARNING else ERROR,
                _when(_field(item, "when")),
                str(_field(item, "message") or ""),
                _source(document, "rules", index),
                Where(document.path, ("rules", index, "schema"), key=True),
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
        if name.startswith("@@"):  # what policies below may change
            continue
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
        reason = schema_error(json.loads(rule.schema))
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


def _when(written: Data) -> When:
    return When(*(tuple(map(str, _list(_field(written, field)))) for field in When._fields))


def _source(document: Document, field: str, index: int) -> str:
    return f"{document.path}:{document.spot((field, index))[0]}"


def _field(written: Data, name: str, default: Data = None) -> Data:
    return written.get(name) if isinstance(written, dict) else default


def _list(written: Data) -> list[Data]:
    return written if isinstance(written, list) else [] if written is None else [written]


def _below(where: Where, *steps: str | int) -> Where:
    return Where(where.document, (*where.path, *steps))


def _invalid(message: str, fix: str, where: Where) -> Finding:
    return Finding("config-invalid", message, fix, where)
