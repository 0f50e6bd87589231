"""Documents and texts that several properties are tried on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from provider_bridge.schema import export

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]

# What people and fuzzers type: pieces that mean something to YAML, put together at random.
PIECES = st.sampled_from(
    [
        *("a", "b", "0", "~", "é", "😀", " ", "  ", "\n", "\n  ", "\n- ", ": ", ":", "- ", "-", "? ", ", ", "=", "<<"),
        *("[", "]", "{", "}", "#", " #", "&a ", "*a", "!x ", "!!str ", "|", ">", "|-\n", "'", '"', "%", "@", "`"),
        *("\\", "\\n", "---\n", "...\n", "a: ", "b: ", "<<: ", "\t", "\r\n", "\u2028", "\x85", "\ufeff"),
        *("null", "''", '""'),
    ]
)
TYPED = st.lists(PIECES, max_size=16).map("".join)

TEXTS = st.text("ab", max_size=2)
ANYTHING = st.recursive(
    st.none() | TEXTS, lambda below: st.lists(below, max_size=2) | st.dictionaries(TEXTS, below, max_size=2)
)
OF_TYPE = {"string": TEXTS, "null": st.none()}


@cache
def documents(kind: str) -> st.SearchStrategy[Any]:
    """Documents of a kind, and those that differ from one in one place."""
    schema = export.schema(kind)
    right = like(schema, schema, 0)
    return right | right.flatmap(changed_somewhere)


def like(schema: dict[str, Any], whole: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """Documents of a schema's shape."""
    if "$ref" in schema:
        node: Any = whole
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        return like(node, whole, depth + 1) if depth < 12 else st.none()
    if "enum" in schema:
        return TEXTS
    if "anyOf" in schema:
        return st.one_of([like(part, whole, depth + 1) for part in schema["anyOf"]])
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    parts: list[st.SearchStrategy[Any]] = [OF_TYPE[name] for name in types if name in OF_TYPE]
    if "array" in types:
        parts.append(st.lists(like(schema.get("items", {}), whole, depth + 1), max_size=2))
    if "object" in types or "properties" in schema:
        parts.append(mapping(schema, whole, depth))
    return st.one_of(parts) if parts else ANYTHING


def mapping(schema: dict[str, Any], whole: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    fields = {name: like(field, whole, depth + 1) for name, field in schema.get("properties", {}).items()}
    required = {name: fields.pop(name) for name in schema.get("required", ())}
    extra = schema.get("additionalProperties", True)
    if extra is False:
        return st.fixed_dictionaries(required, optional=fields)
    values = like(extra, whole, depth + 1) if isinstance(extra, dict) else ANYTHING
    more = st.dictionaries(TEXTS, values, max_size=2)
    return st.builds(lambda known, rest: {**rest, **known}, st.fixed_dictionaries(required, optional=fields), more)


def changed_somewhere(document: Any) -> st.SearchStrategy[Any]:
    """The document with one value replaced or gone, or with one more field."""
    paths = st.sampled_from(list(paths_of(document, ())))
    return st.builds(lambda path, value, how: changed(document, path, value, how), paths, ANYTHING, st.integers(0, 2))


def paths_of(node: Any, path: Path) -> Iterator[Path]:
    yield path
    for step, below in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from paths_of(below, (*path, step))


def changed(node: Any, path: Path, value: Any, how: int) -> Any:
    if not path:
        return {**node, "another": value} if how == 0 and isinstance(node, dict) else value
    step, rest = path[0], path[1:]
    if not rest and how == 1 and isinstance(node, dict):
        return {key: below for key, below in node.items() if key != step}
    copy: Any = dict(node) if isinstance(node, dict) else list(node)
    copy[step] = changed(node[step], rest, value, how)
    return copy
