"""The contract with Terraform: a query comes in as JSON text, a result goes out as JSON text."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import QUERY, Diagnostic, Finding, Where, foremost
from .checks import ENV, Number, combination_problems, listed, pair_problems, value_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SPACE = re.compile(r"[ \t\n\r]*")


class Query(NamedTuple):
    """What is asked for. `job` or `jobs` is set, never both; paths are as the asker wrote them."""

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
    text: str = ""
    """The query as it came, to look up places in; empty where it came as arguments."""

    def spot(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """Line and column of the key that a path starts with; (0, 0) where the query came as arguments."""
        if not self.text:
            return 0, 0
        if path[:1] == (_AT,):
            return _line_and_column(self.text, int(path[1]))
        return _key_spots(self.text).get(str(path[0]), (1, 1)) if path else (1, 1)


class Refused(Exception):  # noqa: N818 (it is what happened to a query, not an error of ours)
    """A query that can't be answered: carries everything that is wrong with it."""

    def __init__(self, findings: list[Finding], text: str = "") -> None:
        super().__init__(findings)
        self.diagnostics = sorted(located(finding, Query(text=text)) for finding in foremost(findings))


def located(finding: Finding, query: Query) -> Diagnostic:
    """A finding about a query with its line and column."""
    line, column = query.spot(finding.where.path)
    return Diagnostic(QUERY, line, column, finding.rule, finding.severity, finding.message, finding.fix)


def parse(raw: bytes) -> Query:
    """The query that a JSON text holds. Raises `Refused`."""
    try:
        text = raw.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Refused([_json_finding(f"the byte at {error.start} is not UTF-8")]) from None
    if not text.strip():
        raise Refused([_json_finding("the query is empty: standard input held no JSON object")])
    try:
        numbers: Any = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), Number)
        pairs = json.loads(text, object_pairs_hook=_Pairs, **numbers)
    except json.JSONDecodeError as error:
        finding = _json_finding(f"the query is not JSON: {error.msg}")
        raise Refused([finding._replace(where=Where(QUERY, (_AT, error.pos)))], text) from None
    except RecursionError:
        raise Refused([_json_finding("the query is nested too deeply")], text) from None
    if not isinstance(pairs, _Pairs):
        raise Refused([_json_finding("the query is not a JSON object")], text)
    return build(pairs, text)


def build(pairs: Iterable[tuple[str, Any]], text: str = "") -> Query:
    """The query of key and value pairs. Raises `Refused` with everything that is wrong with them."""
    values: dict[str, str] = {}
    findings: list[Finding] = []
    for key, value in pairs:
        findings.extend(pair_problems(key, value, values))
        values[key] = value
    if not findings:
        findings = list(combination_problems(values))
    lists: dict[str, tuple[str, ...]] = {}
    if not findings:
        for key in ("jobs", "tenants"):
            try:
                lists[key] = listed(key, values.get(key, ""))
            except ValueError as error:
                findings.append(
                    value_finding(key, str(error), 'write a JSON list of strings, as `jsonencode(["…"])` does')
                )
    if findings:
        raise Refused(findings, text)
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
        text=text,
    )


def encode(result: Mapping[str, str]) -> Iterator[str]:
    """A result as JSON text, piece by piece: keys sorted, one newline."""
    before = "{"
    for key in sorted(result):
        yield f"{before}{to_json(key)}:{to_json(result[key])}"
        before = ","
    yield "}\n" if result else "{}\n"


def to_json(value: object) -> str:
    """A part of a result as compact JSON text with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its duplicate keys."""


_AT = "\0at"
"""Starts the path of a finding at a position of the text, not at a key."""


def _json_finding(message: str) -> Finding:
    return Finding("query-json", message, 'send one JSON object, for example {"job": "jobs/acme/a.yaml"}', Where(QUERY))


def _key_places(text: str) -> dict[str, int]:
    """Where each key of a flat JSON object starts; the later one where a key stands twice. Empty if it isn't one."""
    decoder = json.JSONDecoder()
    places: dict[str, int] = {}
    position = text.find("{") + 1
    try:
        while True:
            position = _after_space(text, position)
            key, end = decoder.raw_decode(text, position)
            places[key] = position
            position = _after_space(text, _after_space(text, end) + 1)
            position = _after_space(text, decoder.raw_decode(text, position)[1])
            if text[position] != ",":
                return places
            position += 1
    except (ValueError, IndexError, RecursionError, TypeError):
        return places


@lru_cache(maxsize=1)
def _key_spots(text: str) -> dict[str, tuple[int, int]]:
    """Line and column of each key."""
    spots: dict[str, tuple[int, int]] = {}
    before, line, line_end = 0, 1, -1
    for key, position in sorted(_key_places(text).items(), key=itemgetter(1)):
        line += text.count("\n", before, position)
        line_end = max(line_end, text.rfind("\n", before, position))
        spots[key] = line, position - line_end
        before = position
    return spots


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match
    return match.end()


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
