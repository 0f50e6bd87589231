"""The steps of the providers' formats: transliterate, replace, trim, truncate.

Pure functions on strings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Step: TypeAlias = tuple[str, Callable[[str], str]]
    """One step of a format: the reason to show if it changes a string, and its function."""

MARK = "\ud800"
"""A `-` that formatting inserted, until the ends are trimmed: one that the author wrote stays on AWS and Azure.

A lone surrogate: no document, variable or query can hold one.
"""
LOST = "\ud801"
"""A letter or digit without an ASCII form, until unsupported characters are replaced. A lone surrogate too."""
TO_ASCII = "converted to ASCII"
"""The reason of a change by `transliterate`."""
HASH_DIGITS = 8
_MAX_MARKS = 30
"""Longest run of combining marks that is kept; normalizing sorts each run, which is slow for long ones.

https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format (read 2026-11-30): no language has more.
"""
_RUN = re.compile(f"[-{MARK}]+")
_WORD_START = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def nfc(text: str) -> str:
    """Return the composed form (Unicode NFC). Marks on a letter beyond the thirtieth become `MARK`."""
    return text if text.isascii() else unicodedata.normalize("NFC", _limit_combining_marks(text))


def _limit_combining_marks(text: str) -> str:
    if len(text) <= _MAX_MARKS:
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        kept.append(char if marks <= _MAX_MARKS else MARK)
    return "".join(kept)


def transliterate(text: str) -> str:
    """Return a composed string in ASCII, as far as Unicode has a form for it: `Ørsted` → `Orsted`.

    Letters and digits without an ASCII form become `LOST`. Other characters stay.
    """
    return text if text.isascii() else text.translate(_latin_ascii())


@cache
def _latin_ascii() -> _LatinAscii:
    from .data import load

    return _LatinAscii(load("latin_ascii.json")["letters"])


class _LatinAscii(dict[int, str]):
    """The ASCII forms by code point, computed on demand: NFKC without marks, then CLDR's Latin-ASCII."""

    def __init__(self, letters: dict[str, str]) -> None:
        super().__init__({ord(letter): form for letter, form in letters.items()})

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = char if char.isascii() else "".join(map(self._part, unicodedata.normalize("NFKD", char)))
        if unicodedata.category(char)[0] in "LN" and not any(part.isalnum() or part == LOST for part in form):
            form = LOST  # for example a half-width voicing mark, which is a letter and decomposes to a mark alone
        self[code] = form
        return form

    def _part(self, char: str) -> str:
        if char.isascii():
            return char
        if ord(char) in self:
            return self[ord(char)]
        category = unicodedata.category(char)
        return "" if category == "Mn" else LOST if category[0] in "LN" else char


def replace_with_mark(text: str, supported: Callable[[str], bool]) -> str:
    """Replace each run of unsupported characters and adjacent `-` with one `MARK`."""
    return _join_marks("".join(char if supported(char) else MARK for char in text))


def replace_separator(text: str, separator: str) -> str:
    """Replace each run of a list's separator inside an item with one `MARK`."""
    return _join_marks(re.sub(f"{separator}{separator[0]}*", MARK, text)) if separator in text else text


def _join_marks(text: str) -> str:
    return _RUN.sub(_one_mark, text) if MARK in text else text


def _one_mark(run: re.Match[str]) -> str:
    return MARK if MARK in run[0] else run[0]


def strip_inserted_hyphens(text: str) -> str:
    """Remove white space and inserted hyphens at the ends; inside, `MARK` becomes `-`."""
    spaced = text.replace(MARK, " ")
    start = len(spaced) - len(spaced.lstrip())
    return text[start : start + len(spaced.strip())].replace(MARK, "-")


def trim_to_alphanumeric(text: str) -> str:
    """Remove everything but letters and digits at the ends; inside, `MARK` becomes `-`."""
    return text.replace(MARK, "-").strip("-_.")


def digest(canonical: str) -> str:
    """Return the first eight hex digits of the SHA-256 of a canonical value in NFC and UTF-8."""
    from hashlib import sha256

    return sha256(nfc(canonical).encode(errors="surrogatepass")).hexdigest()[:HASH_DIGITS]


def append_digest(text: str, canonical: str) -> str:
    """Append the digest of the canonical value: `sales` → `sales-1f6be6f0`; an empty string becomes `x-…`."""
    return f"{text.rstrip('-_.') or 'x'}-{digest(canonical)}"


def truncate(text: str, canonical: str, limit: int, length: Callable[[str], int]) -> str:
    """Return the head of a string and the digest of the canonical value, together within a limit."""
    room = limit - HASH_DIGITS - 1
    head = text[:room]
    while length(head) > room:
        head = head[:-1]
    return append_digest(head, canonical)


def split_camel(text: str) -> str:
    """Return words split by hyphens: `CostCenter` → `Cost-Center`, `KMSKeyId` → `KMS-Key-Id`."""
    return text if text.islower() else _WORD_START.sub("-", text)


def utf16_units(text: str) -> int:
    """Return the length in UTF-16 code units, as Java counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def utf8_bytes(text: str) -> int:
    """Return the length in bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode())
