"""The reader of the organization's rules in the configuration file."""

from __future__ import annotations

import json
import re

from ..diagnostics import ERROR, WARNING, Diagnostic, Location
from ..light_typing import TYPE_CHECKING
from .data_shapes import RESOLVED_JOB, TAG_MAP
from .entries import as_list, condition, field, source_of
from .rules import JOB, TAGS, Rule
from .schemas import read_schema, schema_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..documents.data import Data
    from ..documents.document import Document


def read(written: Data, document: Document) -> tuple[list[Rule], list[Diagnostic]]:
    """Return the value of `rules` as records, and its errors."""
    try:
        import jsonschema  # noqa: F401
    except ImportError:  # as in the bundle
        return [], [_extra_missing(document.path)]
    rules = [
        Rule(
            str(field(item, "name")),
            json.dumps(read_schema(field(item, "schema")), sort_keys=True),
            WARNING if field(item, "severity") == WARNING else ERROR,
            condition(field(item, "when")),
            str(field(item, "message") or ""),
            source_of(document, "rules", index),
            Location(document.path, ("rules", index, "schema"), on_key=True),
            JOB if field(item, "on") == JOB else TAGS,
        )
        for index, item in enumerate(as_list(written))
    ]
    return rules, list(_problems(rules, as_list(written), document.path))


def _extra_missing(document: str) -> Diagnostic:
    message = '"rules" needs the Python package "jsonschema", which is not installed'
    fix = "install provider-bridge with pipx or pip, which installs the package too"
    return Diagnostic("extra-missing", message, fix, Location(document, ("rules",)).key())


def _problems(rules: Sequence[Rule], written: list[Data], document: str) -> Iterator[Diagnostic]:
    """Report an invalid severity, a duplicate or invalid name, and an invalid schema."""
    names: set[str] = set()
    for index, rule in enumerate(rules):
        location = Location(document, ("rules", index))
        severity = field(written[index], "severity")
        if severity not in (None, ERROR, WARNING):
            yield Diagnostic(
                "config-invalid",
                'severity of rule {1} must be "error" or "warning", found {0}',
                'set it to "error" or "warning"',
                location.below("severity"),
                values=(str(severity), rule.name),
            )
        if rule.name in names or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", rule.name):
            yield Diagnostic(
                "config-invalid",
                "duplicate rule name {0}"
                if rule.name in names
                else "rule name must match [A-Za-z0-9][A-Za-z0-9._-]*, found {0}",
                "rename one of the rules"
                if rule.name in names
                else 'use letters, digits, ".", "_" and "-" only, and start with a letter or digit',
                location.below("name"),
                values=(rule.name,),
            )
        names.add(rule.name)
        on = field(written[index], "on")
        if on not in (None, JOB):
            yield Diagnostic(
                "config-invalid",
                '"on" of rule {0} must be "job", found {1}',
                'set "on" to "job", or remove "on"',
                location.below("on"),
                values=(rule.name, str(on)),
            )
        shape = RESOLVED_JOB if rule.on == JOB else TAG_MAP
        problem = schema_problem(rule.name, json.loads(rule.schema), shape, location.below("schema"))
        if problem:
            yield problem
