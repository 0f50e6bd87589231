"""The package's modules as syntax trees."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import provider_bridge

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(provider_bridge.__file__).parent
MAKERS = ("Diagnostic", "FileError", "PlanError", "problem", "_error")
"""What makes diagnostics; the first argument is the rule."""


@cache
def modules() -> dict[str, ast.Module]:
    """Each module of the package by its path below the package: `tags/merge.py`."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def strings() -> Iterator[str]:
    """Every string that the package's code holds."""
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def first_arguments(*callables: str) -> Iterator[str]:
    """The strings that calls of these functions and classes have as their first argument."""
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and called(node) in callables:
                yield from _choices(node.args[0])


def _choices(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _choices(value.body)
        yield from _choices(value.orelse)
    elif isinstance(value, ast.Constant):
        yield str(value.value)


def imported(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that a module imports from the package, in functions and for types too, and the module it is from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            named = [*filter(None, (node.module or "").split("."))]
            if node.level:
                base = [*module.split("/")[: -node.level], *named]
            elif named[0] == "provider_bridge":
                base = named[1:]
            else:
                continue
            for alias in node.names:
                home = next(path for path in _paths([*base, alias.name], base) if path in modules())
                yield alias.asname or alias.name, home
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("provider_bridge") for alias in node.names), "import with `from`"


def _paths(whole: list[str], base: list[str]) -> Iterator[str]:
    """Where what is imported may be defined: a module, a directory, or a name in one."""
    for steps in (whole, base):
        yield "/".join(steps) + ".py"
        yield "/".join([*steps, "__init__.py"])


def called(call: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    function = call.func
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
