"""Diagnostics: one record for every problem, and the one function that finishes them.

A stage names a location by structure (a document and the keys that lead to a value) and writes a message as a literal
template. Only `finish` looks up lines and columns, and only it puts text of a document into a message.
"""

from __future__ import annotations

from itertools import repeat

from .light_typing import TYPE_CHECKING, NamedTuple
from .secrets import credential, redact
from .wording import count, escape_control, list_of, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Union

    Value = Union[str, tuple[str, ...]]

ERROR = "error"
WARNING = "warning"
NOTE = "note"
OFF = "off"
"""The severity of a rule that an organization turned off."""
MAX_PER_RULE = 100
"""Diagnostics of a rule that are shown for one project, file or job."""
MAX_CHARACTERS = 300
"""Characters of a value in a message. Tag values of all clouds are shorter."""
MAX_ITEMS = 10
"""Items of a list in a message."""
QUERY = "query"
"""The document of a location in the query."""


class Location(NamedTuple):
    """The location of a value: document, then keys and indexes, then line and column.

    Line and column start at 1; 0 is not located yet.
    """

    document: str
    path: tuple[str | int, ...] = ()
    on_key: bool = False
    """`True` for the location of the key, `False` for that of its value."""
    line: int = 0
    column: int = 0

    @property
    def field(self) -> str:
        """The field path as messages have it: `rules[0].schema`; empty for a document as a whole."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).removeprefix(".")

    def below(self, *steps: str | int) -> Location:
        """Return the location of a value below this one."""
        return Location(self.document, self.path + steps)

    def key(self) -> Location:
        """Return the location of this value's key."""
        return self._replace(on_key=True)


class Near(NamedTuple):
    """An unknown word, the known words, and the fix if a known word is near."""

    word: str
    known: tuple[str, ...]
    fix: str = ""


RENAME, QUOTE, ADD = "rename", "quote", "add"
"""The kinds of edits: rename a key, quote a value, add a tag."""


class Edit(NamedTuple):
    """A change of a document that certainly fixes a diagnostic, so that a program can apply it."""

    kind: str
    key: str = ""
    """The key to rename, or the tag to add."""
    new: str = ""
    """The new name of a key; empty for the suggestion of `near`."""


class Diagnostic(NamedTuple):
    """A located error, warning or note, with the name of its rule, a message and a fix.

    `message` and `fix` are templates of `str.format` with `values` as their fields: `{0}` is quoted, `{0:40}` is quoted
    and shortened, `{0:bare}` is not quoted, `{0:list}` joins the first items of a tuple, `{0:2}` the first two,
    `{0:all}` all of them.
    `{near}` is the suggestion in a message, and the suggested word in the fix of `near`.
    """

    rule: str
    message: str
    fix: str
    location: Location
    severity: str = ERROR
    values: tuple[Value, ...] = ()
    near: Near | None = None
    tags: tuple[str, ...] = ()
    """Canonical keys of the tags that the diagnostic is about."""
    exemption: tuple[Location, str] | None = None
    """Location and reason of the exemption that accepts the diagnostic."""
    edit: Edit | None = None

    def __str__(self) -> str:
        """Return the line form: `jobs/a.yaml:12:5: error: [tag-collision] …`."""
        document, _, _, line, column = self.location
        position = f"{document}:{line}:{column}" if line else document
        return escape_control(f"{position}: {self.severity}: [{self.rule}] {self.message}")


class DiagnosticError(Exception):
    """An error that stops a stage, with the diagnostics to report."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.diagnostics = diagnostics


class Severities:
    """The severities of diagnostics in one call: `strict` makes errors of warnings.

    `by_rule` has `error` for a rule whose warnings are errors, and `off` for a rule that is not reported.
    """

    def __init__(self, strict: bool = False, by_rule: Mapping[str, str] | None = None) -> None:
        self._strict, self._by_rule = strict, by_rule or {}

    def of(self, diagnostic: Diagnostic) -> str:
        """Return the severity of a diagnostic, or `off` if it is not reported."""
        rule, severity = diagnostic.rule, diagnostic.severity
        if severity == ERROR:
            return ERROR
        if self._by_rule.get(rule) == OFF:
            return OFF
        return ERROR if severity == WARNING and (self._strict or rule in self._by_rule) else severity


AS_IS = Severities()


def is_error(diagnostic: Diagnostic) -> bool:
    """Return whether a diagnostic is an error that no exemption accepts, which stops its job."""
    return diagnostic.severity == ERROR and diagnostic.exemption is None


def _as_it_is(location: Location) -> Location:
    return location


def finish(
    diagnostics: Iterable[Diagnostic],
    locate: Callable[[Location], Location] = _as_it_is,
    severities: Severities = AS_IS,
) -> list[Diagnostic]:
    """Return finished diagnostics: sorted by position, without duplicates, at most 100 of each rule.

    The diagnostics are about one project, one file, or one job of one tenant. `locate` adds lines and columns; a plan
    or an export has none.
    """
    unique = dict.fromkeys(each for each in diagnostics if severities.of(each) != OFF)
    return sort(_finished(each, locate, severities) for each in _limited(unique)) if unique else []


def sort(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return finished diagnostics sorted by position, without duplicates."""
    return sorted(set(diagnostics), key=_order)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    document, _, _, line, column = diagnostic.location
    accepted = diagnostic.exemption is not None
    return document, line, column, diagnostic.rule, diagnostic.severity, diagnostic.message, diagnostic.fix, accepted


