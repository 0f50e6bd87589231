"""What the program has to say about its input: findings at a place in a document, and their text.

The stages in the middle name a place by structure (a document and the path of keys to a value); only when a finding is
shown is that turned into a line and a column.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ERROR = "error"
WARNING = "warning"
MOST = 100
"""How many findings of a kind are said of a document."""
QUERY = "query"  # the name of the query where other findings name a file


class Where(NamedTuple):
    """A place by structure: a document's path under the root, and the keys and indexes that lead to a value.

    With `key` the place is that of the key itself, not of its value.
    """

    document: str
    path: tuple[str | int, ...] = ()
    key: bool = False


class Finding(NamedTuple):
    """One thing found in the input: the rule's stable name, what is wrong, how to mend it, and where."""

    rule: str
    message: str
    fix: str
    where: Where
    severity: str = ERROR


class Diagnostic(NamedTuple):
    """A finding with its place in the file; ordered by place. Line and column start at 1; line 0 is "no line"."""

    path: str
    line: int
    column: int
    rule: str
    severity: str
    message: str
    fix: str

    def __str__(self) -> str:
        """The line form: `jobs/a.yaml:12:5: error: [tag-collision] …`."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return printable(f"{place}: {self.severity}: [{self.rule}] {self.message}")


def is_error(found: Finding | Diagnostic) -> bool:
    """Whether a finding stops its job."""
    return found.severity == ERROR


def foremost(findings: Iterable[Finding]) -> list[Finding]:
    """What of many findings is said: of a kind in a document the first hundred, and how many more there are.

    A file of a megabyte may hold half a million mistakes, and nobody mends them one by one.
    """
    kept: list[Finding] = []
    counts: dict[tuple[str, str, str], int] = {}
    beyond: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        kind = finding.rule, finding.severity, finding.where.document
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MOST:
            kept.append(finding)
        else:
            beyond.setdefault(kind, finding)
    for kind, finding in beyond.items():
        message = f"this and {counts[kind] - MOST - 1} more of this kind are not said one by one"
        kept.append(finding._replace(message=message, fix="mend those before them first"))
    return kept


def printable(text: str) -> str:
    """A text on one line, without characters that a terminal would obey; ``a\\x1b[2Jb`` → ``a\\\\x1b[2Jb``."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in text
    )


def printable_json(value: object, *, indent: int | None = 2, sort_keys: bool = False) -> str:
    """A value as JSON text for people and programs: what a terminal would obey is escaped in it, as JSON can."""
    text = json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """The first line of a report: `provider-bridge: 2 errors, 1 warning in jobs/a.yaml`."""
    errors = sum(map(is_error, diagnostics))
    counts = [count(errors, "error")] if errors else []
    if len(diagnostics) > errors:
        counts.append(count(len(diagnostics) - errors, "warning"))
    paths = {diagnostic.path for diagnostic in diagnostics}
    place = f"{len(paths)} files" if len(paths) > 1 else printable(paths.pop())
    return f"provider-bridge: {', '.join(counts)} in {place}"


def report(diagnostics: Sequence[Diagnostic]) -> str:
    """Everything found, as people read it on stderr: the summary, then a line and its fix for each, by place."""
    lines = [summary(diagnostics)]
    for diagnostic in diagnostics:
        lines.append(str(diagnostic))
        if diagnostic.fix:
            lines.append(f"  fix: {printable(diagnostic.fix)}")
    return "\n".join(lines) + "\n"


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests the known word nearest to a wrong one, or nothing."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(word, names, 1) or get_close_matches(word.lower(), names, 1)
    return f' (did you mean "{near[0]}"?)' if near else ""
