"""The causes of refusals: each cause with its position, its message and its fix, from either parser."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from provider_bridge.diagnostics import finish
from provider_bridge.documents import yaml_parser
from provider_bridge.documents.document import parse
from provider_bridge.documents.yaml_messages import MESSAGES
from provider_bridge.documents.yaml_problems import CAUSES

INDENTED = "remove the spaces before it, or remove the value above it"
QUOTE = "put the value in double quotes"
ALIAS = 'a value that starts with "*" is an alias, and '
COMMA = 'add ",", or put the item in double quotes'
DIRECTIVE = "put the value in double quotes, or remove the line"
ESCAPE = "write the character itself, or its \\U escape"
PREFIX = "the prefix in a %TAG line has more than 1024 characters"
DOUBLE = 'remove it, or write \\" for a quote inside double quotes'

REFUSED: list[tuple[str, str, str, str]] = [
    ("a: b: c\n", "1:5 yaml-syntax", 'the value of "a" contains ": "', 'put the value in double quotes: a: "b: c"'),
    ("a: b\n}\n", "2:1 yaml-syntax", 'unexpected "}"', 'remove "}", or add the opening bracket'),
    (
        "a:\n  - b\n  c: d\n",
        "3:3 yaml-syntax",
        '"c: d" is not a list item, and the list above it has not ended',
        'add "- ", or set the indentation to that of the list\'s key',
    ),
    (
        "tenant_id: acme\nenvironment prod\n",
        "2:12 yaml-syntax",
        'missing ":" after "environment"',
        'write "environment: prod"',
    ),
    ("a: [b, c}\n", "1:9 yaml-syntax", 'list that starts with "[" ends with "}"', 'replace "}" with "]"'),
    ("tags: {a: b\n", "1:7 yaml-syntax", '"{" is not closed', 'add "}" at the end of the mapping'),
    ("a: @x\n", "1:4 yaml-syntax", 'a value must not start with "@"', 'put the value in double quotes: "@x"'),
    (
        "a: **/x\n",
        "1:4 yaml-syntax",
        'a value that starts with "*" is an alias, and "**/x" is not a name',
        'put the value in double quotes: "**/x"',
    ),
    (
        "a: & b\n",
        "1:4 yaml-syntax",
        'a value that starts with "&" is an anchor, and "& b" is not a name',
        'put the value in double quotes: "& b"',
    ),
    ('tenant_id: "acme\nenvironment: prod\n', "1:12 yaml-syntax", "double quote is not closed", 'add the closing "'),
    (
        'a: "b\n---\nc"\n',
        "1:4 yaml-syntax",
        'a line starts with "---" or "..." inside quotes',
        "close the quote before it, or indent the line",
    ),
    (
        'a: "C:\\path\\data"\n',
        "1:7 yaml-syntax",
        'unknown escape "\\p" in double quotes',
        "use single quotes, or write each backslash twice",
    ),
    (
        'a: "\\xZZ"\n',
        "1:5 yaml-syntax",
        "incomplete escape in double quotes",
        "write \\xNN, \\uNNNN or \\UNNNNNNNN with hexadecimal digits",
    ),
    (
        'a: "\\ud83d\\ude80"\n',
        "1:7 yaml-syntax",
        "the escape is not a Unicode character",
        "write the character itself, or its \\U escape",
    ),
    (
        "a: - b\n",
        "1:4 yaml-syntax",
        '"- " is not allowed here',
        "move the list to the next line, or put the value in double quotes",
    ),
    ("a: ?", "1:4 yaml-syntax", '"? " is not allowed here', "put the value in double quotes"),
    (
        "a: >x\n  y\n",
        "1:5 yaml-syntax",
        'the value after ">" must start on the next line',
        "move it to the next line, or put the value in double quotes",
    ),
    ("%TAG ! x b\n", "1:10 yaml-syntax", "unexpected characters in a directive", "remove the line"),
    ("a: |0\n  c\n", "1:5 yaml-syntax", "the indentation of a block must be 1 to 9", "remove the 0"),
    ("a: |\n\tb\n", "2:1 yaml-syntax", "tab character outside a quoted string", "replace the tab with spaces"),
    (
        "a:\n  b: 1\n\tc: 2\n",
        "3:1 yaml-syntax",
        "tab character outside a quoted string",
        "replace the tab with spaces",
    ),
    ("a: , b\n", "1:4 yaml-syntax", 'a value must not start with ","', "put the value in double quotes"),
    ("[", "1:2 yaml-syntax", "the file ends inside brackets", "add the closing brackets"),
    (
        "a: !e!x b\n",
        "1:4 yaml-tag",
        "YAML tag with an unknown prefix",
        "remove the tag and write a plain value",
    ),
    (
        '{"a": "b",}\nc: d\n',
        "2:1 yaml-syntax",
        "unexpected characters after the end of the document",
        "remove them, or correct the brackets above",
    ),
    ("%YAML 3.0\n---\na: b\n", "1:1 yaml-syntax", "unsupported YAML version", 'remove the "%YAML" line'),
    ("%YAML 1.1\n%YAML 1.1\n---\na: b\n", "2:1 yaml-syntax", "duplicate directive", "remove one of the two lines"),
    ("%TAG ! a\n%TAG ! x\n-]--\na: b", "2:1 yaml-syntax", "duplicate directive", "remove one of the two lines"),
    (
        "%x\na: b\n",
        "1:1 yaml-syntax",
        'a line must not start with "%"',
        "put the value in double quotes, or remove the line",
    ),
    ("%", "1:1 yaml-syntax", 'a line must not start with "%"', "put the value in double quotes, or remove the line"),
    ("%a:", "1:1 yaml-syntax", 'a line must not start with "%"', "put the value in double quotes, or remove the line"),
    ("%YAML 1a: `x\n", "1:1 yaml-syntax", "invalid %YAML line", 'remove the "%YAML" line'),
    ("%YAML 3.- b\n", "1:1 yaml-syntax", "invalid %YAML line", 'remove the "%YAML" line'),
    ("!a|\n", "1:1 yaml-syntax", "invalid YAML tag or directive", "put the value in double quotes"),
    ("%TAG ! x-?\\x-\na: b\n", "1:1 yaml-syntax", "invalid YAML tag or directive", "put the value in double quotes"),
    ("!<a:", "1:1 yaml-tag", 'YAML tag "!<…" is not closed', 'add ">", or put the value in double quotes'),
    ("%TAG a\nax\n", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    ("%TAG !-\na: b\n", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    ("!e!\n", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    ("%TAG ! \n-\na: b\n", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    ("!%x\na:", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    ("%TAG ! %a\na: 'it", "1:1 yaml-tag", "invalid YAML tag", "put the value in double quotes"),
    (
        "tenant_id: acme\n environment: prod\n",
        "2:2 yaml-syntax",
        '"environment" is indented more than the key above it',
        "remove the spaces before it, or remove the value above it",
    ),
    (
        "infrastructure:\n    provider: aws\n  tags: {}\n",
        "3:3 yaml-syntax",
        'the indentation of "tags" does not match any key above it',
        "set the indentation to 4 spaces, as on line 2, or to that of its sibling keys",
    ),
    (
        "tenant_id acme\nenvironment: prod\n",
        "1:10 yaml-syntax",
        'missing ":" after "tenant_id"',
        'write "tenant_id: acme"',
    ),
    (
        "tenant_id:acme\nenvironment: prod\n",
        "1:10 yaml-syntax",
        'missing space after "tenant_id:"',
        'add a space after "tenant_id:"',
    ),
    (
        "infrastructure:\n  provider:aws\n  tags: {}\n",
        "2:11 yaml-syntax",
        'missing space after "provider:"',
        'add a space after "provider:"',
    ),
    ("tenant_id: 'acme\nenvironment: prod\n", "1:12 yaml-syntax", "single quote is not closed", "add the closing '"),
    (
        'tenant_id: "acme" x\n',
        "1:19 yaml-syntax",
        'unexpected "x" after the closing quote',
        'remove it, or write \\" for a quote inside double quotes',
    ),
    (
        "infrastructure:\n\tprovider: aws\n",
        "2:1 yaml-syntax",
        "tab character outside a quoted string",
        "replace the tab with spaces",
    ),
    ("subnet_ids: [a, b\nname: x\n", "1:13 yaml-syntax", '"[" is not closed', 'add "]" at the end of the list'),
    ("subnet_ids: [a, b\n", "1:13 yaml-syntax", '"[" is not closed', 'add "]" at the end of the list'),
    ("tags: {a: b, c: d\nname: x\n", "1:7 yaml-syntax", '"{" is not closed', 'add "}" at the end of the mapping'),
    ("a: [b]]\n", "1:7 yaml-syntax", 'unexpected "]"', 'remove "]", or add the opening bracket'),
    (
        "a: {b: c d: e}\n",
        "1:11 yaml-syntax",
        'missing "," or "}" before ": e}"',
        'add ",", or put the item in double quotes',
    ),
    (
        "message: error: it failed\n",
        "1:15 yaml-syntax",
        'the value of "message" contains ": "',
        'put the value in double quotes: message: "error: it failed"',
    ),
    ("a: `x\n", "1:4 yaml-syntax", 'a value must not start with "`"', 'put the value in double quotes: "`x"'),
    ("a: %x\n", "1:4 yaml-syntax", 'a value must not start with "%"', 'put the value in double quotes: "%x"'),
    (
        "a: *.yaml\n",
        "1:4 yaml-syntax",
        'a value that starts with "*" is an alias, and "*.yaml" is not a name',
        'put the value in double quotes: "*.yaml"',
    ),
    (
        "a: R & D\nb: &\n",
        "2:4 yaml-syntax",
        'a value that starts with "&" is an anchor, and "&" is not a name',
        'put the value in double quotes: "&"',
    ),
    (
        "a:\n  b: 1\n  - c\n",
        "3:3 yaml-syntax",
        "list item in a mapping",
        'remove "- ", or move the item below a new key',
    ),
    (
        "a: x\n  b: c\n",
        "2:3 yaml-syntax",
        '"b" is indented more than the key above it',
        "remove the spaces before it, or remove the value above it",
    ),
    (
        "a: | b\n  c\n",
        "1:6 yaml-syntax",
        'the value after "|" must start on the next line',
        "move it to the next line, or put the value in double quotes",
    ),
    (
        "{% if x %}\na: b\n",
        "1:2 yaml-syntax",
        "the file is a template, not YAML",
        "replace the template with the file that it renders",
    ),
    (
        "a: http://x: y\n",
        "1:12 yaml-syntax",
        'the value of "a" contains ": "',
        'put the value in double quotes: a: "http://x: y"',
    ),
    (
        "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n",
        "2:1 yaml-syntax",
        "the file has an unresolved merge conflict",
        "fix the conflict and remove its markers",
    ),
    (
        "a: “b” c: d\n",
        "1:9 yaml-syntax",
        'the value of "a" contains ": "',
        'put the value in double quotes: a: "“b” c: d"',
    ),
    ("a = b\nc: d\n", "1:2 yaml-syntax", 'missing ":" after "a"', 'write "a: b"'),
    (
        "a: {b c}\nd: [e: f: g]\n",
        "2:9 yaml-syntax",
        'missing "," or "]" before ": g]"',
        'add ",", or put the item in double quotes',
    ),
    ("<<:*a\nb: c\n", "1:3 yaml-syntax", 'missing space after "<<:"', 'add a space after "<<:"'),
    (
        "a: 'it's'\n",
        "1:8 yaml-syntax",
        'unexpected "s\'" after the closing quote',
        "remove it, or write '' for a quote inside single quotes",
    ),
    (
        'a: "say "hi""\n',
        "1:10 yaml-syntax",
        'unexpected "hi""" after the closing quote',
        'remove it, or write \\" for a quote inside double quotes',
    ),
    (
        "a: |\n    b\n  c\nd: e\n",
        "3:3 yaml-syntax",
        'the indentation of "c" does not match any key above it',
        "set the indentation to 4 spaces, as on line 2, or to that of its sibling keys",
    ),
]
"""A text, and the position, rule, message and fix of its only diagnostic."""
MORE: list[tuple[str, str, str, str]] = [
    ("a:\n  - b: c\n     d: e\n", "3:6 yaml-syntax", '"d" is indented more than the key above it', INDENTED),
    ("a: b\n# c: d\n\n  e: f\n", "4:3 yaml-syntax", '"e" is indented more than the key above it', INDENTED),
    ("# c\na b\nc d\ne: f\n", "2:2 yaml-syntax", 'missing ":" after "a"', 'write "a: b"'),
    ("a:\n  b\n  c: d\n", "2:4 yaml-syntax", 'missing ":" after "b"', 'add ":" after "b"'),
    ("a: " + "b" * 60 + ": c\n", "1:64 yaml-syntax", 'the value of "a" contains ": "', QUOTE),
    ("a: b: c # d\n", "1:5 yaml-syntax", 'the value of "a" contains ": "', QUOTE + ': a: "b: c"'),
    ('"a: b": "c": d\n', "1:12 yaml-syntax", 'the value of "a: b" contains ": "', QUOTE + r': a: b: "\"c\": d"'),
    ("a: 'b\\c: d\ne: f\n", "1:4 yaml-syntax", "single quote is not closed", "add the closing '"),
    ("a: b\\c: d\n", "1:7 yaml-syntax", 'the value of "a" contains ": "', QUOTE + r': a: "b\\c: d"'),
    ("- a: [b, *.yaml]\n", "1:10 yaml-syntax", ALIAS + '"*.yaml" is not a name', QUOTE + ': "*.yaml"'),
    ("a: {b: @c, d: e}\n", "1:8 yaml-syntax", 'a value must not start with "@"', QUOTE + ': "@c"'),
    ("a: [\n  b,\n  c\n  d: e,\n]\n", "4:4 yaml-syntax", 'missing "," or "]" before ": e,"', COMMA),
    ("a: {\n  b: c\n  d: e\n}\n", "3:4 yaml-syntax", 'missing "," or "}" before ": e"', COMMA),
    ("a: [\n  b,\nc: d\n", "1:4 yaml-syntax", '"[" is not closed', 'add "]" at the end of the list'),
    ("a: {b: c]\n", "1:9 yaml-syntax", 'mapping that starts with "{" ends with "]"', 'replace "]" with "}"'),
    ("a: [b,,c]\n", "1:7 yaml-syntax", 'unexpected "," in brackets', 'remove ",", or put the value in double quotes'),
    ("a: [b] c\n", "1:8 yaml-syntax", 'unexpected "c" after the value', "remove it, or put the value in double quotes"),
    ("- a\n}\n", "2:1 yaml-syntax", 'unexpected "}"', 'remove "}", or add the opening bracket'),
    (
        "a: &b &c d\n",
        "1:7 yaml-syntax",
        'unexpected "&c d" after the value',
        "remove it, or put the value in double quotes",
    ),
    (
        "a: b\n[c\n",
        "2:1 yaml-syntax",
        'unexpected "[c" after the value',
        "remove it, or put the value in double quotes",
    ),
    ("%YAML 1.1\na: b\n", "1:1 yaml-syntax", 'a line must not start with "%"', DIRECTIVE),
    ('a: "\\U00110000"\n', "1:7 yaml-syntax", "the escape is not a Unicode character", ESCAPE),
    ('a: "\\\\ \\uD800"\n', "1:10 yaml-syntax", "the escape is not a Unicode character", ESCAPE),
    (f"%YAML 1.{'1' * 5000}\n", "1:1 yaml-syntax", "invalid %YAML line", 'remove the "%YAML" line'),
    (f"%TAG !a! {'b' * 1025}\n---\na: b\n", "1:1 yaml-syntax", PREFIX, "use a shorter prefix"),
    (
        "".join(f"%TAG !t{number}! a\r" for number in range(101)) + "---\na: b\n",
        "101:1 yaml-syntax",
        "more than 100 %TAG lines",
        "remove the lines that are not used",
    ),
    ("a: x\ty: z\n", "1:5 yaml-syntax", "tab character outside a quoted string", "replace the tab with spaces"),
    ('a: "x\ty" z\n', "1:10 yaml-syntax", 'unexpected "z" after the closing quote', DOUBLE),
    ("tags:\n  Team data # text\n  a: b\n", "2:7 yaml-syntax", 'missing ":" after "Team"', 'write "Team: data"'),
    (
        " tenant_id: acme\nname: x\n",
        "2:1 yaml-syntax",
        'the indentation of "name" does not match any key above it',
        "set the indentation to 1 space, as on line 1, or to that of its sibling keys",
    ),
    ('a: "b # c\nd: e\nf: "g h"\n', "1:4 yaml-syntax", "double quote is not closed", 'add the closing "'),
    ('"a: b\nd: e\nf: "g h"\n', "1:1 yaml-syntax", "double quote is not closed", 'add the closing "'),
    (f"a: b\n{'c' * 1025}\nd: e\n", "2:1 yaml-syntax", "the key has more than 1024 characters", "use a shorter key"),
]
"""The same mistakes in other surroundings."""


