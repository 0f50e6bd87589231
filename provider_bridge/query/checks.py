"""What the keys and values of a query may be, alone and together."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..diagnostics import QUERY, Finding, Where, nearest
from ..providers import PROVIDERS
from ..schema.accept import QUERY_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API = "1"
ENV = "env."
_CHOICES = {
    "provider": tuple(PROVIDERS),
    "output": ("tags", "variables"),
    "strict": ("true", "false"),
    "origins": ("true", "false"),
}
_ONLY_WITH_JOBS = ("tenants", "origins")
_ONLY_WITH_JOB = ("output",)


class Number(str):
    """A JSON number: not a string."""

    __slots__ = ()


def pair_problems(key: str, value: Any, seen: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with one key and its value; `seen` are those before it."""
    where = Where(QUERY, (key,))
    if key in seen:
        yield Finding("query-key", f'the key "{key}" stands twice in the query', "keep one of them", where)
    elif key.startswith(ENV):
        if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", key[len(ENV) :]):
            yield Finding("query-key", f'"{key}" names no variable', 'write "env.NAME": letters, digits and _', where)
    elif key not in QUERY_KEYS:
        yield Finding(
            "query-key",
            f'"{key}" is not a key of a query{nearest(key, QUERY_KEYS)}',
            f"use one of: {', '.join(sorted(QUERY_KEYS))}, env.NAME",
            where,
        )
    if type(value) is not str:
        kind = (
            "a number"
            if isinstance(value, Number)
            else json.dumps(value)
            if value is None or value in (True, False)
            else "a list"
            if type(value) is list
            else "an object"
        )
        yield value_finding(
            key, f'the value of "{key}" is {kind}', "every value of a query is a string: use jsonencode for a list"
        )
    elif any("\ud800" <= char <= "\udfff" or char == "\0" for char in value):
        yield value_finding(key, f'the value of "{key}" holds half a character or a NUL', "write it in plain UTF-8")
    elif key in _CHOICES and value not in _CHOICES[key]:
        rule = "provider-unknown" if key == "provider" else "query-value"
        yield Finding(
            rule,
            f'"{value}" is no value of "{key}"{nearest(value, _CHOICES[key])}',
            f"use one of: {', '.join(_CHOICES[key])}",
            where,
        )
    elif key == "api" and value != API:
        newer = "the program" if value.isdigit() and int(value[:9]) > int(API) else "the Terraform module"
        yield Finding(
            "api-version",
            f'the query follows contract "{value}", and this program speaks {API}',
            f"upgrade {newer}, so that both follow the same contract",
            where,
        )
    elif not value and not key.startswith(ENV):
        yield value_finding(key, f'the value of "{key}" is empty', "leave the key out, or give it a value")


def combination_problems(values: Mapping[str, str]) -> Iterator[Finding]:
    """What doesn't go together in a query."""
    if ("job" in values) == ("jobs" in values):
        given = "both" if "job" in values else "neither"
        yield Finding(
            "query-key", f'a query has either "job" or "jobs"; this one has {given}',
            'give "job" for one job, "jobs" for many', Where(QUERY, ("jobs",) if given == "both" else ()),
        )  # fmt: skip
        return
    for keys, needed in ((_ONLY_WITH_JOBS, "jobs"), (_ONLY_WITH_JOB, "job")):
        for key in keys:
            if key in values and needed not in values:
                yield Finding(
                    "query-key",
                    f'"{key}" applies to "{needed}" only',
                    f'remove it, or ask with "{needed}"',
                    Where(QUERY, (key,)),
                )
    resource, provider = values.get("resource"), values.get("provider")
    if resource is not None:
        known = {name for cloud in ([provider] if provider else PROVIDERS) for name in PROVIDERS[cloud].CLASSES}
        if resource not in known:
            yield value_finding(
                "resource",
                f'"{resource}" is no resource class'
                + (f" of {provider}" if provider else "")
                + nearest(resource, known),
                f"use one of: {', '.join(sorted(known))}",
            )


def listed(key: str, value: str) -> tuple[str, ...]:
    """The items of a JSON list, or of what people write by hand: one glob, or tenants with commas."""
    if re.match(r'\[\s*["\]]', value):
        try:
            items = json.loads(value)
        except (ValueError, RecursionError) as error:  # a number of many digits is a ValueError
            raise ValueError(f'the value of "{key}" is not a JSON list: {error}') from None
        if not items or not all(isinstance(item, str) and item for item in items):
            raise ValueError(f'the value of "{key}" is not a list of strings, each with something in it')
    else:
        items = [item.strip() for item in value.split(",")] if key == "tenants" else [value]
        items = [item for item in items if item]
    return tuple(dict.fromkeys(items))


def value_finding(key: str, message: str, fix: str) -> Finding:
    """Something wrong with the value of a key."""
    return Finding("query-value", message, fix, Where(QUERY, (key,)))
