"""The wording of everything that can be wrong with a YAML text. Imported on refusal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Location

if TYPE_CHECKING:
    from .data import Position

_ANCHOR_FIX = "write {1:100} at the value that it should repeat, before this place"
_QUOTE_FIX = "put the value in double quotes: {1:60}"
_TAG_FIX = "remove the tag and write the value as a string"

MESSAGES: dict[str, tuple[str, str, str]] = {
    # text and limits
    "encoding": ("yaml-encoding", "the byte 0x{0:bare} is not UTF-8", "save the file as UTF-8"),
    "character": (
        "yaml-encoding",
        "the character U+{0:bare} is not allowed in YAML",
        'remove it, or write it as an escape in double quotes ("\\u{1:bare}")',
    ),
    "tab": ("yaml-syntax", "a tab stands where YAML takes spaces only", "replace the tab with spaces"),
    "conflict": (
        "yaml-syntax",
        "the file has an unresolved merge conflict",
        "resolve the conflict and remove its markers",
    ),
    "depth": (
        "yaml-depth",
        "the document is more than 64 levels deep",
        "flatten it, or close the brackets that stay open",
    ),
    "long_key": ("yaml-syntax", "the key has more than 1024 characters", "use a shorter key"),
    # aliases, anchors and keys
    "alias_limit": (
        "yaml-alias-limit",
        "the document's aliases repeat more than {0:bare}",
        "write the values out, or use fewer aliases of aliases",
    ),
    "alias_inside": ("yaml-alias-limit", "the alias {0:100} stands inside its own anchor", _ANCHOR_FIX),
    "alias_unknown": ("yaml-syntax", "the alias {0:100} has no anchor", _ANCHOR_FIX),
    "alias_name": ("yaml-syntax", 'a value that starts with "*" is an alias, and {0:40} is not a name', _QUOTE_FIX),
    "anchor_name": ("yaml-syntax", 'a value that starts with "&" is an anchor, and {0:40} is not a name', _QUOTE_FIX),
    "complex_key": ("yaml-syntax", "a list or a mapping stands as a key", "use text as the key"),
    "duplicate_key": ("yaml-duplicate-key", "the key {0} stands twice in this mapping", "keep one of them"),
    "merge_key": (
        "yaml-syntax",
        'the merge key "<<" takes a mapping or a list of mappings',
        "give it an alias of a mapping",
    ),
    "complex_key_used": (
        "yaml-syntax",
        "the key on line {0:bare} must be a string, found a list or a mapping",
        "replace the key with a string",
    ),
    "duplicate_key_used": ("yaml-duplicate-key", "duplicate key {0} on line {1:bare}", "remove one of the two"),
    "merge_key_used": (
        "yaml-syntax",
        'the merge key "<<" on line {0:bare} must have a mapping or a list of mappings',
        "replace its value with an alias of a mapping",
    ),
    "rest": ("yaml-syntax", "the rest of the file is not read after 100 errors", "fix the errors above and run again"),
    # documents and directives
    "second_document": (
        "yaml-documents",
        "a second document starts here; one file holds one",
        'move it to a file of its own, or remove the "---"',
    ),
    "after_document": (
        "yaml-syntax",
        "text after the end of the document",
        "remove it, or close the brackets before it",
    ),
    "directive": (
        "yaml-syntax",
        'a line must not start with "%"',
        "put the text in double quotes, or remove the line",
    ),
    "directive_end": ("yaml-syntax", "unexpected text in a directive", "remove the text, or the line"),
    "duplicate_directive": ("yaml-syntax", "duplicate directive", "remove one of the two lines"),
    "version": ("yaml-syntax", "unsupported YAML version", 'remove the "%YAML" line'),
    "version_line": ("yaml-syntax", "invalid %YAML line", 'remove the "%YAML" line'),
    "long_prefix": ("yaml-syntax", "the prefix in a %TAG line has more than 1024 characters", "use a shorter prefix"),
    "prefixes": ("yaml-syntax", "more than 100 %TAG lines", "remove the lines that are not used"),
    # YAML tags
    "tag": ("yaml-tag", "the YAML tag {0:100} has no meaning here", "remove the tag and write the value as text"),
    "tag_used": ("yaml-tag", "YAML tag {0:100} on line {1:bare} is not supported", _TAG_FIX),
    "tag_handle": ("yaml-tag", "YAML tag with an unknown prefix", _TAG_FIX),
    "tag_open": ("yaml-tag", 'YAML tag "!<…" is not closed', 'add ">", or put the text in double quotes'),
    "tag_end": ("yaml-syntax", "invalid YAML tag or directive", "put the text in double quotes"),
    "tag_name": ("yaml-tag", "invalid YAML tag", "put the text in double quotes"),
    "tag_encoding": ("yaml-encoding", "the text is not UTF-8", "save the file as UTF-8"),
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
        "add a space after it, or put the text in double quotes",
    ),
    "flow_value": ("yaml-syntax", "unexpected {0} in brackets", "remove {0}, or put the text in double quotes"),
    # keys, values and indentation
    "value_start": ("yaml-syntax", "a value must not start with {0}", _QUOTE_FIX),
    "value_comma": ("yaml-syntax", "a value must not start with {0}", "put the text in double quotes"),
    "template": ("yaml-syntax", "the file is a template, not YAML", "render the template first"),
    "colon": ("yaml-syntax", 'unexpected ": "', "put the text in double quotes, or check the indentation"),
    "colon_in_value": (
        "yaml-syntax",
        'the value of {0:40} contains ": "',
        "put the value in double quotes: {0:bare}: {2}",
    ),
    "colon_in_long_value": ("yaml-syntax", 'the value of {0:40} contains ": "', "put the value in double quotes"),
    "no_colon": ("yaml-syntax", 'missing ":" after {0:40}', 'write "{0:bare}: {1:bare}"'),
    "no_value": ("yaml-syntax", 'missing ":" after {0:40}', 'add ":" after {0:40}'),
    "no_space": ("yaml-syntax", 'missing space after "{0:bare}:"', 'write "{0:bare}: {1:bare}"'),
    "indented_more": (
        "yaml-syntax",
        "{0:40} is indented more than the key above it",
        "remove the spaces before it, or remove the value above it",
    ),
    "indented_less": (
        "yaml-syntax",
        "{0:40} has an indentation that matches no key above it",
        "indent it by {1:bare}, like line {2:bare}, or like the key that it belongs to",
    ),
    "item_in_mapping": (
        "yaml-syntax",
        "list item in a mapping",
        'remove "- ", or move the item under a key of its own',
    ),
    "no_item": (
        "yaml-syntax",
        "{0:40} is not a list item, and the list above it has not ended",
        'add "- ", or indent it like the key of the list',
    ),
    "item": (
        "yaml-syntax",
        '"- " is not allowed here',
        "start the list on the next line, or put the text in double quotes",
    ),
    "question": ("yaml-syntax", '"? " is not allowed here', "put the text in double quotes"),
    "unexpected": ("yaml-syntax", "unexpected {0:40} after the value", "remove it, or put the value in double quotes"),
    # quoted and block scalars
    "after_double": (
        "yaml-syntax",
        "unexpected text after the closing quote: {0:40}",
        'remove the text, or write \\" for a quote inside double quotes',
    ),
    "after_single": (
        "yaml-syntax",
        "unexpected text after the closing quote: {0:40}",
        "remove the text, or write '' for a quote inside single quotes",
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
        "text after {0} must start on the next line",
        "move it to the next line, or put the value in double quotes",
    ),
    "block_zero": ("yaml-syntax", "the indentation of a block must be 1 to 9", "remove the 0"),
}
"""Each problem by its name: rule, message, fix."""


def diagnostic(name: str, position: Position, values: tuple[str, ...] = ()) -> Diagnostic:
    """Return a problem as a diagnostic; the caller names the document."""
    rule, message, fix = MESSAGES[name]
    return Diagnostic(rule, message, fix, Location("", (), False, *position), values=values)
