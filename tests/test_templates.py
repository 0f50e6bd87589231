"""Messages and fixes are literal templates: only `finish` puts the text of a document into one, and redacts it there.

A function that passes its own argument on as a message or a fix is held to the same by its callers.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.literals import Scope, is_literal, parameters
from tests.syntax import called, modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Slots = dict[str, int]

NEVER = 99
TAKE_TEMPLATES: dict[str, Slots] = {
    "Diagnostic": {"message": 1, "fix": 2},
    "Near": {"fix": 2},
    "_replace": {"message": NEVER, "fix": NEVER},
}
"""The names and positions of the arguments that are templates."""
FINISH = ["diagnostics.py:_finished"]
"""Where templates become text."""
NOT_LITERAL = [
    "audit/checks.py:_not_propagated",
    "audit/illegal_tags.py:_check_tag",
    "jobs/variables.py:_reference",
    "tags/format.py:_refused_value",
    "tags/format.py:_unusable",
]
"""Functions with messages that are not literal yet. The list may only shrink: the test fails for one that is mended."""


class Argument(NamedTuple):
    """A template as it is written, and where."""

    value: ast.expr
    scope: Scope

    @property
    def is_passed_on(self) -> bool:
        """Whether it is an argument of the function that it is in."""
        name = self.value.id if isinstance(self.value, ast.Name) else ""
        function = self.scope.function
        return function is not None and name in parameters(function) and len(self.scope.bindings(name)) == 1


def test_each_message_and_fix_is_a_literal_template() -> None:
    assert not_literal(modules()) == sorted([*FINISH, *NOT_LITERAL])


def not_literal(trees: Mapping[str, ast.Module]) -> list[str]:
    """The functions that make a template of anything but literals."""
    return sorted({str(scope) for value, scope in templates(trees) if not is_literal(value, scope)})


def templates(trees: Mapping[str, ast.Module]) -> list[Argument]:
    """Every template that no function passes on; those that do are followed to their callers."""
    takers = {name: dict(slots) for name, slots in TAKE_TEMPLATES.items()}
    while True:
        before = str(takers)
        arguments = [each for module in trees for each in arguments_of(Scope(trees, module), takers)]
        for value, scope in filter(lambda each: each.is_passed_on, arguments):
            assert scope.function
            assert isinstance(value, ast.Name)
            slots = takers.setdefault(known_as(scope, scope.function), {})
            slots[value.id] = parameters(scope.function).index(value.id)
        if str(takers) == before:
            return [each for each in arguments if not each.is_passed_on]


def arguments_of(scope: Scope, takers: Mapping[str, Slots]) -> Iterator[Argument]:
    """The templates of a module, as far as it is known what takes them."""
    for call, function in calls(scope.tree, None):
        inner, name = scope._replace(function=function), called(call)
        slots = takers.get(name) or takers.get(f"{scope.module}:{name}") or {}
        for keyword in call.keywords:
            if keyword.arg in slots:
                yield Argument(keyword.value, inner)
        for position, value in enumerate(call.args):
            if position in slots.values():
                yield Argument(value, inner)
            if isinstance(value, ast.Starred) and any(position < slot < NEVER for slot in slots.values()):
                yield Argument(value, inner)
                break


def calls(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Every call below a node, with the innermost function that it is in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, function
        yield from calls(child, child if isinstance(child, ast.FunctionDef) else function)


def known_as(scope: Scope, function: ast.FunctionDef) -> str:
    """The name that callers use: of `__init__` the class, of a private function within its module."""
    name = function.name
    if name == "__init__":
        classes = (node for node in ast.walk(scope.tree) if isinstance(node, ast.ClassDef))
        name = next(node.name for node in classes if function in node.body)
    return f"{scope.module}:{name}" if name.startswith("_") else name


# --- the test can fail

GOOD = """
_FIX = "rename {0}"
def literal(text):
    return Diagnostic("tag-key", "{0} is wrong" if text else "no key", _FIX, LOCATION, values=(text,))
def named(text):
    message, fix = "{0} is wrong", "rename {0}"
    return Diagnostic("tag-key", message, fix, LOCATION, values=(text,))
def passed(message, fix):
    return Diagnostic("tag-key", message, fix, LOCATION)
def calls():
    return passed("is wrong", fix="rename the key")
class ReadError(Exception):
    def __init__(self, message):
        self.diagnostic = Diagnostic("file", message, "read", LOCATION)
def raises():
    raise ReadError("a text")
TABLE = {"key": ("tag-key", "{0} is wrong"), "value": ("tag-value", "{0} is long")}
def from_a_table(name):
    rule, message = TABLE[name]
    return Diagnostic(rule, message, how_to(name), LOCATION)
def how_to(name):
    if name:
        return "rename it"
    return _FIX
"""
BAD = {
    "an f-string": "def bad(x): Diagnostic('r', f'{x} is wrong', 'fix', LOCATION)",
    "text of a document": "def bad(x): Diagnostic('r', 'message', x.text, LOCATION)",
    "a format": "def bad(x): Diagnostic('r', '{} is wrong'.format(x), 'fix', LOCATION)",
    "a sum": "def bad(x): Diagnostic('r', 'wrong: ' + x.text, 'fix', LOCATION)",
    "a name of more than literals": "def bad(x):\n    m = 'a'\n    m = x.text\n    Diagnostic('r', m, 'fix', LOCATION)",
    "a changed argument": "def bad(x):\n    x = x + '!'\n    Diagnostic('r', x, 'fix', LOCATION)",
    "a function": "def fix(x): return x.fix\ndef bad(x): Diagnostic('r', 'message', fix(x), LOCATION)",
    "a table": "T = {'a': ('r', NAME)}\ndef bad(x):\n    r, m = T[x]\n    Diagnostic(r, m, 'fix', LOCATION)",
    "a name of a loop": "def bad(xs):\n    for x in xs: Diagnostic('r', x, 'fix', LOCATION)",
    "a keyword": "def bad(x): Diagnostic('r', fix=x.fix, message='a', location=LOCATION)",
    "parts of a tuple": "def bad(x): Diagnostic('r', *x.texts, LOCATION)",
    "a replaced message": "def bad(x): x._replace(message=x.text)",
    "a call of what passes it on": "def on(m): Diagnostic('r', m, 'fix', LOCATION)\ndef bad(x): on(x.text)",
    "an error": "class E:\n    def __init__(self, m): Diagnostic('r', m, 'fix', LOCATION)\ndef bad(x): raise E(x.text)",
}


def test_literal_templates_are_good() -> None:
    assert not_literal({"a.py": ast.parse(GOOD)}) == []


@pytest.mark.parametrize("code", BAD.values(), ids=BAD)
def test_anything_else_is_not(code: str) -> None:
    assert not_literal({"a.py": ast.parse(code)}) == ["a.py:bad"]
