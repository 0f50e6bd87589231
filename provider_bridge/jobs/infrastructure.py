"""What a job runs on: the blocks of `infrastructure`, every field present, and whether they go together."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..diagnostics import QUERY, WARNING, Finding, Where, nearest
from ..documents.document import Quoted
from ..providers import PROVIDERS
from ..schema.accept import BLOCKS, REQUIREMENTS
from ..secrets import quoted
from .job import VARIABLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..documents.document import Map
    from ..documents.yaml_loader import Data
    from ..query.parse import Query

_GIT_SOURCE = re.compile(
    r"git::|git@|ssh://|(?:github\.com|gitlab\.com|bitbucket\.org)/|https?://[^?]*\.git(?://|\?|$)"
)
"""Module sources that Terraform gets with git, where `?ref=` is the pin."""

_FREE_FORM = ("backend_config", "variables", "op_config")
"""What other programs read: there a number is a number and a boolean a boolean."""
_DIGITS = 154
"""A Terraform number keeps 512 bits, and rounds what is longer: jsondecode of 155 digits is another number."""


def _seconds(text: str) -> int | None:
    """A whole number, 1 or more; at most nine digits, which is thirty years."""
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 10 else None


_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_TYPED: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "max_runtime_seconds": ("compute", "a whole number of seconds, 1 or more", _seconds),
    "private_networking": ("networking", "true or false", _BOOLEANS.get),
}
"""Fields whose value is no text: their block, what they take, and the reading; None is none of that."""


def blocks(data: Map) -> dict[str, dict[str, Any]]:
    """The blocks with every field of the contract, None where the job doesn't set it.

    `max_runtime_seconds` is a number, `private_networking` a bool, free-form maps keep JSON's types, the rest is text.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, fields in BLOCKS.items():
        block = _map(data.get(name))
        found[name] = {field: _field(field, block.get(field)) for field in fields}
    requirements = _map(_map(data.get("dagster")).get("resource_requirements"))
    found["dagster"]["resource_requirements"] = {field: requirements.get(field) for field in REQUIREMENTS}
    return found


def problems(data: Map, query: Query, where: Where) -> Iterator[Finding]:
    """What doesn't go together: provider, runtime, resource class, values with a type, variables named like ours.

    `where` is the place of `infrastructure`.
    """
    provider, asked = data.get("provider"), query.provider
    if provider is None and asked is None:
        yield Finding(
            "provider-missing", '"infrastructure" names no provider', f'add "provider: …": {_one_of(PROVIDERS)}', where
        )
    elif provider is not None and provider not in PROVIDERS:
        yield Finding(
            "provider-unknown",
            f'"{provider}" is no provider{nearest(str(provider), PROVIDERS)}',
            f"use {_one_of(PROVIDERS)}",
            _below(where, "provider"),
        )
    else:
        yield from _runtime_problems(str(provider or asked), data, where)
        yield from _resource_problems(str(asked or provider), query.resource)
    for name, (block, wanted, reading) in _TYPED.items():
        value = _map(data.get(block)).get(name)
        if value is not None and reading(str(value)) is None:
            yield Finding(
                "field-type",
                f'"infrastructure.{block}.{name}" takes {wanted}, not "{value}"',
                f"write {wanted}",
                _below(where, block, name),
            )
    yield from _module_problems(data, where)
    for name in _map(_map(data.get("terraform")).get("variables")):
        if name in VARIABLE_NAMES:
            yield Finding(
                "key-collision",
                f'the variable "{name}" is one that the job gives itself',
                "rename it, or set the job's own field",
                _below(where, "terraform", "variables", name)._replace(key=True),
            )


def _module_problems(data: Map, where: Where) -> Iterator[Finding]:
    """A git source without a pin deploys what its branch holds that day; a version beside it must say the same."""
    terraform = _map(data.get("terraform"))
    source, version = terraform.get("module_source"), terraform.get("module_version")
    if not isinstance(source, str) or not _GIT_SOURCE.match(source):
        return
    ref = re.search(r"[?&]ref=([^&]+)", source)
    place = _below(where, "terraform", "module_source")
    if ref is None:
        pin = f"v{version}" if version else "v1.2.0"
        yield Finding(
            "module-unpinned",
            f"the module {quoted(source)} is not pinned",
            f'add "?ref=…" to it, for example "?ref={pin}"',
            place,
            WARNING,
        )
    elif isinstance(version, str) and ref[1].removeprefix("v") != version.removeprefix("v"):
        yield Finding(
            "module-version-mismatch",
            f'"module_version" is "{version}", but the source is pinned to "{ref[1]}"',
            "make both say the same version",
            _below(where, "terraform", "module_version"),
        )


def _resource_problems(provider: str, resource: str | None) -> Iterator[Finding]:
    classes = PROVIDERS[provider].CLASSES
    if resource is not None and resource not in classes:
        yield Finding(
            "query-value",
            f'"{resource}" is no resource class of {PROVIDERS[provider].TITLE}, which the tags are for',
            f"use one of: {', '.join(sorted(classes))}",
            Where(QUERY, ("resource",)),
        )


def _runtime_problems(provider: str, data: Map, where: Where) -> Iterator[Finding]:
    runtime = _map(data.get("runtime")).get("type")
    runtimes = PROVIDERS[provider].RUNTIMES
    if runtime is None or runtime in runtimes:
        return
    elsewhere = [name for name, cloud in PROVIDERS.items() if runtime in cloud.RUNTIMES]
    reason = f"belongs to {_one_of(elsewhere)}" if elsewhere else "is no runtime" + nearest(str(runtime), runtimes)
    yield Finding(
        "runtime-mismatch",
        f'{PROVIDERS[provider].TITLE} has no runtime "{runtime}": it {reason}',
        f"use {_one_of(runtimes)}, or another provider",
        _below(where, "runtime", "type"),
    )


def _field(name: str, value: Data) -> Any:
    if value is None:
        return None
    if name in _TYPED:
        return _TYPED[name][2](str(value))
    return _free(value) if name in _FREE_FORM else value


def _free(value: Data) -> Any:
    """JSON's types where YAML's plain scalars look like them: `3` is a number, `3.10`, `012` and `"3"` are text."""
    if isinstance(value, dict):
        return {key: _free(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_free(item) for item in value]
    if value is None or isinstance(value, Quoted):
        return value
    if value in ("true", "false"):
        return value == "true"
    return _number(value) if value[-1:].isdigit() and value.lstrip("-")[:1].isdigit() else value


def _number(text: str) -> Any:
    if len(text) > _DIGITS:
        return text
    try:
        number = json.loads(text)
    except ValueError:
        return text
    return number if json.dumps(number) == text else text


def _map(data: Data) -> Map:
    return data if isinstance(data, dict) else {}


def _below(where: Where, *steps: str) -> Where:
    return Where(where.document, (*where.path, *steps))


def _one_of(names: Any) -> str:
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
