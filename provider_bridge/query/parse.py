"""The parser of a query: from JSON text or arguments to one record."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from functools import lru_cache
from operator import itemgetter

from ..diagnostics import QUERY, Diagnostic, DiagnosticError, Location, finish
from ..light_typing import TYPE_CHECKING, NamedTuple
from .checks import ENV, Number, check_fields, check_pair, check_query, split_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


_FIX = 'send one JSON object, for example {{"job": "jobs/acme/a.yaml"}}'


class Query(NamedTuple):
    """A query. Either `job` or `jobs` is set; paths are as the caller wrote them."""

    job: str | None = None
    jobs: tuple[str, ...] = ()
    provider: str | None = None
    output: str = "tags"
    resource: str | None = None
    root: str | None = None
    config: str | None = None
    tenants: tuple[str, ...] = ()
    env: Mapping[str, str] = {}
    strict: bool = False
    origins: bool = False
    fields: tuple[str, ...] = ()
    """First-level fields of a resolved job; empty for all of them."""
    edited: Mapping[str, bytes] = {}
    """Contents that stand for those of files, by path below the root: edits that are not written yet."""
    text: str = ""
    """The JSON text for positions; empty if the query came as arguments."""

    def locate(self, location: Location) -> Location:
        """Return the location of a key with its position; unchanged if the query came as arguments."""
        if not self.text:
            return location
        line, column = _key_positions(self.text).get(str(location.path[0]), (1, 1)) if location.path else (1, 1)
        return location._replace(line=line, column=column)


class QueryError(DiagnosticError):
    """A query that cannot be answered, with its finished diagnostics."""

    def __init__(self, diagnostics: Iterable[Diagnostic], text: str = "") -> None:
        super().__init__(*finish(diagnostics, Query(text=text).locate))


def parse(raw: bytes) -> Query:
    """Return the query in a JSON text.

    Raises:
        QueryError: The text is not a JSON object, or a key or value is wrong.

    """
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise QueryError(
            [_not_json("the query must be UTF-8, found another byte at offset {0:bare}", str(error.start))]
        ) from None
    if not text.strip():
        raise QueryError([_not_json("the query is empty, expected a JSON object on standard input")])
    try:
        numbers: Any = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), Number)
        pairs = json.loads(text, object_pairs_hook=_Pairs, **numbers)
    except json.JSONDecodeError as error:
        location = Location(QUERY, (), False, error.lineno, error.colno)
        diagnostic = _not_json("the query must be JSON: {0:bare}", error.msg)
        raise QueryError([diagnostic._replace(location=location)], text) from None
    except RecursionError:
        raise QueryError([_not_json("the query has too many nested levels")], text) from None
    if not isinstance(pairs, _Pairs):
        raise QueryError([_not_json("the query must be a JSON object")], text)
    return build(pairs, text)


def build(pairs: Iterable[tuple[str, Any]], text: str = "") -> Query:
    """Return the query of key and value pairs.

    Raises:
        QueryError: A key or value is wrong.

    """
    values: dict[str, str] = {}
    earlier: set[str] = set()
    diagnostics: list[Diagnostic] = []
    for key, value in pairs:
        diagnostics += check_pair(key, value, earlier)
        earlier.add(key)
        if value is not None:
            values[key] = value
    diagnostics = diagnostics or list(check_query(values))
    lists: dict[str, tuple[str, ...]] = {}
    if not diagnostics:
        for key in ("jobs", "tenants", "fields"):
            lists[key], problem = split_list(key, values.get(key, ""))
            diagnostics += [problem] if problem else []
        diagnostics += check_fields(lists["fields"])
    if diagnostics:
        raise QueryError(diagnostics, text)
    return Query(
        job=values.get("job"),
        jobs=lists["jobs"],
        provider=values.get("provider"),
        output=values.get("output", "tags"),
        resource=values.get("resource"),
        root=values.get("root"),
        config=values.get("config"),
        tenants=lists["tenants"],
        env={key[len(ENV) :]: value for key, value in values.items() if key.startswith(ENV)},
        strict=values.get("strict") == "true",
        origins=values.get("origins") == "true",
        fields=lists["fields"],
        text=text,
    )


class _Pairs(list["tuple[str, Any]"]):
    """A JSON object with its duplicate keys."""


def _not_json(message: str, *values: str) -> Diagnostic:
    return Diagnostic("query-json", message, _FIX, Location(QUERY), values=values or ("",))


@lru_cache(maxsize=1)
def _key_positions(text: str) -> dict[str, tuple[int, int]]:
    """Return line and column of each key."""
    positions: dict[str, tuple[int, int]] = {}
    before, line, line_end = 0, 1, -1
    for key, index in sorted(_key_indexes(text).items(), key=itemgetter(1)):
        line += text.count("\n", before, index)
        line_end = max(line_end, text.rfind("\n", before, index))
        positions[key] = line, index - line_end
        before = index
    return positions


def _key_indexes(text: str) -> dict[str, int]:
    """Return the index of each key of a flat JSON object, empty for other JSON."""
    decoder = json.JSONDecoder()
    indexes: dict[str, int] = {}
    index = text.find("{") + 1
    try:
        while True:
            index = _after_space(text, index)
            key, end = decoder.raw_decode(text, index)
            indexes[key] = index
            index = _after_space(text, _after_space(text, end) + 1)
            index = _after_space(text, decoder.raw_decode(text, index)[1])
            if text[index] != ",":
                return indexes
            index += 1
    except (ValueError, IndexError, RecursionError, TypeError):
        return indexes


def _after_space(text: str, index: int) -> int:
    match = re.compile(r"[ \t\n\r]*").match(text, index)
    assert match
    return match.end()
