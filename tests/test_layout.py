"""The layout of the package: rooms, their order, and sizes that fit on a screen."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.syntax import PACKAGE, imported, modules

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOMS = (
    *("__main__", "cli", "commands", "query_mode", "html", "inventory"),
    *("starter", "edits", "allocation", "diff", "audit", "pipeline", "result"),
    *(
        "console",
        "jobs",
        "project",
        "policy",
        "query",
        "bills",
        "tags",
        "schema",
        "files",
        "documents",
        "reports",
        "costs",
    ),
    *("providers", "diagnostics", "wording", "secrets", "light_typing", "__init__"),
)
"""Directories and single modules of the package, top first: imports only go down."""
MAX_TOP_FILES = 14
MAX_LEVELS = 11
MAX_FUNCTION_LINES = 50
MAX_MODULE_LINES = 330
VAGUE = {"found", "said", "shown", "place", "who", "meant"}


def room(module: str) -> str:
    """The room of a module: `tags` for `tags/merge.py`, `cli` for `cli.py`."""
    return module.partition("/")[0].removesuffix(".py")


@cache
def imports() -> dict[str, set[str]]:
    """What each module imports of the package, in functions and for types too."""
    return {module: {home for _, home in imported(module, tree)} for module, tree in modules().items()}


def test_few_files_lie_at_the_top() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= MAX_TOP_FILES


def test_each_room_has_its_rank() -> None:
    assert {room(module) for module in modules()} <= set(ROOMS)


def test_imports_go_down_only() -> None:
    rank = {name: number for number, name in enumerate(ROOMS)}
    upwards = {
        (module, other)
        for module, others in imports().items()
        for other in others
        if rank[room(module)] > rank[room(other)]
    }
    assert upwards == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(imports()) == []


def test_there_are_few_levels_of_rooms() -> None:
    rooms: dict[str, set[str]] = {}
    for module, others in imports().items():
        if module != "__init__.py":
            rooms.setdefault(room(module), set()).update({room(other) for other in others} - {room(module), "__init__"})
    assert circles(rooms) == []

    @cache
    def level(name: str) -> int:
        return 1 + max(map(level, rooms[name]), default=0)

    assert max(map(level, rooms)) <= MAX_LEVELS


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Each circle of a graph that a walk along its edges meets."""
    done: set[str] = set()
    met: list[list[str]] = []

    def walk(node: str, way: list[str]) -> None:
        if node in way:
            met.append([*way[way.index(node) :], node])
        elif node not in done:
            for other in sorted(graph.get(node, ())):
                walk(other, [*way, node])
            done.add(node)

    for node in sorted(graph):
        walk(node, [])
    return met


def test_each_function_fits_on_a_screen() -> None:
    assert [
        f"{module}:{node.name}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ] == []


def test_each_module_is_short() -> None:
    lines = {module: len((PACKAGE / module).read_text("utf-8").splitlines()) for module in modules()}
    assert [module for module, number in lines.items() if number > MAX_MODULE_LINES] == []


def test_each_name_says_what_it_holds() -> None:
    vague = [f"{module}:{name}" for module, tree in modules().items() for name in sorted(names(tree) & VAGUE)]
    assert vague == []


def names(tree: ast.Module) -> set[str]:
    """The names of all variables, arguments, attributes and functions of a module."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            bound.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    return bound


# --- the tests can fail


def test_a_circle_is_met() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize(
    "line", ["from ..tags import merge", "from ..tags.merge import merge", "from ..tags.merge import Tag as T"]
)
def test_an_import_leads_to_its_module(line: str) -> None:
    assert {home for _, home in imported("jobs/job.py", ast.parse(f"if TYPE_CHECKING:\n    {line}"))} == {
        "tags/merge.py"
    }
