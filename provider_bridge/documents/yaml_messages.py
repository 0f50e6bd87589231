"""The wording of everything that can be wrong with a YAML text. Imported on refusal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Location

if TYPE_CHECKING:
    import yaml

    from .yaml_parser import Position

_ANCHOR_FIX = 'write "&{0:bare}" at the value that it should repeat, before this place'
_SYNTAX_FIX = "check the indentation, and put text that holds any of : # {{ }} [ ] , & * ! | > % @ in quotes"

ROWS: dict[str, tuple[str, str, str]] = {
    "encoding": ("yaml-encoding", "the byte 0x{0:bare} is not UTF-8", "save the file as UTF-8"),
    "character": (
        "yaml-encoding",
        "the character U+{0:bare} is not allowed in YAML",
        'remove it, or write it as an escape in double quotes ("\\u{1:bare}")',
    ),
    "tab": ("yaml-syntax", "a tab stands where YAML takes spaces only", "replace the tab with spaces"),
    "syntax": ("yaml-syntax", "this is not YAML: {0:bare}", _SYNTAX_FIX),
    "disputed": ("yaml-syntax", "this is not YAML: {0:bare}", "write it in another way: parsers differ about it"),
    "depth": (
        "yaml-depth",
        "the document is more than {0:bare} levels deep",
        "flatten it, or close the brackets that stay open",
    ),
    "alias-limit": (
        "yaml-alias-limit",
        "the document's aliases repeat more than {0:bare}",
        "write the values out, or use fewer aliases of aliases",
    ),
    "alias-inside": ("yaml-alias-limit", 'the alias "*{0:bare}" stands inside its own anchor', _ANCHOR_FIX),
    "alias-unknown": ("yaml-syntax", 'the alias "*{0:bare}" has no anchor', _ANCHOR_FIX),
    "complex-key": ("yaml-syntax", "a list or a mapping stands as a key", "use text as the key"),
    "second-document": (
        "yaml-documents",
        "a second document starts here; one file holds one",
        'move it to a file of its own, or remove the "---"',
    ),
    "duplicate-key": ("yaml-duplicate-key", "the key {0} stands twice in this mapping", "keep one of them"),
    "merge-key": (
        "yaml-syntax",
        'the merge key "<<" takes a mapping or a list of mappings',
        "give it an alias of a mapping",
    ),
    "tag": (
        "yaml-tag",
        "the YAML tag {0} has no meaning here",
        "remove the tag and write the value as text",
    ),
    "rest": (
        "yaml-syntax",
        "the rest of the file is not read: {0:bare} things are wrong up to here",
        "mend those before first",
    ),
}
"""Each problem by its name here: rule, message, fix."""


def diagnostic(name: str, position: Position, *values: str) -> Diagnostic:
    """Return a problem as a diagnostic; the caller names the document."""
    rule, message, fix = ROWS[name]
    return Diagnostic(rule, message, fix, Location("", (), False, *position), values=values)


def explain(error: yaml.YAMLError, text: bytes) -> Diagnostic:
    """Return the refusal of a parser as a diagnostic."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    line = text.decode().splitlines()[position[0] - 1 : position[0]]
    if line and "\t" in line[0][: position[1]]:
        return diagnostic("tab", (position[0], line[0].index("\t") + 1))
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    context, context_mark = getattr(error, "context", None), getattr(error, "context_mark", None)
    if context and context_mark is not None:
        reason += f" ({context} that starts at line {context_mark.line + 1})"
    return diagnostic("syntax", position, reason)