def _limited(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Keep at most 100 diagnostics of a rule and severity, then one that counts the rest."""
    kept: list[Diagnostic] = []
    counts: dict[tuple[str, str, bool], int] = {}
    beyond: dict[tuple[str, str, bool], Diagnostic] = {}
    for diagnostic in diagnostics:
        kind = diagnostic.rule, diagnostic.severity, diagnostic.exemption is None
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MAX_PER_RULE:
            kept.append(diagnostic)
        else:
            beyond.setdefault(kind, diagnostic)
    for kind, diagnostic in beyond.items():
        more = counts[kind] - MAX_PER_RULE - 1
        if more:
            message, fix = "{0:bare} more {1:bare} {2:bare}s are not shown", "fix the {2:bare}s above and run again"
            values = (str(more + 1), kind[0], kind[1])
            diagnostic = diagnostic._replace(message=message, fix=fix, values=values, near=None)
        kept.append(diagnostic)
    return kept


def _finished(diagnostic: Diagnostic, locate: Callable[[Location], Location], severities: Severities) -> Diagnostic:
    """Return a diagnostic with its position, its severity and its text."""
    rule, message, fix, location, _, values, near, _, exemption, edit = diagnostic
    fields = [_Field(value) for value in values]
    word = nearest(near.word, near.known) if near else None
    message = message.format(*fields, near=f' (did you mean "{word}"?)' if word else "")
    fix = (near.fix if near and word and near.fix else fix).format(*fields, near=f'"{word}"')
    located = locate(location) if not location.line else location
    # without the path: two fields with one diagnostic at one position are one
    at = Location(located.document, (), False, located.line, located.column)
    if edit and edit.kind == RENAME and not edit.new:
        edit = edit._replace(new=word) if word else None
    if exemption:
        exemption = exemption[0], redact(exemption[1])
    severity = severities.of(diagnostic)
    return Diagnostic(redact(rule), redact(message), redact(fix), at, severity, exemption=exemption, edit=edit)


class _Field:
    """A value in a message: quoted and shortened, or replaced if it looks like a credential."""

    def __init__(self, value: Value) -> None:
        self._value = value

    def __format__(self, how: str) -> str:
        if isinstance(self._value, tuple):
            most = len(self._value) if how == "all" else int(how) if how.isdigit() else MAX_ITEMS
            listed = (_shortened(item, MAX_CHARACTERS) for item in self._value[:most])
            return list_of([*listed, *self._value[most:]], most)
        kind = credential(self._value)
        if kind:
            return f"({kind})"
        text = _shortened(self._value, int(how) if how.isdigit() else MAX_CHARACTERS)
        return text if how == "bare" else f'"{text}"'


def _shortened(value: str, limit: int) -> str:
    """Return a shortened value, redacted first: the start of a credential does not look like one."""
    text = redacted(value)
    return text if len(text) <= limit else f"{text[:limit]}…"


def redacted(value: str) -> str:
    """Return a value, or the kind of credential that it looks like in parentheses."""
    kind = credential(value)
    return f"({kind})" if kind else value


def as_data(diagnostic: Diagnostic) -> dict[str, object]:
    """Return the fields of a finished diagnostic for reports.

    `exemption` is the reason of the exemption that accepts it, else null.
    """
    location = diagnostic.location
    return {
        "path": location.document,
        "line": location.line,
        "column": location.column,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
        "exemption": diagnostic.exemption[1] if diagnostic.exemption else None,
    }


def in_document(diagnostic: Diagnostic, document: str) -> Diagnostic:
    """Return the same diagnostic in a document of another name."""
    return diagnostic._replace(location=diagnostic.location._replace(document=document))


def summary(diagnostics: Sequence[Diagnostic], times: Sequence[int] = ()) -> str:
    """Return the first line of a report: `provider-bridge: 2 errors, 1 warning in jobs/a.yaml`.

    `times` is how often each diagnostic is reported; once by default.
    """
    counted = [*zip(diagnostics, times or repeat(1), strict=False)]
    errors = sum(number for diagnostic, number in counted if is_error(diagnostic))
    counts = [count(errors, "error")] if errors else []
    warnings = sum(number for diagnostic, number in counted if diagnostic.severity == WARNING)
    if warnings:
        counts.append(count(warnings, "warning"))
    documents = {diagnostic.location.document for diagnostic in diagnostics}
    where = f"{len(documents)} files" if len(documents) > 1 else escape_control(documents.pop())
    return f"provider-bridge: {', '.join(counts)} in {where}"


def report(diagnostics: Sequence[Diagnostic]) -> str:
    """Return diagnostics as people read them on stderr: the summary, then a line and its fix for each."""
    lines = [summary(diagnostics)]
    for diagnostic in diagnostics:
        lines.append(str(diagnostic))
        if diagnostic.fix:
            lines.append(f"  fix: {escape_control(diagnostic.fix)}")
    return "\n".join(lines) + "\n"
