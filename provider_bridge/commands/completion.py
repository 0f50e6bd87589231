"""Completion in the shell: paths, resource classes, and the keys and values of a query."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, add_completion_class, split_arg_string

from ..providers import PROVIDERS
from ..query.checks import CHOICES, QUERY_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    Items = list[CompletionItem]

_BREAKS = "=:"
"""Characters at which bash splits words."""
_PATHS = {"job", "jobs", "root", "config"}
"""Keys of a query whose values are paths."""


def paths(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Let the shell complete a path."""
    return [CompletionItem(incomplete, type="file")]


def directories(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Let the shell complete a directory."""
    return [CompletionItem(incomplete, type="dir")]


def resource_classes(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Return the resource classes of the provider that is given, else of all."""
    return starting(_resource_classes(ctx.params.get("provider")), incomplete)


def query_pairs(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Return the keys of a query, each with `=`, or the values that a key may have."""
    key, equals, value = incomplete.partition("=")
    if not equals:
        return starting((f"{name}=" for name in QUERY_KEYS - {"api"}), incomplete)
    if key in _PATHS:
        return starting((f"{key}={path}" for path in _entries(value)), incomplete)
    given = dict(pair.partition("=")[::2] for pair in ctx.params.get("pairs") or ())
    values = _resource_classes(given.get("provider")) if key == "resource" else CHOICES.get(key, ())
    return starting((f"{key}={choice}" for choice in values), incomplete)


def starting(values: Iterable[str], incomplete: str) -> Items:
    """Return the values that start with what is typed, sorted."""
    return [CompletionItem(value) for value in sorted({*values}) if value.startswith(incomplete)]


def _resource_classes(provider: str | None) -> list[str]:
    chosen = [PROVIDERS[provider]] if provider in PROVIDERS else PROVIDERS.values()
    return [name for each in chosen for name in each.resource_classes()]


def _entries(path: str) -> list[str]:
    """Return the paths in the directory of a path, directories with `/`."""
    directory = os.path.dirname(path)
    try:
        with os.scandir(directory or os.curdir) as entries:
            return [os.path.join(directory, entry.name) + "/" * entry.is_dir() for entry in entries]
    except OSError:
        return []


class _Bash(BashComplete):
    """Completion in bash with words that bash splits at `=` and `:`, and no space after `=` and `/`."""

    name = "bash"
    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value); [[ $value == *[=/] ]] && compopt -o nospace"
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor and the one at it, put together again."""
        words, index = split_arg_string(os.environ["COMP_WORDS"]), int(os.environ["COMP_CWORD"])
        *args, incomplete = _joined([*words[:index], *(words[index : index + 1] or [""])])
        self._before = incomplete[: max(map(incomplete.rfind, _BREAKS)) + 1]
        return args[1:], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return an item as the script reads it, without what bash takes for words before it."""
        return f"{item.type},{item.value.removeprefix(self._before)}"


def _joined(words: list[str]) -> list[str]:
    """Join words around those that are only break characters."""
    joined: list[str] = []
    goes_on = False
    for word in words:
        is_break = bool(word) and not word.strip(_BREAKS)
        if joined and (is_break or goes_on):
            joined[-1] += word
        else:
            joined.append(word)
        goes_on = is_break
    return joined


def prepare() -> None:
    """Make click complete words in bash as bash splits them."""
    add_completion_class(_Bash, "bash")
