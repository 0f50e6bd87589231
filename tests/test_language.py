"""The style of texts: diagnostics as users see them, docstrings, and the prose of the documentation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"(?:\S.*?): (?:error|warning|note): \[(?P<rule>[^\]]+)\] (?P<text>.*)")
FIELD = re.compile(r"\{\d+(?::\w+)?\}")
"""A value in a template of a message or a fix."""
NO_MESSAGES = tuple(f"provider_bridge/{name}.py" for name in ("secrets", "allocation/printed_sql", "bills/table"))
"""Modules without messages whose strings look like templates."""
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
MAX_MESSAGE, MAX_FIX = 120, 110
"""Characters outside quotes."""
MAX_SUMMARY = 100
"""Characters of the first line of a docstring."""
MAX_SENTENCE = 30
"""Words of a sentence of the documentation."""
PROPER = ("AWS", "Azure", "GCP", "Kubernetes", "Terraform", "YAML", "JSON", "API")
IMPERATIVES = (
    "add append apply audit check choose close convert copy correct create declare delete enable escape fix "
    "give grant include increase install keep list make map merge move name pass pin plan put quote reduce "
    "remove rename replace revoke run save select send set shorten simplify split update upgrade use wrap "
    "write"
)
BANNED = {
    r"(?<!there )\b(?:is|are) no (?!longer\b)\w+": "write 'is not a'",
    r"\b(?:is|are|that is) none\b": "say what it is instead",
    r"\bstands?\b(?! for)|\bstood\b": "is set, appears, is at",
    r"\b(?:lies|lie)\b": "is, is in, is stored",
    r"\btakes?\b": "must be, accepts, allows",
    r"\bmend(?:s|ed)?\b": "fix",
    r"\bsays?\b|\bsaid\b|\btold\b": "is, sets, reports",
    r"\btexts?\b": "string",
    r"\bnothing\b": "null, empty, no ...",
    r"\bfolders?\b": "directory",
    r"\bspelt\b": "written",
    r"\billegal\b": "invalid, unsupported",
    r"\bspeaks?\b|\bspoken\b": "supports",
    r"\bone and the same\b|\ball else\b|\bnobody\b|\bat hand\b": "plain words",
    r"\bjudged?\b": "check",
    r"\bin clear\b": "unencrypted",
    r"\bgoes (?:with|together|on)\b": "plain words",
    r"\bof (?:its|their|his) own\b": "its own ...",
    r"\bplease\b|\bsimply\b|\bjust\b|\beasy\b|\beasily\b|\bobviously\b": "leave it out",
    r"\betc\.|\be\.g\.|\bi\.e\.|\bvia\b": "plain English",
}
RIDDLES = re.compile(r"(?:What|Where|How|Why|Whether|Everything|Nothing|All|Who)\b")
DIALECT = re.compile(r"\b(?:is|are) no (?!longer)\w+|\bstands?\b|\bl(?:ies|ie)\b|\bmend|\bwho\b|\bsaid\b")
NO_PROSE = re.compile(r"```.*?```|<!--.*?-->", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.:?])\s+(?=[A-Z*`\[])|\n\n|\n- |\n\d\. ")


def problems(text: str, *, fix: bool = False) -> list[str]:
    """Return what the style does not allow in a message or a fix."""
    bare = QUOTED.sub('""', text)
    against = []
    if fix and bare.split(maxsplit=1)[0].lower().rstrip(",:") not in IMPERATIVES.split():
        against.append("a fix starts with an imperative verb")
    if not fix and bare[:1].isupper() and not bare.startswith(PROPER):
        against.append("starts with a capital")
    if bare.rstrip().endswith((".", "!")) and not bare.endswith("…"):
        against.append("ends with a full stop")
    if re.search(r"[a-z]\. [A-Z]", bare):
        against.append("more than one sentence")
    if len(bare) > (MAX_FIX if fix else MAX_MESSAGE):
        against.append(f"{len(bare)} characters without quotes")
    banned = ((re.search(pattern, bare, re.IGNORECASE), better) for pattern, better in BANNED.items())
    return against + [f"{match[0]!r}: {better}" for match, better in banned if match]


def diagnostics() -> list[tuple[str, str, bool]]:
    """Return (file and line, text, whether it is a fix) of all expected outputs, without the texts of policies."""
    files = [
        *ROOT.glob("tests/invalid-examples/*/stderr.txt"),
        *ROOT.glob("tests/audit/*/expected.txt"),
        ROOT / "tests/broken-estate/expected.text",
    ]
    texts: dict[tuple[str, bool], str] = {}
    rule = ""
    for file in sorted(files):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            match = LINE.fullmatch(line)
            rule = match["rule"] if match else rule
            if rule.startswith("policy/"):
                continue
            if line.startswith("  fix: "):
                texts.setdefault((line[7:], True), f"{file.relative_to(ROOT)}:{number}")
            elif match:
                texts.setdefault((match["text"], False), f"{file.relative_to(ROOT)}:{number}")
    return [(where, text, fix) for (text, fix), where in texts.items()]


def templates() -> list[tuple[str, str]]:
    """Return (file and line, text with empty quotes for its values) of all templates of messages and fixes."""
    texts = []
    for path in sorted((ROOT / "provider_bridge").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        nodes = [] if name.startswith(NO_MESSAGES) else list(ast.walk(ast.parse(path.read_text("utf-8"))))
        comments = {node.value for node in nodes if isinstance(node, ast.Expr)}  # docstrings
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in comments:
                text, values = FIELD.subn('""', node.value)
                if values:
                    texts.append((f"{name}:{node.lineno}", text.replace("{near}", "")))
    return texts


def docstrings() -> list[tuple[str, str]]:
    """Return (file and line, summary line) of all docstrings of the package."""
    summaries = []
    for path in sorted((ROOT / "provider_bridge").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = ast.get_docstring(node)
                if text:
                    summaries.append((f"{name}:{getattr(node, 'lineno', 1)}", text.splitlines()[0]))
    return summaries


def sentences() -> list[tuple[str, str]]:
    """Return (page, sentence) of the documentation, without code, tables, headings and lists of links."""
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("terraform/**/README.md"),
    ]
    prose = []
    for page in sorted(pages):
        text = NO_PROSE.sub("", page.read_text("utf-8"))
        text = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "|", "!", "- [")))
        text = re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "CODE", text))
        name = page.relative_to(ROOT).as_posix()
        prose += [(name, " ".join(part.split())) for part in SENTENCE_END.split(text) if part.strip()]
    return prose


def test_each_message_states_one_fact_and_each_fix_is_one_command() -> None:
    assert [f"{at}: {text}: {wrong}" for at, text, fix in diagnostics() if (wrong := problems(text, fix=fix))] == []


def test_each_template_of_a_message_or_a_fix_is_in_plain_words() -> None:
    assert [f"{at}: {text}: {wrong}" for at, text in templates() if (wrong := problems(text))] == []


def test_each_docstring_starts_with_a_line_that_names_or_commands() -> None:
    assert [
        f"{at}: {summary}"
        for at, summary in docstrings()
        if len(summary) > MAX_SUMMARY or RIDDLES.match(summary) or DIALECT.search(summary)
    ] == []


def test_each_sentence_of_the_documentation_is_short() -> None:
    assert [f"{page}: {text}" for page, text in sentences() if len(text.split()) > MAX_SENTENCE] == []


# --- the tests can fail


@pytest.mark.parametrize(
    ("text", "fix", "problem"),
    [
        ("The tag is missing", False, "starts with a capital"),
        ("the tag is missing.", False, "ends with a full stop"),
        ("the tag is missing. Add it", False, "more than one sentence"),
        ("the tag " * 20, False, "160 characters without quotes"),
        ('"awz" is no provider', False, "'is no provider': write 'is not a'"),
        ("the tag should be added", True, "a fix starts with an imperative verb"),
        ("remove the text", True, "'text': string"),
    ],
)
def test_a_text_in_another_style_is_a_problem(text: str, fix: bool, problem: str) -> None:
    assert problems(text, fix=fix) == [problem]


def test_text_in_quotes_is_the_authors() -> None:
    assert problems(f'unknown field "{"The text. " * 20}"') == []
