"""The parts of a YAML text that an edit changes: comments and formatting stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..documents.data import Position

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = re.compile(r"[A-Za-z_][\w./@+-]*(?:[ :][\w./@+-]+)*", re.ASCII)
"""Text that is itself without quotes, as a key and as a value."""
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Text that other readers of YAML take for something else."""
_ENTRY = re.compile(
    r"""(?P<head>[ ]*(?:-[ ]+)*(?:(?:[\w./@+-]+|"[^"\\]*"|'[^']*'):[ ]+)?)(?P<value>[^\s"'#\[{|>].*?)(?:\s+\#.*|\s*)"""
)


class TextEdit(NamedTuple):
    """A part of a text, from a start to before an end, and what takes its place."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Return a text with edits; of two that overlap the second is left out."""
    pieces, done = [], 0
    for edit in sorted(set(edits)):
        if edit.start >= done:
            pieces += [text[done : edit.start], edit.text]
            done = edit.end
    return "".join([*pieces, text[done:]])


def rename(text: str, position: Position, old: str, new: str) -> TextEdit | None:
    """Return the edit that renames the key at a position.

    None if another key is there, or if the mapping has the new key.
    """
    for mapping in _mappings(_compose(text)):
        for key, _ in mapping.value:
            if (key.start_mark.line + 1, key.start_mark.column + 1) == position and key.value == old:
                if any(other.value == new for other, _ in mapping.value):
                    return None
                start, end = key.start_mark.index, key.end_mark.index
                return TextEdit(start, end, _scalar(new, key.style)) if _is_written(text[start:end], key) else None
    return None


def add_tags(text: str, tags: Mapping[str, str]) -> TextEdit | None:
    """Return the edit that adds tags to `infrastructure.tags`.

    None if the mapping is elsewhere, for example behind an alias.
    """
    root = _compose(text)
    infrastructure = _value(root, "infrastructure")
    if not isinstance(infrastructure, yaml.MappingNode) or not infrastructure.value:
        return None
    entries = {_scalar(key): _scalar(value) for key, value in tags.items()}
    old = _value(infrastructure, "tags")
    if old is None:
        return None if _has(infrastructure, "tags") else _first(text, infrastructure, {"tags": entries})
    if isinstance(old, yaml.MappingNode):
        return None if any(_has(old, key) for key in tags) else _first(text, old, entries)
    if isinstance(old, yaml.ScalarNode) and old.tag.endswith(":null"):
        start, end = old.start_mark.index, old.end_mark.index
        return TextEdit(start, end, " " * (start == end) + _flow(entries)) if end - start in (0, 1, 4) else None
    return None


def quote(text: str, line: int) -> TextEdit | None:
    """Return the edit that puts the value on a line in double quotes; None where it may go on elsewhere."""
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1]))
    written = lines[line - 1].rstrip("\r\n") if line <= len(lines) else ""
    entry = _ENTRY.fullmatch(written)
    if entry is None or entry["value"][-1] in ",]}" or not entry["head"].strip():
        return None
    below = next((each for each in lines[line:] if each.strip() and not each.lstrip().startswith("#")), "")
    if len(below) - len(below.lstrip(" ")) > len(written) - len(written.lstrip(" ")):
        return None
    return TextEdit(start + entry.start("value"), start + entry.end("value"), _in_double_quotes(entry["value"]))


def _compose(text: str) -> Any:
    """Return the nodes of a text; None for one that is not YAML."""
    try:
        return yaml.compose(text, _LOADER)
    except yaml.YAMLError:
        return None


def _mappings(root: Any) -> Iterator[yaml.MappingNode]:
    """Return the mappings of a document that no alias repeats: in those, a change has one meaning."""
    uses = Counter(id(node) for parent in _nodes(root, {}) for node in _children(parent))
    repeated = {node for node, number in uses.items() if number > 1}
    return (node for node in _nodes(root, dict.fromkeys(repeated)) if isinstance(node, yaml.MappingNode))


def _nodes(root: Any, seen: dict[int, None]) -> Iterator[Any]:
    """Return each node below and with a root once, without those that were seen and what is below them."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = None
            yield node
            waiting += _children(node)


def _children(node: Any) -> list[Any]:
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _has(mapping: yaml.MappingNode, key: str) -> bool:
    return any(each.value == key for each, _ in mapping.value)


def _value(mapping: Any, key: str) -> Any:
    """Return the value of a key that is written after it; None where there is none, or an alias."""
    for each, value in mapping.value if isinstance(mapping, yaml.MappingNode) else ():
        if each.value == key and value.start_mark.index >= each.end_mark.index:
            return value
    return None


def _first(text: str, mapping: yaml.MappingNode, entries: Mapping[str, Any]) -> TextEdit | None:
    """Return the edit that writes entries before the first one of a mapping."""
    start = mapping.start_mark.index
    if mapping.flow_style:
        written = _flow(entries)[1:-1] + ", " * bool(mapping.value)
        return TextEdit(start + 1, start + 1, written) if text[start] == "{" else None
    key = mapping.value[0][0].start_mark
    indent = text[key.index - key.column : key.index]
    if indent.strip(" "):  # an anchor or "- " is before the key
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = []
    for name, value in entries.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}:", *(f"{indent}  {below}: {tag}" for below, tag in value.items())]
        else:
            lines.append(f"{indent}{name}: {value}")
    at = key.index - key.column
    return TextEdit(at, at, "".join(f"{line}{newline}" for line in lines))


def _flow(entries: Mapping[str, Any]) -> str:
    pairs = (f"{name}: {_flow(value) if isinstance(value, dict) else value}" for name, value in entries.items())
    return f"{{{', '.join(pairs)}}}"


def _is_written(written: str, key: yaml.ScalarNode) -> bool:
    """Return whether a part of a text is a key and nothing else, such as an anchor."""
    return written == key.value if not key.style else written[:1] == written[-1:] == key.style


def _scalar(text: str, style: str | None = None) -> str:
    """Return a text as YAML: in the style that is given, else plain where that is itself."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if not style and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return _in_double_quotes(text)


def _in_double_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'
