"""The checks of a query: its keys and values, alone and together."""

from __future__ import annotations

import json
import re

from ..diagnostics import QUERY, Diagnostic, Location, Near
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from ..wording import one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

API = "1"
ENV = "env."
FIELDS = (
    *("key", "path", "container_path", "name", "slug", "tenant_id", "environment", "provider"),
    *("tags", "labels", "annotations", "runtime", "compute", "networking", "storage", "dagster", "terraform"),
    *("budget", "warnings", "origins"),
)
"""First-level fields of a resolved job."""
QUERY_KEYS = {
    *("job", "jobs", "provider", "output", "resource", "root", "config"),
    *("tenants", "strict", "origins", "fields", "api"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "provider": tuple(PROVIDERS),
    "output": ("tags", "variables"),
    "strict": ("true", "false"),
    "origins": ("true", "false"),
}
_NEEDS = {"tenants": "jobs", "origins": "jobs", "fields": "jobs", "output": "job"}
"""Keys that apply only with another key."""


class Number(str):
    """A JSON number: not a string."""

    __slots__ = ()


def check_pair(key: str, value: Any, earlier: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the errors of one key and its value. `earlier` are the keys before it.

    A null is ignored, because hashicorp/external drops it and `data "local_command"` sends it.
    """
    location = Location(QUERY, (key,))
    if key in earlier:
        message = "duplicate query key {0}"
        yield Diagnostic("query-key", message, "remove one of the two", location, values=(key,))
    if value is None:
        return
    if key not in earlier:
        yield from _check_key(key)
    if type(value) is not str:
        kind = _kind(value)
        fix = (
            "use jsonencode to make a string of it" if kind in ("a list", "an object") else "write the value in quotes"
        )
        message = "{0} must be a string, found {1:bare}"
        yield Diagnostic("query-value", message, fix, location, values=(key, kind))
    elif any("\ud800" <= char <= "\udfff" or char == "\0" for char in value):
        message = "{0} must be valid Unicode, found half a character or a NUL"
        yield Diagnostic("query-value", message, "remove the character from the value", location, values=(key,))
    elif key in CHOICES and value not in CHOICES[key]:
        yield Diagnostic(
            "provider-unknown" if key == "provider" else "query-value",
            "unknown provider {0}{near}" if key == "provider" else "{1} must be {3:bare}, found {0}{near}",
            "use one of: {2:list}",
            location,
            values=(value, key, CHOICES[key], one_of(f'"{each}"' for each in CHOICES[key])),
            near=Near(value, CHOICES[key]),
        )
    elif key == "api" and value != API:
        newer = value.isdigit() and int(value[:9]) > int(API)
        yield Diagnostic(
            "api-version",
            '"api" must be {1}, found {0}',
            "upgrade provider-bridge to a version that supports API {0}"
            if newer
            else 'upgrade the Terraform module to a version that sends "api" = {1}',
            location,
            values=(value, API),
        )
    elif not value and not key.startswith(ENV):
        message = "{0} must not be empty"
        yield Diagnostic("query-value", message, "set a value, or remove the key", location, values=(key,))


def _check_key(key: str) -> Iterator[Diagnostic]:
    location = Location(QUERY, (key,))
    if key.startswith(ENV):
        if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key[len(ENV) :]):
            message = "invalid variable name {1} in query key {0}"
            fix = 'use letters, digits and "_", and start with a letter or "_"'
            yield Diagnostic("query-key", message, fix, location, values=(key, key[len(ENV) :]))
    elif key not in QUERY_KEYS:
        known = tuple(sorted(QUERY_KEYS))
        yield Diagnostic(
            "query-key",
            "unknown query key {0}{near}",
            "use one of: {1:all}, env.NAME",
            location,
            values=(key, known),
            near=Near(key, known, "rename it to {near}, or remove it"),
        )


def _kind(value: Any) -> str:
    if isinstance(value, Number):
        return "a number"
    if value is True or value is False:
        return json.dumps(value)
    return "a list" if type(value) is list else "an object"


def check_query(values: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the errors of keys that cannot be used together."""
    if ("job" in values) == ("jobs" in values):
        if "job" in values:
            fix = "remove one of the two"
            message = 'query must have exactly one of "job" and "jobs", found both'
            yield Diagnostic("query-key", message, fix, Location(QUERY, ("jobs",)))
        else:
            fix = 'add "job" for one job, "jobs" for several'
            message = 'query must have exactly one of "job" and "jobs", found neither'
            yield Diagnostic("query-key", message, fix, Location(QUERY))
        return
    for key, needed in _NEEDS.items():
        if key in values and needed not in values:
            fix = "remove {0}, or use {1}"
            message = "{0} applies only with {1}"
            yield Diagnostic("query-key", message, fix, Location(QUERY, (key,)), values=(key, needed))
    yield from _check_resource(values.get("resource"), values.get("provider"))


def _check_resource(resource: str | None, provider: str | None) -> Iterator[Diagnostic]:
    if resource is None:
        return
    clouds = [provider] if provider else PROVIDERS
    known = tuple(sorted({name for cloud in clouds for name in PROVIDERS[cloud].resource_classes()}))
    if resource in known:
        return
    yield Diagnostic(
        "query-value",
        "unknown resource class {0} of {1:bare}{near}" if provider else "unknown resource class {0}{near}",
        "use one of: {2:list}",
        Location(QUERY, ("resource",)),
        values=(resource, provider or "", known),
        near=Near(resource, known, "replace it with {near}"),
    )


def check_fields(fields: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Yield an error for each field that a resolved job does not have."""
    for field in fields:
        if field not in FIELDS:
            message, fix = 'unknown field {0} in "fields"{near}', "use one of: {1:all}"
            location = Location(QUERY, ("fields",))
            yield Diagnostic(
                "query-value",
                message,
                fix,
                location,
                values=(field, FIELDS),
                near=Near(field, FIELDS, "replace it with {near}"),
            )


def split_list(key: str, value: str) -> tuple[tuple[str, ...], Diagnostic | None]:
    """Return the items of a JSON list, a comma list or one glob, and an error or None."""
    location, fix = Location(QUERY, (key,)), 'write a JSON list of strings, as `jsonencode(["…"])` does'
    if re.match(r'\[\s*["\]]', value):
        try:
            items = json.loads(value)
        except (ValueError, RecursionError) as error:  # a number of many digits is a ValueError
            message = "{0} must be a JSON list of strings: {1:bare}"
            return (), Diagnostic("query-value", message, fix, location, values=(key, str(error)))
        if not items or not all(isinstance(item, str) and item for item in items):
            message = "{0} must be a list of strings that are not empty"
            return (), Diagnostic("query-value", message, fix, location, values=(key,))
    else:
        items = [value] if key == "jobs" else [item.strip() for item in value.split(",")]
        items = [item for item in items if item]
    return tuple(dict.fromkeys(items)), None
