"""The blocks of `infrastructure`: their values, and the checks across them."""

from __future__ import annotations

import re

from ..diagnostics import QUERY, WARNING, Diagnostic, Location, Near
from ..documents.document import as_map
from ..documents.yaml_loader import Quoted
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from ..schema import check
from ..wording import one_of
from .job import BLOCKS, VARIABLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..documents.data import Data
    from ..documents.document import Map
    from ..query.parse import Query

_GIT_SOURCE = r"git::|git@|ssh://|(?:github\.com|gitlab\.com|bitbucket\.org)/|https?://[^?]*\.git(?://|\?|$)"
"""Module sources that Terraform gets with git, where `?ref=` is the pin."""

_REQUIREMENTS = check.fields("job", "infrastructure", "dagster", "resource_requirements")
_FREE_FORM = ("backend_config", "variables", "op_config")
"""Fields for other programs, in which numbers and booleans have their own types."""
_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"
_MAX_DIGITS = 154
"""A Terraform number has 512 bits: `jsondecode` rounds an integer of 155 digits."""
_MAX_FRACTION_DIGITS = 15
"""Significant digits that a double keeps in any case (IEEE 754)."""


def _seconds(text: str) -> int | None:
    """Return a whole number greater than 0 with at most nine digits (thirty years), or None."""
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 10 else None


_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_TYPED: dict[str, tuple[str, str, str, Callable[[str], Any]]] = {
    "max_runtime_seconds": (
        "compute",
        "a whole number greater than 0",
        'a number of seconds, for example "3600"',
        _seconds,
    ),
    "private_networking": ("networking", "true or false", "true or false", _BOOLEANS.get),
}
"""Fields whose value is not a string: block, expected value, example, and reader.

The reader returns None for another value.
"""


def blocks(data: Map) -> dict[str, dict[str, Any]]:
    """Return the blocks with every field, which is None if the job does not set it.

    `max_runtime_seconds` is a number, `private_networking` a bool; free-form maps have the types of JSON, other fields
    are strings.
    """
    values: dict[str, dict[str, Any]] = {}
    for name, fields in BLOCKS.items():
        block = as_map(data.get(name))
        values[name] = {field: _field(field, block[field]) if field in block else None for field in fields}
    requirements = as_map(as_map(data.get("dagster")).get("resource_requirements"))
    values["dagster"]["resource_requirements"] = {field: requirements.get(field) for field in _REQUIREMENTS}
    return values


def problems(data: Map, query: Query, location: Location) -> Iterator[Diagnostic]:
    """Check provider, runtime, resource class, typed values, module and variables together.

    `location` is that of `infrastructure`.
    """
    provider, format_provider = data.get("provider"), query.provider
    if provider is None and format_provider is None:
        message, fix = 'required field "infrastructure.provider" is missing', "set it to one of: {0:all}"
        yield Diagnostic("provider-missing", message, fix, location.below("provider"), values=(tuple(PROVIDERS),))
    elif provider is not None and provider not in PROVIDERS:
        yield Diagnostic(
            "provider-unknown",
            "unknown provider {0}{near}",
            "use one of: {1:all}",
            location.below("provider"),
            values=(str(provider), tuple(PROVIDERS)),
            near=Near(str(provider), tuple(PROVIDERS)),
        )
    else:
        yield from _runtime_problems(str(provider or format_provider), data, location)
        yield from _resource_problems(str(format_provider or provider), query.resource)
    for name, (block, wanted, example, reading) in _TYPED.items():
        value = as_map(data.get(block)).get(name)
        if value is not None and reading(str(value)) is None:
            message, values = (
                '"infrastructure.{0:bare}.{1:bare}" must be {2:bare}, found {3}',
                (block, name, wanted, str(value), example),
            )
            yield Diagnostic("field-type", message, "set it to {4:bare}", location.below(block, name), values=values)
    yield from _empty_strings(data, location)
    yield from _module_problems(data, location)
    for name in as_map(as_map(data.get("terraform")).get("variables")):
        if name in VARIABLE_NAMES:
            message = '"terraform.variables.{0:bare}" must not be set: provider-bridge sets the variable {0}'
            at = location.below("terraform", "variables", name).key()
            yield Diagnostic("key-collision", message, "rename the variable", at, values=(name,))


