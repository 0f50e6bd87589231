"""The messages of all YAML errors. Imported only for a file that has one."""

from __future__ import annotations

from ..diagnostics import QUOTE, Diagnostic, Edit, Location
from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .data import Position

_QUOTE_FIX = "put the value in double quotes: {1:60}"
_TAG_FIX = "remove the tag and write a plain value"

MESSAGES: dict[str, tuple[str, str, str]] = {
    # text and limits
    "encoding": ("yaml-encoding", "the byte 0x{0:bare} is not UTF-8", "save the file as UTF-8"),
    "character": (
        "yaml-encoding",
        "the character U+{0:bare} is not allowed in YAML",
        'remove it, or write it as an escape in double quotes ("\\u{1:bare}")',
    ),
    "nul": ("yaml-encoding", "the file has NUL characters", "save the file as UTF-8 text"),
    "tab": ("yaml-syntax", "tab character outside a quoted string", "replace the tab with spaces"),
    "conflict": (
        "yaml-syntax",
        "the file has an unresolved merge conflict",
        "fix the conflict and remove its markers",
    ),
    "depth": (
        "yaml-depth",
        "the document has more than 64 nested levels",
        "reduce the nesting, or add the missing closing brackets",
    ),
    "long_key": ("yaml-syntax", "the key has more than 1024 characters", "use a shorter key"),
    # aliases, anchors and keys
    "alias_limit": (
        "yaml-alias-limit",
        "aliases add more than {0:bare} to the document",
        "write the values out, or use fewer aliases of aliases",
    ),
    "alias_inside": (
        "yaml-alias-limit",
        "alias {0:100} refers to the value that contains it",
        "move the anchor {1:100} to an earlier value",
    ),
    "alias_unknown": ("yaml-syntax", "alias {0:100} has no anchor", "add the anchor {1:100} to an earlier value"),
    "alias_name": ("yaml-syntax", 'a value that starts with "*" is an alias, and {0:40} is not a name', _QUOTE_FIX),
    "anchor_name": ("yaml-syntax", 'a value that starts with "&" is an anchor, and {0:40} is not a name', _QUOTE_FIX),
    "complex_key": (
        "yaml-syntax",
        "a mapping key must be a string, found a list or mapping",
        "use a string as the key",
    ),
    "duplicate_key": ("yaml-duplicate-key", "duplicate key {0}", "remove one of the two"),
    "merge_key": (
        "yaml-syntax",
        'the value of the merge key "<<" must be a mapping or a list of mappings',
        "replace it with an alias of a mapping",
    ),
    "complex_key_used": (
        "yaml-syntax",
        "the key on line {0:bare} must be a string, found a list or mapping",
        "use a string as the key",
    ),
    "duplicate_key_used": ("yaml-duplicate-key", "duplicate key {0} on line {1:bare}", "remove one of the two"),
    "merge_key_used": (
        "yaml-syntax",
        'the value of the merge key "<<" on line {0:bare} must be a mapping or a list of mappings',
        "replace it with an alias of a mapping",
    ),
    "rest": ("yaml-syntax", "the rest of the file is not read after 100 errors", "fix the errors above and run again"),
    # documents and directives
    "second_document": (
        "yaml-documents",
        "the file contains a second YAML document",
        'move it to another file, or remove the "---" line',
    ),
    "after_document": (
        "yaml-syntax",
        "unexpected characters after the end of the document",
        "remove them, or correct the brackets above",
    ),
    "directive": (
        "yaml-syntax",
        'a line must not start with "%"',
        "put the value in double quotes, or remove the line",
    ),
    "directive_end": ("yaml-syntax", "unexpected characters in a directive", "remove the line"),
    "duplicate_directive": ("yaml-syntax", "duplicate directive", "remove one of the two lines"),
    "version": ("yaml-syntax", "unsupported YAML version", 'remove the "%YAML" line'),
    "version_line": ("yaml-syntax", "invalid %YAML line", 'remove the "%YAML" line'),
    "long_prefix": ("yaml-syntax", "the prefix in a %TAG line has more than 1024 characters", "use a shorter prefix"),
    "prefixes": ("yaml-syntax", "more than 100 %TAG lines", "remove the lines that are not used"),
    # YAML tags
    "tag": ("yaml-tag", "unsupported YAML tag {0:100}", _TAG_FIX),
    "tag_used": ("yaml-tag", "unsupported YAML tag {0:100} on line {1:bare}", _TAG_FIX),
    "tag_handle": ("yaml-tag", "YAML tag with an unknown prefix", _TAG_FIX),
    "tag_open": ("yaml-tag", 'YAML tag "!<…" is not closed', 'add ">", or put the value in double quotes'),
    "tag_end": ("yaml-syntax", "invalid YAML tag or directive", "put the value in double quotes"),
    "tag_name": ("yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    "tag_encoding": ("yaml-encoding", "the YAML tag is not UTF-8", "save the file as UTF-8"),
    # brackets
    "end_inside": ("yaml-syntax", "the file ends inside brackets", "add the closing brackets"),
    "list_open": ("yaml-syntax", '"[" is not closed', 'add "]" at the end of the list'),
    "mapping_open": ("yaml-syntax", '"{{" is not closed', 'add "}}" at the end of the mapping'),
    "list_bracket": ("yaml-syntax", 'list that starts with "[" ends with "}}"', 'replace "}}" with "]"'),
    "mapping_bracket": ("yaml-syntax", 'mapping that starts with "{{" ends with "]"', 'replace "]" with "}}"'),
    "list_comma": ("yaml-syntax", 'missing "," or "]" before {0:40}', 'add ",", or put the item in double quotes'),
    "mapping_comma": ("yaml-syntax", 'missing "," or "}}" before {0:40}', 'add ",", or put the item in double quotes'),
    "bracket": ("yaml-syntax", "unexpected {0}", "remove {0}, or add the opening bracket"),
    "flow_colon": (
        "yaml-syntax",
        'unexpected ":" in brackets',
        "add a space after it, or put the value in double quotes",
    ),
    "flow_value": ("yaml-syntax", "unexpected {0} in brackets", "remove {0}, or put the value in double quotes"),
    # keys, values and indentation
    "value_start": ("yaml-syntax", "a value must not start with {0}", _QUOTE_FIX),
    "value_comma": ("yaml-syntax", "a value must not start with {0}", "put the value in double quotes"),
    "template": (
        "yaml-syntax",
        "the file is a template, not YAML",
        "replace the template with the file that it renders",
    ),
    "colon": ("yaml-syntax", 'unexpected ": "', "put the value in double quotes, or correct the indentation"),
    "colon_in_value": (
        "yaml-syntax",
        'the value of {0:40} contains ": "',
        "put the value in double quotes: {0:bare}: {2}",
    ),
    "colon_in_long_value": ("yaml-syntax", 'the value of {0:40} contains ": "', "put the value in double quotes"),
    "no_colon": ("yaml-syntax", 'missing ":" after {0:40}', 'write "{0:bare}: {1:bare}"'),
    "no_value": ("yaml-syntax", 'missing ":" after {0:40}', 'add ":" after {0:40}'),
    "no_space": ("yaml-syntax", 'missing space after "{0:bare}:"', 'add a space after "{0:bare}:"'),
    "no_space_used": (
        "yaml-syntax",
        'missing space after "{0:bare}:" on line {2:bare}',
        'add a space after "{0:bare}:"',
    ),
    "indented_more": (
        "yaml-syntax",
        "{0:40} is indented more than the key above it",
        "remove the spaces before it, or remove the value above it",
    ),
    "indented_less": (
        "yaml-syntax",
        "the indentation of {0:40} does not match any key above it",
        "set the indentation to {1:bare}, as on line {2:bare}, or to that of its sibling keys",
    ),
    "item_in_mapping": (
        "yaml-syntax",
        "list item in a mapping",
        'remove "- ", or move the item below a new key',
    ),
    "no_item": (
        "yaml-syntax",
        "{0:40} is not a list item, and the list above it has not ended",
        'add "- ", or set the indentation to that of the list\'s key',
    ),
    "item": (
        "yaml-syntax",
        '"- " is not allowed here',
        "move the list to the next line, or put the value in double quotes",
    ),
    "question": ("yaml-syntax", '"? " is not allowed here', "put the value in double quotes"),
    "unexpected": ("yaml-syntax", "unexpected {0:40} after the value", "remove it, or put the value in double quotes"),
    # quoted and block scalars
    "after_double": (
        "yaml-syntax",
        "unexpected {0:40} after the closing quote",
        'remove it, or write \\" for a quote inside double quotes',
    ),
    "after_single": (
        "yaml-syntax",
        "unexpected {0:40} after the closing quote",
        "remove it, or write '' for a quote inside single quotes",
    ),
    "double_open": ("yaml-syntax", "double quote is not closed", 'add the closing "'),
    "single_open": ("yaml-syntax", "single quote is not closed", "add the closing '"),
    "document_in_quotes": (
        "yaml-syntax",
        'a line starts with "---" or "..." inside quotes',
        "close the quote before it, or indent the line",
    ),
    "escape": (
        "yaml-syntax",
        'unknown escape "\\{0:bare}" in double quotes',
        "use single quotes, or write each backslash twice",
    ),
    "escape_digits": (
        "yaml-syntax",
        "incomplete escape in double quotes",
        "write \\xNN, \\uNNNN or \\UNNNNNNNN with hexadecimal digits",
    ),
    "escape_code": (
        "yaml-syntax",
        "the escape is not a Unicode character",
        "write the character itself, or its \\U escape",
    ),
    "block_text": (
        "yaml-syntax",
        "the value after {0} must start on the next line",
        "move it to the next line, or put the value in double quotes",
    ),
    "block_zero": ("yaml-syntax", "the indentation of a block must be 1 to 9", "remove the 0"),
}
"""Rule, message and fix of each error by its name."""
QUOTABLE = {"alias_name", "anchor_name", "colon_in_long_value", "colon_in_value", "value_start"}
"""Errors of values that are valid strings in quotes."""


def diagnostic(name: str, position: Position, values: tuple[str, ...] = ()) -> Diagnostic:
    """Return an error as a diagnostic without a document, which the caller adds."""
    rule, message, fix = MESSAGES[name]
    if rule == "yaml-tag":
        values = tuple(value.replace("tag:yaml.org,2002:", "!!") for value in values)
    edit = Edit(QUOTE) if name in QUOTABLE else None
    return Diagnostic(rule, message, fix, Location("", (), False, *position), values=values, edit=edit)