UNSPACED = [
    ("finops:\n  owner:x   # text\n  a: b\n", "2:8"),
    ("finops:\n  owner:x   # text\n  team:y # text\n  a: b\n", "2:8"),
    ("finops:\n  a: b\n  owner:x # text\n", "3:8"),
    ("finops:\n  a: b\n  owner:x", "3:8"),
    ("finops: &all\n  owner:x # text\n\n  # more\n  a: b\n", "2:8"),
    ("owner:x # text\na: b\n", "1:6"),
    ("---\nowner:x # text\na: b\n", "2:6"),
    ("a:\n  tags:\n    owner:x # text\n    b: c\nd: e\n", "3:10"),
    ("a:\n  - owner:x # text\n    b: c\n", "2:10"),
    ("a:\n  - b: c\n    owner:x\n", "3:10"),
    ('finops:\n  owner:"x" # text\n  a: b\n', "2:8"),
    ("finops:\n  owner:'x # y'\n  a: b\n", "2:8"),
    ('finops:\n  "owner":x\n  a: b\n', "2:10"),
    ('"owner":x # text\na: b\n', "1:8"),
    ("finops:\n  owner:http://x # text\n  a: b\n", "2:8"),
    ("finops:\n  a: b\n  owner :x\n", "3:9"),
    ("finops: {owner:x, a: b}\n", "1:15"),
    ("finops: {a: b, owner:x}\n", "1:21"),
    ("finops: {a: [{owner:x}]}\n", "1:20"),
]
"""Texts with a colon that has no space after it, and the position of the colon."""


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(("text", "position"), UNSPACED)
def test_a_colon_without_a_space_is_reported_at_the_colon(text: str, position: str) -> None:
    document, diagnostics = parse(text.encode(), "job.yaml")
    assert document is None
    (diagnostic,) = finish(diagnostics, lambda location: location)
    assert str(diagnostic) == f'job.yaml:{position}: error: [yaml-syntax] missing space after "owner:"'
    assert diagnostic.fix == 'add a space after "owner:"'


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b\nhttp://x\nc: d\n", 'unexpected "http://x" after the value'),
        ("a:\n  http://x # text\n  b: c\n", 'unexpected "b: c" after the value'),
        ("a:\n  - http://x # text\n  b: c\n", '"b: c" is not a list item, and the list above it has not ended'),
        ("a: text\n  b:c # text\n  d: e\n", 'unexpected "d: e" after the value'),
    ],
)
def test_a_url_or_a_text_is_not_a_key_without_a_space(text: str, message: str) -> None:
    _, diagnostics = parse(text.encode(), "job.yaml")
    assert [each.message for each in finish(diagnostics, lambda location: location)] == [message]


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("finops: {http://x, a: b}", "http://x"),
        ("finops: {dativo:team: , a: b}", "dativo:team"),
        ("finops: {dativo:team: # text\n, a: b}", "dativo:team"),
        ("finops: {'dativo:team', a: b}", "dativo:team"),
        ("finops:\n  dativo:team:\n", "dativo:team"),
        ("finops:\n  dativo:team: null\n", "dativo:team"),
        ("labels: {owner:x}\nfinops: {x}", "x"),
    ],
)
def test_a_key_with_a_colon_may_have_no_value(text: str, key: str) -> None:
    document, diagnostics = parse(text.encode(), "job.yaml", {"finops": None})
    assert document is not None
    assert diagnostics == []
    assert isinstance(document.data, dict)
    finops = document.data["finops"]
    assert isinstance(finops, dict)
    assert finops[key] is None


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(("text", "location", "message", "fix"), REFUSED + MORE)
def test_a_mistake_is_explained(text: str, location: str, message: str, fix: str) -> None:
    document, diagnostics = parse(text.encode(), "job.yaml")
    assert document is None
    (diagnostic,) = finish(diagnostics, lambda location: location)
    line, column = diagnostic.location[3:]
    assert (f"{line}:{column} {diagnostic.rule}", diagnostic.message, diagnostic.fix) == (location, message, fix)


