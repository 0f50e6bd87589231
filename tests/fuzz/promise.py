"""What every run of the program keeps to, whatever it is asked and whatever the files hold."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from tests.contract import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.cases import Case
    from tests.program import Ran

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SUMMARY = re.compile(r"provider-bridge: (?:(\d+) errors?)?(?:, )?(?:(\d+) warnings?)? in (.+)")
_FOUND = re.compile(r"(.*?)(?::([1-9]\d*):([1-9]\d*))?: (error|warning): \[([a-z0-9-]+|policy/[A-Za-z0-9._-]+)\] (.+)")
_FIX = "  fix: "
_REPORTING = ("validate", "audit", "inventory")
"""Commands whose findings are their result: they stand on standard output."""


def check(case: Case, ran: Ran) -> None:
    """Everything that holds for one run."""
    err = ran.err
    assert ran.code in ((0, 1, 2) if case.arguments else (0, 1)), err[-2000:]
    assert "Traceback" not in err
    assert not unprintable(err.replace("\t", " ") if ran.code == 2 else err)  # click indents with tabs
    if ran.code == 2:
        assert ran.out == ""
        assert err.splitlines()[-1].startswith("Error: ")
    elif not case.arguments or case.arguments[0] == "query":
        _check_answer(ran)
        _check_report(err, case, ran.code)
    else:
        _check_command(case, ran)


def unprintable(text: str) -> list[str]:
    """The lines that hold what a terminal may obey."""
    return [line for line in text.split("\n") if not line.isprintable()]


def _check_answer(ran: Ran) -> None:
    """One object of texts, in the one way to write it; or nothing."""
    if ran.code:
        assert ran.out == ""
        assert ran.err
        return
    result = strict_json(ran.out)
    assert isinstance(result, dict)
    assert all(isinstance(value, str) for value in result.values())
    written = json.dumps(result, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert ran.out == written


def _check_report(report: str, case: Case, code: int) -> None:
    """A summary that counts right, then each diagnostic with a known rule at a place that its file has."""
    if not report:
        return
    first, *lines = report.removesuffix("\n").split("\n")
    summary = _SUMMARY.fullmatch(first)
    assert summary, first
    counted = dict.fromkeys(("error", "warning"), 0)
    for line in lines:
        if line.startswith(_FIX):
            assert len(line) > len(_FIX)
            continue
        found = _FOUND.fullmatch(line)
        assert found, line[:500]
        path, row, column, severity, rule, _ = found.groups()
        counted[severity] += 1
        assert rule in rules() or rule.startswith("policy/"), rule
        if row:
            _check_place(path, int(row), int(column), case)
    assert (int(summary[1] or 0), int(summary[2] or 0)) == (counted["error"], counted["warning"])
    assert bool(counted["error"]) == (code == 1)


def _check_place(path: str, line: int, column: int, case: Case) -> None:
    content = case.query if path == "query" else case.files.get(path)
    if content is None:
        return
    text = content.decode(errors="replace").removeprefix("\ufeff")
    lines = text.split("\n") if path == "query" else _LINE_END.split(text)
    assert line <= len(lines)
    assert column <= len(lines[line - 1]) + 1


def _check_command(case: Case, ran: Ran) -> None:
    command, *options = case.arguments
    out = ran.out
    named = list(takewhile("--".__ne__, options))  # behind "--" all are jobs
    form = next((named[index + 1] for index, option in enumerate(named[:-1]) if option == "--format"), "text")
    assert not unprintable(out)
    if ran.code and command not in _REPORTING:
        assert command in ("tags", "explain", "find", "cost-query", "diff") or out == ""
    if out and (ran.code == 0 or command in _REPORTING):
        _FORMS.get(form, _nothing)(out)


def strict_json(text: str) -> Any:
    """JSON as its standard has it: Python's own reader takes NaN too."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def _nothing(_: str) -> None:
    pass


_FORMS: dict[str, Callable[[str], Any]] = {
    "json": strict_json,
    "sarif": strict_json,
    "gitlab": strict_json,
    "junit": lambda out: ElementTree.fromstring(out),
}


@cache
def rules() -> frozenset[str]:
    """The names of all rules."""
    return frozenset(contract.frozen()["rules"])
