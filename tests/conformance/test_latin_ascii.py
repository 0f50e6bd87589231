"""The transliteration table is the one of Unicode CLDR, and brings what Unicode's own decompositions do not."""

from __future__ import annotations

import json
from unicodedata import category, name, normalize

import pytest

from provider_bridge.providers.text import LOST, transliterate
from tests.conformance.generate_latin_ascii import CLDR, TABLE, document, installed_cldr

CONTENT = json.loads(TABLE.read_text("utf-8"))
LETTERS: dict[str, str] = CONTENT["letters"]


@pytest.mark.skipif(installed_cldr() != CLDR, reason=f"uconv of ICU {CLDR + 30} is not installed")
def test_the_table_is_what_cldr_makes_of_each_letter() -> None:
    assert TABLE.read_text("utf-8") == document()


def test_the_table_names_its_version() -> None:
    assert CONTENT["cldr"] == str(CLDR)
    assert f"release-{CLDR}/" in CONTENT["source"]


def test_the_table_has_letters_that_do_not_decompose_and_their_ascii_form() -> None:
    assert len(LETTERS) == 300
    for letter, form in LETTERS.items():
        assert category(letter)[0] in "LN"
        assert normalize("NFKD", letter) == letter
        assert form.isascii()
        assert form


def test_each_latin_letter_with_a_stroke_or_hook_keeps_its_base_letter() -> None:
    for letter in filter(str.isalpha, map(chr, range(0x250))):
        words = name(letter).split()
        if words[:1] == ["LATIN"] and words[2] == "LETTER" and len(words[3]) == 1 and LOST not in transliterate(letter):
            assert words[3].lower() in transliterate(letter).lower(), name(letter)


def test_characters_that_are_not_letters_stay() -> None:
    assert transliterate("a\u2014b \u20ac \u2603 \U0001f680") == "a\u2014b \u20ac \u2603 \U0001f680"
    assert transliterate("東Ж٣ß") == LOST * 3 + "ss"
