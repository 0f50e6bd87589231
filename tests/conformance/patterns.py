"""Patterns of API descriptions, which are Java's or JavaScript's, as Python's `regex` reads them."""

from __future__ import annotations

from functools import cache

import regex

SPACE = r"\x20\t\n\x0b\f\r"
LINE_ENDS = r"\n\r\u0085\u2028\u2029"
ANY = r"\x00-\U0010FFFF"
AS_A_WHOLE = {
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",  # Java's surrogates: what lies above U+FFFF
    r"[\s\S]": f"[{ANY}]",
    r"[\S\s]": f"[{ANY}]",
    r"\p{all}": ANY,
}
IN_A_SET = {r"\w": "A-Za-z0-9_", r"\d": "0-9", r"\s": SPACE, r"\S": f"[^{SPACE}]"}
ELSEWHERE = {r"\w": "[A-Za-z0-9_]", r"\d": "[0-9]", r"\s": f"[{SPACE}]", r"\S": f"[^{SPACE}]", ".": f"[^{LINE_ENDS}]"}
TOKEN = regex.compile(r"\\[pP]\{\w+\}|\\.|.", regex.DOTALL)


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    r"""Where Java and JavaScript differ, what both take: `\w`, `\d`, `\s` in ASCII, `.` without ends of lines.

    `\p{…}` is any script's in all of them, and a set in a set (`[[^ ]\n]`) is what `regex` calls version 1.
    """
    for theirs, ours in AS_A_WHOLE.items():
        pattern = pattern.replace(theirs, ours)
    tokens, in_a_set = [], False
    for token in TOKEN.findall(pattern):
        tokens.append((IN_A_SET if in_a_set else ELSEWHERE).get(token, token))
        in_a_set = token != "]" and (in_a_set or token == "[")
    return regex.compile("".join(tokens), regex.V1)
