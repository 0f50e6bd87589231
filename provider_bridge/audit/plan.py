"""Terraform's plans as JSON (`terraform show -json FILE`): the planned resources as plain records.

Format: developer.hashicorp.com/terraform/internals/json-format, version 1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, DiagnosticError, Location
from .plan_data import ExactDecoder
from .planned_resources import deferred_changes, planned_resources

if TYPE_CHECKING:
    from .planned_resources import Deferred, Resource

_FIX = "create it with: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"
_CONVERT = "convert it with: terraform show -json plan.out > plan.json"
_HEAD = 1000
"""The characters at the start of a text that tell its type."""


class Plan(NamedTuple):
    """The planned resources, and the changes that the plan defers."""

    location: Location
    """The location of diagnostics about the plan."""
    resources: tuple[Resource, ...]
    deferred: tuple[Deferred, ...]


class PlanError(DiagnosticError):
    """A text that is not a plan, or a plan of an unsupported format."""


def parse(raw: bytes, location: Location) -> Plan:
    """Return the plan in a JSON text, in UTF-8 or, as PowerShell writes it, UTF-16.

    `location` is that of diagnostics about the plan.

    Raises:
        PlanError: The text is not a plan, or a plan of an unsupported format.

    """
    data = _decoded(raw, location)
    _check(data, location)
    return Plan(location, tuple(planned_resources(data)), tuple(deferred_changes(data)))


def _decoded(raw: bytes, location: Location) -> dict[str, Any]:
    if raw.startswith(b"PK"):
        message = "the plan must be JSON, found Terraform's binary format"
        raise PlanError(Diagnostic("plan-format", message, _CONVERT, location))
    if not raw or raw.isspace():
        raise PlanError(Diagnostic("plan-json", "the plan is empty", _FIX, location))
    try:
        data = json.loads(raw, cls=ExactDecoder)
    except json.JSONDecodeError as error:
        raise PlanError(_not_json(error, location)) from None
    except UnicodeDecodeError as error:
        message, values = "the plan must be UTF-8, found another byte at offset {0:bare}", (str(error.start),)
        raise PlanError(Diagnostic("plan-json", message, _FIX, location, values=values)) from None
    except RecursionError:
        raise PlanError(Diagnostic("plan-json", "the plan has too many nested levels", _FIX, location)) from None
    except ValueError as error:
        message, values = "the plan cannot be read: {0:bare}", (str(error),)
        raise PlanError(Diagnostic("plan-json", message, _FIX, location, values=values)) from None
    if not isinstance(data, dict):
        message = "the plan must be a JSON object"
        raise PlanError(Diagnostic("plan-format", message, _FIX, location))
    return data


def _not_json(error: json.JSONDecodeError, location: Location) -> Diagnostic:
    if '"@level"' in error.doc[:_HEAD]:
        message = 'the file is the log of "terraform plan -json", not a plan'
        return Diagnostic("plan-format", message, _FIX, location)
    around = _text_around(error, location)
    if around is not None:
        return around
    location = location._replace(line=error.lineno, column=error.colno)
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        return Diagnostic("plan-json", "the plan is incomplete: its JSON ends too early", _FIX, location)
    return Diagnostic("plan-json", "the plan must be JSON: {0:bare}", _FIX, location, values=(error.msg,))


def _text_around(error: json.JSONDecodeError, location: Location) -> Diagnostic | None:
    """Return a diagnostic of text before or after the JSON of a plan, as a wrapper of Terraform prints it."""
    text = error.doc
    is_json = text.lstrip().startswith("{")
    if is_json and error.msg == "Extra data":
        message, start = "unexpected {0:40} after the JSON of the plan", error.pos
        location = location._replace(line=error.lineno, column=error.colno)
    elif not is_json and '"format_version"' in text:
        message, start = "unexpected {0:40} before the JSON of the plan", len(text) - len(text.lstrip())
        location = location._replace(line=text.count("\n", 0, start) + 1, column=1)
    else:
        return None
    fix = _FIX
    if "[command]" in text[:_HEAD] or "::debug::" in text[error.pos :][:_HEAD]:
        fix = 'set "terraform_wrapper: false" in the step that uses hashicorp/setup-terraform'
    return Diagnostic("plan-json", message, fix, location, values=(text[start:][:_HEAD].splitlines()[0],))


def _check(data: dict[str, Any], location: Location) -> None:
    version = data.get("format_version")
    if "values" in data and "planned_values" not in data:
        message = "the file is a Terraform state, not a plan"
        raise PlanError(Diagnostic("plan-format", message, _CONVERT, location))
    if {"serial", "lineage"} & data.keys():
        raise PlanError(Diagnostic("plan-format", "the file is a Terraform state file, not a plan", _FIX, location))
    major = version.partition(".")[0] if isinstance(version, str) else ""
    if not major.isdecimal() or not isinstance(data.get("planned_values"), dict):
        message, missing = "the file is not a plan: required field {0} is missing", "planned_values"
        values = (missing if major.isdecimal() else "format_version",)
        raise PlanError(Diagnostic("plan-format", message, _FIX, location, values=values))
    if major == "0":
        message, fix = "the plan must have format version 1, found {0}", "create the plan with Terraform 1.5 or newer"
        raise PlanError(Diagnostic("plan-format", message, fix, location, values=(str(version),)))
    if major != "1":
        message, fix = "the plan must have format version 1, found {0}", "upgrade provider-bridge"
        raise PlanError(Diagnostic("plan-format", message, fix, location, values=(str(version),)))
    if data.get("errored") is True:
        message = 'the plan is incomplete: "terraform plan" ended with an error'
        fix = 'fix the errors of "terraform plan", then create the plan again'
        raise PlanError(Diagnostic("plan-format", message, fix, location))
