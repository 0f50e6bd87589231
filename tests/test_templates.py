"""Messages and fixes are literal templates: only `finish` puts the text of a document into one, and redacts it there.

A function that passes its own argument on as a message or a fix is held to the same by its callers.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, Union

import pytest

from tests.syntax import called, modules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Slots = dict[str, int]
    Scope = Union[ast.FunctionDef, ast.Module]

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
    "audit/findings.py:as_diagnostic",
    "audit/plan.py:_check",
    "audit/plan.py:_decoded",
    "commands/audit.py:_no_job",
    "commands/audit.py:_read",
    "diagnostics.py:_limited",
    "jobs/variables.py:_reference",
    "policy/messages.py:_about_key",
    "policy/messages.py:_about_value",
    "policy/messages.py:_diagnostic",
    "policy/messages.py:rule_diagnostics",
    "policy/rules.py:_check_required_tags",
]
"""Functions with messages that are not literal yet. The list may only shrink: the test fails for one that is mended."""


class Argument(NamedTuple):
    """A template as it is written, in a function or outside of all, and the module that it is in."""

    module: str
    tree: ast.Module
    function: ast.FunctionDef | None
    value: ast.expr

    @property
    def is_passed_on(self) -> bool:
        """Whether it is an argument of the function that it is in."""
        return (
            self.function is not None
            and isinstance(self.value, ast.Name)
            and self.value.id in parameters(self.function)
            and list(bound(self.value.id, self.function)) == [None]
        )

    @property
    def is_literal(self) -> bool:
        scopes: list[Scope] = [self.function, self.tree] if self.function else [self.tree]
        return is_literal(self.value, scopes)

    def __str__(self) -> str:
        return f"{self.module}:{self.function.name if self.function else ''}"


def test_each_message_and_fix_is_a_literal_template() -> None:
    assert not_literal(modules()) == sorted([*FINISH, *NOT_LITERAL])


def not_literal(trees: Mapping[str, ast.Module]) -> list[str]:
    """The functions that make a template of anything but literals."""
    return sorted({str(each) for each in templates(trees) if not (each.is_literal or each.is_passed_on)})


def templates(trees: Mapping[str, ast.Module]) -> list[Argument]:
    """Every template; functions that pass one on are followed to their callers."""
    takers = {name: dict(slots) for name, slots in TAKE_TEMPLATES.items()}
    while True:
        arguments = [each for module, tree in trees.items() for each in arguments_of(module, tree, takers)]
        before = str(takers)
        for each in arguments:
            if each.is_passed_on:
                assert each.function
                assert isinstance(each.value, ast.Name)
                slots = takers.setdefault(known_as(each.module, each.tree, each.function), {})
                slots[each.value.id] = parameters(each.function).index(each.value.id)
        if str(takers) == before:
            return arguments


def arguments_of(module: str, tree: ast.Module, takers: Mapping[str, Slots]) -> Iterator[Argument]:
    """The templates of a module, as far as it is known what takes them."""
    for call, function in calls(tree, None):
        name = called(call)
        slots = takers.get(name) or takers.get(f"{module}:{name}") or {}
        for keyword in call.keywords:
            if keyword.arg in slots:
                yield Argument(module, tree, function, keyword.value)
        for position, value in enumerate(call.args):
            if position in slots.values():
                yield Argument(module, tree, function, value)
            if isinstance(value, ast.Starred) and any(position < slot < NEVER for slot in slots.values()):
                yield Argument(module, tree, function, value)
                break


def calls(node: ast.AST, function: ast.FunctionDef | None) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Every call below a node, with the innermost function that it is in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, function
        yield from calls(child, child if isinstance(child, ast.FunctionDef) else function)


def parameters(function: ast.FunctionDef) -> list[str]:
    """The names of a function's arguments in their order, without `self`."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return names[1:] if names[:1] == ["self"] else names


def known_as(module: str, tree: ast.Module, function: ast.FunctionDef) -> str:
    """The name that callers use: of `__init__` the class, of a private function within its module."""
    name = function.name
    if name == "__init__":
        name = next(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and function in node.body)
    return f"{module}:{name}" if name.startswith("_") else name


def is_literal(value: ast.expr, scopes: list[Scope], names: frozenset[str] = frozenset()) -> bool:
    """Whether a value is a string of the code itself, or a name that is bound to nothing else.

    `names` are those whose value it is a part of: none is bound to a literal by way of itself.
    """
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    if isinstance(value, ast.IfExp):
        return is_literal(value.body, scopes, names) and is_literal(value.orelse, scopes, names)
    if isinstance(value, ast.BinOp):
        return is_literal(value.left, scopes, names) and is_literal(value.right, scopes, names)
    if isinstance(value, ast.Subscript):
        return is_literal(value.value, scopes, names)
    if isinstance(value, ast.Dict):
        return all(is_literal(each, scopes, names) for each in value.values)
    if isinstance(value, ast.Name) and value.id not in names:
        values, names = bindings(value.id, scopes), names | {value.id}
        return bool(values) and all(each is not None and is_literal(each, scopes, names) for each in values)
    return False


def bindings(name: str, scopes: list[Scope]) -> list[ast.expr | None]:
    """What a name is bound to in the innermost scope that binds it; None for what is no plain assignment."""
    return next(filter(None, (list(bound(name, scope)) for scope in scopes)), [])


def bound(name: str, scope: Scope) -> Iterator[ast.expr | None]:
    """What a scope binds a name to."""
    if isinstance(scope, ast.FunctionDef) and name in parameters(scope):
        yield None
    for node in below(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from matched(name, target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            yield from matched(name, node.target, node.value)
        elif isinstance(node, ast.AugAssign | ast.For | ast.comprehension):
            yield from matched(name, node.target, None)


def below(scope: Scope) -> Iterator[ast.AST]:
    """The nodes of a scope, without those of functions in it."""
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def matched(name: str, target: ast.expr, value: ast.expr | None) -> Iterator[ast.expr | None]:
    """What an assignment gives a name: a part of a tuple where the target is one."""
    if isinstance(target, ast.Name):
        if target.id == name:
            yield value
    elif isinstance(target, ast.Tuple):
        for position, part in enumerate(target.elts):
            if isinstance(value, ast.IfExp):
                yield from matched(name, target, value.body)
                yield from matched(name, target, value.orelse)
                return
            yield from matched(name, part, value.elts[position] if isinstance(value, ast.Tuple) else None)


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
"""
BAD = {
    "an f-string": "def bad(x): Diagnostic('r', f'{x} is wrong', 'fix', LOCATION)",
    "text of a document": "def bad(x): Diagnostic('r', 'message', x.text, LOCATION)",
    "a format": "def bad(x): Diagnostic('r', '{} is wrong'.format(x), 'fix', LOCATION)",
    "a sum": "def bad(x): Diagnostic('r', 'wrong: ' + x.text, 'fix', LOCATION)",
    "a name of more than literals": "def bad(x):\n    m = 'a'\n    m = x.text\n    Diagnostic('r', m, 'fix', LOCATION)",
    "a changed argument": "def bad(x):\n    x = x + '!'\n    Diagnostic('r', x, 'fix', LOCATION)",
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