def test_a_credential_is_not_repeated() -> None:
    """The fix would repeat the value."""
    _, diagnostics = parse(b"a: ghp_" + b"a1B2" * 9 + b": c\n", "job.yaml")
    (diagnostic,) = finish(diagnostics, lambda location: location)
    assert "a1B2" not in diagnostic.message + diagnostic.fix


IN_LIBYAML = re.compile(
    rb"(?<=\0)(?:did not find|found|could not find|exceeded|block sequence|mapping (?:keys|values)) [^\0]{3,70}(?=\0)"
)
NEVER = re.compile("undefined alias|duplicate anchor|<stream-start>")
"""Two problems of building a tree, which we do, and one that nothing reaches."""


@pytest.mark.skipif(yaml_parser.CParser is None, reason="this PyYAML has no libyaml")
def test_each_problem_of_libyaml_is_known() -> None:
    """All that its scanner and its parser have in their binary; what its reader refuses, we refuse before."""
    from yaml import _yaml

    problems = {match[0].decode() for match in IN_LIBYAML.finditer(Path(_yaml.__file__).read_bytes())}
    assert len(problems) >= 38
    assert {problem for problem in problems if not NEVER.search(problem) and not is_known(problem)} == set()


def test_each_problem_of_pyyaml_is_known() -> None:
    """All that its scanner and its parser raise."""
    import yaml.parser
    import yaml.scanner

    problems: set[str] = set()
    for module in (yaml.scanner, yaml.parser):
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
                texts = [each.value for each in ast.walk(node.args[2]) if isinstance(each, ast.Constant)]
                problems |= {text for text in texts if isinstance(text, str)}
    assert len(problems) >= 30
    assert {problem for problem in problems if not is_known(problem)} == set()


def is_known(problem: str) -> bool:
    return any(part in problem for part, _, _ in CAUSES)


def test_each_message_is_a_template_of_positional_values() -> None:
    for rule, message, fix in MESSAGES.values():
        for template in (message, fix):
            fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
            assert all(field.isdigit() for field in fields), (rule, template)
