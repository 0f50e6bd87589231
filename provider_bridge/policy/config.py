"""The organisation's policy file: what it says, as plain records."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import ERROR, WARNING, Diagnostic, Location, Near
from ..files.container_paths import DEFAULT_PATH_MAP
from ..providers import PROVIDERS
from . import exemptions, severities
from .data_shapes import RESOLVED_JOB, TAG_MAP
from .rules import JOB, TAGS, Condition, RequiredTag, Rule
from .schemas import read_schema, schema_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..documents.document import Document
    from ..documents.yaml_loader import Data
    from .aws_tag_policies import KeyPolicy
    from .exemptions import Exemption

DEFAULT_PREFIX = "dativo"


class Config(NamedTuple):
    """What the policy file says; without a file, what holds for everyone."""

    tag_prefix: str = DEFAULT_PREFIX
    path_map: Mapping[str, str] = DEFAULT_PATH_MAP
    required_tags: tuple[RequiredTag, ...] = ()
    rules: tuple[Rule, ...] = ()
    tag_policies: tuple[str, ...] = ()
    """Files with AWS tag policies, under the root."""
    key_policies: tuple[KeyPolicy, ...] = ()
    tenants: tuple[str, ...] = ()
    """Default of `tenants` in a query about `jobs`."""
    variables: Mapping[str, str] = {}
    """Values of variables that neither the query nor the environment sets."""
    exclude: tuple[str, ...] = ()
    """Patterns, relative to the root, of what globs and directories skip."""
    exemptions: tuple[Exemption, ...] = ()
    severities: Mapping[str, str] = {}
    """By rule: `error` for a warning, `off` for none."""


def read(document: Document) -> tuple[Config, list[Diagnostic]]:
    """The policy that a file of the right shape holds, and what is wrong with its values."""
    data = document.data if isinstance(document.data, dict) else {}
    path_map = data.get("path_map")
    rule_names = [str(_field(item, "name")) for item in _list(data.get("rules"))]
    accepted, of_exemptions = exemptions.read(data.get("exemptions"), document.path, rule_names)
    by_rule, of_severities = severities.read(data.get("severity"), document.path, rule_names)
    config = Config(
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
                Location(document.path, ("rules", index, "schema"), on_key=True),
                JOB if _field(item, "on") == JOB else TAGS,
            )
            for index, item in enumerate(_list(data.get("rules")))
        ),
        tag_policies=tuple(map(str, _list(data.get("aws_tag_policies")))),
        tenants=tuple(dict.fromkeys(map(str, _list(data.get("tenants"))))),
        variables={key: str(value) for key, value in _mapping(data.get("variables")).items()},
        exclude=tuple(map(str, _list(data.get("exclude")))),
        exemptions=accepted,
        severities=by_rule,
    )
    diagnostics = [
        *_problems(config, document.path),
        *_rule_problems(config, data.get("rules"), document.path),
        *_condition_problems([("required_tags", tag.condition) for tag in config.required_tags], document.path),
        *_condition_problems([("rules", rule.condition) for rule in config.rules], document.path),
        *of_exemptions,
        *of_severities,
    ]
    return config, diagnostics


def _problems(config: Config, document: str) -> Iterator[Diagnostic]:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,31}", config.tag_prefix):
        yield Diagnostic(
            "config-invalid",
            '"tag_prefix" can\'t be {0}',
            "use a letter, then letters, digits, . and - (32 characters at most)",
            Location(document, ("tag_prefix",)),
            values=(config.tag_prefix,),
        )
    for directory, target in config.path_map.items():
        if not directory.startswith("/") or posixpath.isabs(target) or posixpath.normpath(target).startswith(".."):
            yield Diagnostic(
                "config-invalid",
                '"path_map" can\'t map {0} to {1}',
                'map an absolute folder of the container to one under the root, as in "/app: ."',
                Location(document, ("path_map", directory)),
                values=(directory, target),
            )


def _rule_problems(config: Config, written: Data, document: str) -> Iterator[Diagnostic]:
    """Report rules that cannot be judged by: an unknown severity, a duplicate name, an invalid schema."""
    names: set[str] = set()
    for index, rule in enumerate(config.rules):
        location = Location(document, ("rules", index))
        severity = _field(_list(written)[index], "severity")
        if severity not in (None, ERROR, WARNING):
            yield Diagnostic(
                "config-invalid",
                "the severity {0} of the rule {1} is none",
                "use error or warning",
                location.below("severity"),
                values=(str(severity), rule.name),
            )
        if rule.name in names or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", rule.name):
            yield Diagnostic(
                "config-invalid",
                "{0} can't be the name of a rule: it stands twice"
                if rule.name in names
                else "{0} can't be the name of a rule",
                "use letters, digits, ., _ and -, each name once",
                location.below("name"),
                values=(rule.name,),
            )
        names.add(rule.name)
        on = _field(_list(written)[index], "on")
        if on not in (None, TAGS, JOB):
            yield Diagnostic(
                "config-invalid",
                '"on" of rule {0} must be "tags" or "job", found {1}',
                'set "on" to "job", or remove "on"',
                location.below("on"),
                values=(rule.name, str(on)),
            )
        shape = RESOLVED_JOB if rule.on == JOB else TAG_MAP
        problem = schema_problem(rule.name, json.loads(rule.schema), shape, location.below("schema"))
        if problem:
            yield problem


def _condition_problems(conditions: list[tuple[str, Condition]], document: str) -> Iterator[Diagnostic]:
    """Report values that no job has, so that a rule would hold for none."""
    known = {"provider": set(PROVIDERS), "runtime": {name for cloud in PROVIDERS.values() for name in cloud.RUNTIMES}}
    for index, (block, condition) in enumerate(conditions):
        for field, names in known.items():
            for position, value in enumerate(getattr(condition, field)):
                if value not in names:
                    listed = tuple(sorted(names))
                    yield Diagnostic(
                        "config-invalid",
                        "{0} is no {1:bare}{near}, so this holds for no job",
                        "use one of: {2:all}",
                        Location(document, (block, index, "when", field, position)),
                        values=(value, field, listed),
                        near=Near(value, listed),
                    )


def _when(written: Data) -> Condition:
    return Condition(*(tuple(map(str, _list(_field(written, field)))) for field in Condition._fields))


def _source(document: Document, field: str, index: int) -> str:
    return f"{document.path}:{document.position((field, index))[0]}"


def _field(written: Data, name: str, default: Data = None) -> Data:
    return written.get(name) if isinstance(written, dict) else default


def _mapping(written: Data) -> dict[str, Data]:
    return written if isinstance(written, dict) else {}


def _list(written: Data) -> list[Data]:
    return written if isinstance(written, list) else [] if written is None else [written]
