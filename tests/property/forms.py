"""The same data in every form that YAML has for it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    Data = dict[str, Any]


class _Quoting(yaml.SafeDumper):
    """Writes every string in single quotes, keys too."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'"))


def block(data: Data) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def flow(data: Data) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_flow_style=True)


def double_quoted(data: Any) -> str:
    """JSON, which is YAML."""
    return json.dumps(data, ensure_ascii=False)


def single_quoted(data: Data) -> str:
    return yaml.dump(data, Dumper=_Quoting, allow_unicode=True, sort_keys=False)


def plain(data: Data) -> str:
    """Without quotes wherever YAML needs none."""
    return re.sub(r"'(?!null')([A-Za-z0-9_]+)'", r"\1", single_quoted(data))


def other_line_ends(data: Data) -> str:
    """With the line ends of Windows, comments and the start of a document."""
    return "# a comment\n---\n".replace("\n", "\r\n") + block(data).replace("\n", "\r\n") + "# the end\r\n"


def aliases(data: Data) -> str:
    """Each value is an alias, and its anchor is in a field of somebody else."""
    return _shared(list(data.values())) + "".join(
        f"{double_quoted(key)}: *a{number}\n" for number, key in enumerate(data)
    )


def inner_aliases(data: Data) -> str:
    """Every text, null and empty value is an alias, however deep it is."""
    values: list[Any] = []

    def write(value: Any) -> str:
        if isinstance(value, dict) and value:
            return "{" + ", ".join(f"{double_quoted(key)}: {write(each)}" for key, each in value.items()) + "}"
        if isinstance(value, list) and value:
            return "[" + ", ".join(map(write, value)) + "]"
        values.append(value)
        return f"*a{len(values) - 1} "

    text = "".join(f"{double_quoted(key)}: {write(value)}\n" for key, value in data.items())
    return _shared(values) + text


def merge_keys(data: Data) -> str:
    """Each mapping but for one of its own keys comes by a merge key, which says something else about that one."""
    mappings = {key: value for key, value in data.items() if isinstance(value, dict) and value}
    text = _shared([{**value, next(iter(value)): "hidden"} for value in mappings.values()])
    for number, (key, value) in enumerate(mappings.items()):
        own = next(iter(value))
        text += f"{double_quoted(key)}:\n  <<: *a{number}\n  {double_quoted(own)}: {double_quoted(value[own])}\n"
    return text + "".join(
        f"{double_quoted(key)}: {double_quoted(value)}\n" for key, value in data.items() if key not in mappings
    )


def several_merge_keys(data: Data) -> str:
    """Each mapping is the merge of several, the first of which counts."""
    mappings = {key: value for key, value in data.items() if isinstance(value, dict) and value}
    parts: list[Data] = []
    lines = []
    for key, value in mappings.items():
        names = ", ".join(f"*a{len(parts) + number}" for number in range(len(value)))
        parts += [
            {name: value[name], **dict.fromkeys([*value][:number], "hidden")} for number, name in enumerate(value)
        ]
        lines.append(f"{double_quoted(key)}: {{<<: [{names}]}}\n")
    lines += [f"{double_quoted(key)}: {double_quoted(value)}\n" for key, value in data.items() if key not in mappings]
    return _shared(parts) + "".join(lines)


def _shared(values: list[Any]) -> str:
    """The anchors of values."""
    lines = [f"- &a{number} {double_quoted(value)}\n" for number, value in enumerate(values)]
    return "x-shared:\n" + "".join(lines) if lines else "x-shared:\n"


FORMS: tuple[Callable[[Data], str], ...] = (
    *(block, flow, double_quoted, single_quoted, plain, other_line_ends),
    *(aliases, inner_aliases, merge_keys, several_merge_keys),
)
