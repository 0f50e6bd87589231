"""Terraform's plans as JSON (`terraform show -json FILE`): the resources that will be there, as plain records.

Format: developer.hashicorp.com/terraform/internals/json-format, version 1.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIX = "make it with: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
_CONVERT = "convert it with: terraform show -json plan.out > plan.json"
_DEFAULTS = ("default_tags", "default_labels")
_GONE = (["delete"], ["forget"])
_MOST_DIGITS = 640
"""As many as Python reads at least, however it is set (`sys.int_info.str_digits_check_threshold`)."""


class Resource(NamedTuple):
    """A managed resource as it will be: its address, its values, and which of them are unknown or sensitive.

    `unknown` and `sensitive` have the shape of `values`, with true where a value, or all below it, is; `sensitive` is
    true where the resource is, as a whole.
    """

    address: str
    type: str
    provider: str
    """The provider's name without its registry: `aws`, `google-beta`."""
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    sensitive: Any


class Plan(NamedTuple):
    """What a plan says will be there, and which providers add tags or labels of their own to each resource."""

    resources: tuple[Resource, ...]
    with_defaults: frozenset[str]


class NotAPlan(Exception):  # noqa: N818 (it is said of a file, not of us)
    """A text that isn't a plan: the rule's name, what is wrong, how to mend it, line and column (0 is none)."""

    def __init__(self, rule: str, message: str, fix: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.rule, self.message, self.fix, self.line, self.column = rule, message, fix, line, column


def parse(raw: bytes) -> Plan:
    """The plan that a JSON text holds, in UTF-8 or, as PowerShell writes it, UTF-16. Raises `NotAPlan`."""
    data = _decoded(raw)
    _check(data)
    return Plan(tuple(_resources(data)), _with_defaults(data))


def _decoded(raw: bytes) -> dict[str, Any]:
    if raw.startswith(b"PK"):
        raise NotAPlan("plan-format", "this is a plan in Terraform's binary form", _CONVERT)
    if not raw or raw.isspace():
        raise NotAPlan("plan-json", "the plan is empty", _FIX)
    try:
        data = json.loads(raw, parse_int=_integer, parse_float=_float, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        if '"@level"' in error.doc[:1000]:
            message = "this is the log of terraform plan -json, not the plan"
            raise NotAPlan("plan-format", message, _FIX) from None
        message = f"the plan is not JSON: {error.msg}"
        if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
            message = "the plan is not whole: its JSON breaks off"
        raise NotAPlan("plan-json", message, _FIX, error.lineno, error.colno) from None
    except UnicodeDecodeError as error:
        raise NotAPlan("plan-json", f"the plan is not text: the byte at {error.start} is no UTF-8", _FIX) from None
    except RecursionError:
        raise NotAPlan("plan-json", "the plan is nested too deeply", _FIX) from None
    except ValueError as error:
        raise NotAPlan("plan-json", f"the plan can't be read: {error}", _FIX) from None
    if not isinstance(data, dict):
        raise NotAPlan("plan-format", "this is JSON, but no plan: it is not an object", _FIX)
    return data


def _integer(text: str) -> int | str:
    """A number; one of more digits than Python reads is its text."""
    return int(text) if len(text) < _MOST_DIGITS else text


def _float(text: str) -> float | str:
    """A number; one that is too large to be one here is its text."""
    number = float(text)
    return number if isfinite(number) else text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check(data: dict[str, Any]) -> None:
    """Raises `NotAPlan` where JSON isn't a plan in a format that we know."""
    version = data.get("format_version")
    if "values" in data and "planned_values" not in data:
        raise NotAPlan("plan-format", "this is a state, not a plan: it says what is, not what will be", _CONVERT)
    if {"serial", "lineage"} & data.keys():
        raise NotAPlan("plan-format", "this is a state file, not a plan", _FIX)
    major = version.partition(".")[0] if isinstance(version, str) else ""
    if not major.isdecimal() or not isinstance(data.get("planned_values"), dict):
        lacks = "planned_values" if major.isdecimal() else "format_version"
        raise NotAPlan("plan-format", f'this is JSON, but no plan: it has no "{lacks}"', _FIX)
    if major == "0":
        message = f"the plan has the format {version}, of a Terraform before 1.1"
        raise NotAPlan("plan-format", message, "plan with Terraform 1.5 or newer")
    if major != "1":
        message = f"the plan has the format {version}, and this program reads 1"
        raise NotAPlan("plan-format", message, "upgrade provider-bridge")
    if data.get("errored") is True:
        message = "the plan stopped at an error, so that resources are missing in it"
        raise NotAPlan("plan-format", message, "mend what terraform plan says, and plan again")


def _resources(data: dict[str, Any]) -> Iterator[Resource]:
    """What the plan's values hold, with what the plan's changes know better; what is deleted is in neither."""
    changes = {
        str(change.get("address")): change
        for change in _dicts(data.get("resource_changes"))
        if change.get("mode") != "data" and not _is_gone(change)
    }
    modules = [data["planned_values"].get("root_module")]
    while modules:
        module = modules.pop()
        if not isinstance(module, dict):
            continue
        modules += _dicts(module.get("child_modules"))
        for planned in _dicts(module.get("resources")):
            if planned.get("mode") != "data" and isinstance(planned.get("address"), str):
                yield _resource(planned, changes.pop(planned["address"], {}))
    for change in changes.values():
        yield _resource(change, change)


def _resource(planned: dict[str, Any], change: dict[str, Any]) -> Resource:
    detail = _dict(change.get("change"))
    after = detail.get("after")
    return Resource(
        address=str(planned.get("address")),
        type=str(planned.get("type")),
        provider=str(planned.get("provider_name")).rpartition("/")[2],
        values=after if isinstance(after, dict) else _dict(planned.get("values")),
        unknown=_dict(detail.get("after_unknown")),
        sensitive=detail.get("after_sensitive") or planned.get("sensitive_values"),
    )


def _is_gone(change: dict[str, Any]) -> bool:
    return _dict(change.get("change")).get("actions") in _GONE


def _with_defaults(data: dict[str, Any]) -> frozenset[str]:
    providers = _dict(_dict(data.get("configuration")).get("provider_config")).values()
    return frozenset(
        str(provider.get("name"))
        for provider in _dicts(list(providers))
        if not _dict(provider.get("expressions")).keys().isdisjoint(_DEFAULTS)
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
