"""Whether a value in the code is a string that the code itself holds, by way of names, tables and functions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from tests.syntax import imported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Bound = tuple["ast.expr | None", "Scope"]
    """What a name is bound to, None for what is no plain assignment, and the scope of that value."""


class Scope(NamedTuple):
    """Where a value is written: in a function, or in a module outside of all."""

    trees: Mapping[str, ast.Module]
    module: str
    function: ast.FunctionDef | None = None

    @property
    def tree(self) -> ast.Module:
        return self.trees[self.module]

    def bindings(self, name: str) -> list[Bound]:
        """What the innermost scope that binds a name binds it to; of an imported one that of its module."""
        if self.function and (inner := list(_bound(name, self.function, self))):
            return inner
        outer = Scope(self.trees, self.module)
        if values := list(_bound(name, self.tree, outer)):
            return values
        home = dict(imported(self.module, self.tree)).get(name)
        return Scope(self.trees, home).bindings(name) if home else []

    def returned(self, name: str) -> list[Bound]:
        """What a function of that name returns; nothing where there is none."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                inner = Scope(self.trees, self.module, node)
                return [(each.value, inner) for each in below(node) if isinstance(each, ast.Return)]
        home = dict(imported(self.module, self.tree)).get(name)
        return Scope(self.trees, home).returned(name) if home else []

    def __str__(self) -> str:
        return f"{self.module}:{self.function.name if self.function else ''}"


def is_literal(value: ast.expr | None, scope: Scope, names: frozenset[str] = frozenset()) -> bool:
    """Whether a value is a string of the code.

    `names` are those whose value it is a part of: none is a literal by way of itself.
    """
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    if isinstance(value, ast.IfExp):
        return is_literal(value.body, scope, names) and is_literal(value.orelse, scope, names)
    if isinstance(value, ast.BinOp):
        return is_literal(value.left, scope, names) and is_literal(value.right, scope, names)
    if isinstance(value, ast.Dict):
        return all(is_literal(each, scope, names) for each in value.values)
    if isinstance(value, ast.Subscript):
        return is_literal(value.value, scope, names)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return _all_literal(scope.returned(value.func.id), names)
    if isinstance(value, ast.Name) and value.id not in names:
        return _all_literal(scope.bindings(value.id), names | {value.id})
    return False


def _all_literal(values: list[Bound], names: frozenset[str]) -> bool:
    return bool(values) and all(is_literal(value, scope, names) for value, scope in values)


def below(scope: ast.FunctionDef | ast.Module) -> Iterator[ast.AST]:
    """The nodes of a scope, without those of functions in it."""
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def parameters(function: ast.FunctionDef) -> list[str]:
    """The names of a function's arguments in their order, without `self`."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return names[1:] if names[:1] == ["self"] else names


def _bound(name: str, node: ast.FunctionDef | ast.Module, scope: Scope) -> Iterator[Bound]:
    if isinstance(node, ast.FunctionDef) and name in parameters(node):
        yield None, scope
    for each in below(node):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                yield from _matched(name, target, each.value, scope)
        elif isinstance(each, ast.AnnAssign | ast.NamedExpr):
            yield from _matched(name, each.target, each.value, scope)
        elif isinstance(each, ast.AugAssign | ast.For | ast.comprehension):
            yield from _matched(name, each.target, None, scope)


def _matched(name: str, target: ast.expr, value: ast.expr | None, scope: Scope) -> Iterator[Bound]:
    """What an assignment gives a name: a part of a tuple where the target is one."""
    if isinstance(target, ast.Name):
        if target.id == name:
            yield value, scope
    elif isinstance(target, ast.Tuple):
        for position, part in enumerate(target.elts):
            if isinstance(part, ast.Name) and part.id == name:
                yield from _parts(value, position, scope)


def _parts(value: ast.expr | None, position: int, scope: Scope) -> Iterator[Bound]:
    """A part of a tuple, which may be one of two, of a table, or what a function returns."""
    if isinstance(value, ast.Tuple):
        yield value.elts[position], scope
    elif isinstance(value, ast.IfExp):
        yield from _parts(value.body, position, scope)
        yield from _parts(value.orelse, position, scope)
    elif isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
        for table, its_scope in scope.bindings(value.value.id):
            for row in table.values if isinstance(table, ast.Dict) else [None]:
                yield from _parts(row, position, its_scope)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and scope.returned(value.func.id):
        for each, its_scope in scope.returned(value.func.id):
            yield from _parts(each, position, its_scope)
    else:
        yield None, scope
