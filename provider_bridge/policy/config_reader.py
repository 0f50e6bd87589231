"""The reader of the configuration file: from a document to records."""

from __future__ import annotations

import posixpath
import re

from ..diagnostics import Diagnostic, Location, Near
from ..documents.document import as_map
from ..files.container_paths import DEFAULT_PATH_MAP
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from .config import DEFAULT_PREFIX, Config
from .entries import as_list, condition, field, source_of
from .rules import RequiredTag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..documents.data import Data
    from ..documents.document import Document
    from .allocation import Allocation
    from .exemptions import Exemption
    from .rules import Condition, Rule


def read(document: Document) -> tuple[Config, list[Diagnostic]]:
    """Return the configuration in a document, and its errors."""
    data = as_map(document.data)
    path_map = data.get("path_map")
    rules, of_rules = _rules(data.get("rules"), document)
    names = [rule.name for rule in rules]
    accepted, of_exemptions = _exemptions(data.get("exemptions"), document.path, names)
    allocation, of_allocation = _allocation(data.get("allocation"), document.path)
    by_rule, of_severities = _severities(data.get("severity"), document.path, names)
    config = Config(
        tag_prefix=str(data.get("tag_prefix") or DEFAULT_PREFIX),
        path_map=path_map if isinstance(path_map, dict) else DEFAULT_PATH_MAP,  # type: ignore[arg-type]
        required_tags=tuple(
            RequiredTag(
                str(field(item, "key", item)),
                condition(field(item, "when")),
                source_of(document, "required_tags", index),
            )
            for index, item in enumerate(as_list(data.get("required_tags")))
        ),
        rules=tuple(rules),
        tag_policies=tuple(map(str, as_list(data.get("aws_tag_policies")))),
        tenants=tuple(dict.fromkeys(map(str, as_list(data.get("tenants"))))),
        variables={key: str(value) for key, value in as_map(data.get("variables")).items()},
        exclude=tuple(map(str, as_list(data.get("exclude")))),
        exemptions=accepted,
        audit_allow_tags=tuple(map(str, as_list(field(data.get("audit"), "allow_tags")))),
        audit_exclude=tuple(map(str, as_list(field(data.get("audit"), "exclude")))),
        severities=by_rule,
        allocation=allocation,
    )
    diagnostics = [
        *_problems(config, document.path),
        *of_rules,
        *_condition_problems([("required_tags", tag.condition) for tag in config.required_tags], document.path),
        *_condition_problems([("rules", rule.condition) for rule in config.rules], document.path),
        *of_exemptions,
        *of_severities,
        *of_allocation,
    ]
    return config, diagnostics


# Few files have these blocks: the modules that read them are imported only if the block is set.


def _rules(written: Data, document: Document) -> tuple[list[Rule], list[Diagnostic]]:
    if not written:
        return [], []
    from .rule_reader import read

    return read(written, document)


def _exemptions(written: Data, path: str, rules: list[str]) -> tuple[tuple[Exemption, ...], list[Diagnostic]]:
    if not written:
        return (), []
    from .exemptions import read

    return read(written, path, rules)


def _allocation(written: Data, path: str) -> tuple[Allocation | None, list[Diagnostic]]:
    if not written:
        return None, []
    from .allocation import read

    return read(written, path)


def _severities(written: Data, path: str, rules: list[str]) -> tuple[dict[str, str], list[Diagnostic]]:
    if not written:
        return {}, []
    from .severities import read

    return read(written, path, rules)


def _problems(config: Config, document: str) -> Iterator[Diagnostic]:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,31}", config.tag_prefix):
        yield Diagnostic(
            "config-invalid",
            '"tag_prefix" must match [A-Za-z][A-Za-z0-9.-]{{0,31}}, found {0}',
            'use letters, digits, "." and "-" only, and start with a letter',
            Location(document, ("tag_prefix",)),
            values=(config.tag_prefix,),
        )
    for directory, target in config.path_map.items():
        is_absolute = directory.startswith("/")
        if not is_absolute or posixpath.isabs(target) or posixpath.normpath(target).startswith(".."):
            yield Diagnostic(
                "config-invalid",
                '"path_map" value {1} of {0} must be a path below the project root'
                if is_absolute
                else '"path_map" key {0} must be an absolute path',
                'use a path relative to the project root, for example "."'
                if is_absolute
                else 'write "/{0:bare}: {1:bare}"',
                Location(document, ("path_map", directory)),
                values=(directory, target),
            )


def _condition_problems(conditions: list[tuple[str, Condition]], document: str) -> Iterator[Diagnostic]:
    """Report values that no job has, because such a rule would apply to no job."""
    known = {"provider": set(PROVIDERS), "runtime": {name for cloud in PROVIDERS.values() for name in cloud.RUNTIMES}}
    for index, (block, each) in enumerate(conditions):
        for name, names in known.items():
            for position, value in enumerate(getattr(each, name)):
                if value not in names:
                    listed = tuple(sorted(names))
                    yield Diagnostic(
                        "config-invalid",
                        'unknown {1:bare} {0} in "when"{near}',
                        "use one of: {2:all}",
                        Location(document, (block, index, "when", name, position)),
                        values=(value, name, listed),
                        near=Near(value, listed),
                    )
