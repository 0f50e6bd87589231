"""The steps that every cloud's format is made of: fold, replace, trim, cut. Pure text in, pure text out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Step: TypeAlias = tuple[str, Callable[[str], str]]
    """One step of a format: why it changes a text, and how."""

MARK = "\ud800"
"""Stands for a `-` that we wrote, until the ends are trimmed: one that the author wrote stays on AWS and Azure.

Half a character: no document, variable or query can hold it.
"""
HASH_DIGITS = 8
_MAX_MARKS = 30
"""In a row: no language has more (UAX #15, Stream-Safe Text Format), and normalising sorts each such run."""
_RUN = re.compile(f"[-{MARK}]+")
_WORD_START = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def nfc(text: str) -> str:
    """Unicode's composed form: what people mean by a letter with an accent is one character.

    Of more marks on a letter than any language has, those beyond are illegal.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", _limit_combining_marks(text))


def fold(text: str) -> str:
    """Composed letters without their accents: `zürich` → `zurich`."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")


def _limit_combining_marks(text: str) -> str:
    if len(text) <= _MAX_MARKS:
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        kept.append(char if marks <= _MAX_MARKS else MARK)
    return "".join(kept)


def replace_with_mark(text: str, legal: Callable[[str], bool]) -> str:
    """The text with `MARK` for each run that holds an illegal character, the `-` beside it included."""
    marked = "".join(char if legal(char) else MARK for char in text)
    return _RUN.sub(_one_mark, marked) if MARK in marked else text


def _one_mark(run: re.Match[str]) -> str:
    return MARK if MARK in run[0] else run[0]


def strip_inserted_hyphens(text: str) -> str:
    """Without white space at the ends, and without a `-` there that we wrote."""
    spaced = text.replace(MARK, " ")
    start = len(spaced) - len(spaced.lstrip())
    return text[start : start + len(spaced.strip())].replace(MARK, "-")


def trim_to_alphanumeric(text: str) -> str:
    """Without anything at the ends that isn't a letter or digit, of a text whose illegal characters are replaced."""
    return text.replace(MARK, "-").strip("-_.")


def digest(canonical: str) -> str:
    """Eight hex digits that stand for a canonical value (SHA-256 of its NFC form as UTF-8)."""
    from hashlib import sha256

    return sha256(nfc(canonical).encode(errors="surrogatepass")).hexdigest()[:HASH_DIGITS]


def truncate(text: str, canonical: str, limit: int, length: Callable[[str], int]) -> str:
    """The text, or where it is too long its head and the digest of the canonical value: never a plain cut."""
    if length(text) <= limit:
        return text
    room = limit - HASH_DIGITS - 1
    head = text[:room]
    while length(head) > room:
        head = head[:-1]
    head = head.rstrip("-_.")
    return f"{head or 'x'}-{digest(canonical)}"


def split_camel(text: str) -> str:
    """Return words split by hyphens: `CostCenter` → `Cost-Center`, `KMSKeyId` → `KMS-Key-Id`."""
    return text if text.islower() else _WORD_START.sub("-", text)


def utf16_units(text: str) -> int:
    """Length in UTF-16 code units, as Java counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def utf8_bytes(text: str) -> int:
    """Length in bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode())