def _empty_strings(data: Map, location: Location) -> Iterator[Diagnostic]:
    """Report empty strings in the blocks, for which a cloud would use its default without a warning."""
    for block in BLOCKS:
        for field, value in as_map(data.get(block)).items():
            may_be_empty = not value or not isinstance(value, str)  # most values are strings, and need no location
            if may_be_empty and field not in _FREE_FORM and field not in _TYPED:
                yield from _empty_in(value, location.below(block, field))


def _empty_in(value: Data, location: Location) -> Iterator[Diagnostic]:
    if value == "":
        fix = "remove the item" if isinstance(location.path[-1], int) else "remove the field, or set a value"
        yield Diagnostic("field-type", "{0} must not be empty", fix, location, values=(location.field,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _empty_in(item, location.below(index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _empty_in(item, location.below(key))


def _module_problems(data: Map, location: Location) -> Iterator[Diagnostic]:
    """Report a git source without a version, and a version that differs from the source's."""
    terraform = as_map(data.get("terraform"))
    source, version = terraform.get("module_source"), terraform.get("module_version")
    if not isinstance(source, str) or not re.match(_GIT_SOURCE, source):
        return
    ref = re.search(r"[?&]ref=([^&]+)", source)
    at = location.below("terraform", "module_source")
    if ref is None:
        message, fix = (
            '"module_source" has no version: {0}',
            'append a tag or commit, for example "{2:bare}ref=v{1:bare}"',
        )
        values = (source, str(version or "1.2.0").removeprefix("v"), "&" if "?" in source else "?")
        yield Diagnostic("module-unpinned", message, fix, at, WARNING, values)
    elif isinstance(version, str) and ref[1].removeprefix("v") != version.removeprefix("v"):
        message, fix = '"module_version" is {0}, but "module_source" is pinned to {1}', "set both to the same version"
        at = location.below("terraform", "module_version")
        yield Diagnostic("module-version-mismatch", message, fix, at, values=(version, ref[1]))


def _resource_problems(provider: str, resource: str | None) -> Iterator[Diagnostic]:
    if resource is not None and resource not in (classes := PROVIDERS[provider].resource_classes()):
        yield Diagnostic(
            "query-value",
            "unknown resource class {0} of {1:bare}, the provider of the job",
            "use one of: {2:list}",
            Location(QUERY, ("resource",)),
            values=(resource, PROVIDERS[provider].TITLE, tuple(sorted(classes))),
        )


def _runtime_problems(provider: str, data: Map, location: Location) -> Iterator[Diagnostic]:
    runtime = as_map(data.get("runtime")).get("type")
    runtimes = PROVIDERS[provider].RUNTIMES
    if not runtime or runtime in runtimes:
        return
    elsewhere = [name for name, cloud in PROVIDERS.items() if runtime in cloud.RUNTIMES]
    yield Diagnostic(
        "runtime-mismatch",
        'runtime {1} is available on {2:bare} only, and "provider" is {0}'
        if elsewhere
        else "unknown runtime {1}{near}",
        "use one of: {3:all}",
        location.below("runtime", "type"),
        values=(provider, str(runtime), one_of(elsewhere) if elsewhere else "", runtimes),
        near=Near(str(runtime), runtimes),
    )


def _field(name: str, value: Data) -> Any:
    if value is None:
        return None
    if name in _TYPED:
        return _TYPED[name][3](str(value))
    return _free(value) if name in _FREE_FORM else value


def _free(value: Data) -> Any:
    """Return free-form data with JSON's types: `3` is a number; `3.10`, `012` and `"3"` are not."""
    if isinstance(value, dict):
        return {key: _free(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_free(item) for item in value]
    if value is None or isinstance(value, Quoted):
        return value
    if value in ("true", "false"):
        return value == "true"
    return number(value) if value[-1:].isdigit() else value


def number(text: str) -> Any:
    """Return a plain scalar as a number, or unchanged if it is not a number."""
    match = re.fullmatch(_NUMBER, text)
    digits = len(text.lstrip("-0.").replace(".", ""))
    if match is None or text == "-0" or digits > (_MAX_FRACTION_DIGITS if match[2] else _MAX_DIGITS):
        return text
    return float(text) if match[2] else int(text)
