"""Laws of the table of credentials: its marks miss nothing, and its shapes are searched in linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from provider_bridge.secrets import _SHAPES, _compiled, credential, redact
from tests.property.credentials import LONGER, LOOKALIKES, SHORTEST, fill

SIZE = 8 * 1024
GROWTH = 8
MOST = 3 * GROWTH
"""A text of GROWTH times the length may take this many times the processor time: a quadratic search takes GROWTH²."""
CAPITAL = re.compile(r"\(\?=\[[^]]+\]\{0,\d+\}\[A-Z\]\)")
"""A look ahead for a capital letter, which hypothesis would take for characters of its own."""
EXAMPLES = [fill(template) for _, template in (*SHORTEST, *LONGER)]
NUMBERS = pytest.mark.parametrize("number", range(len(_SHAPES)), ids=lambda number: _SHAPES[number][0])


@NUMBERS
@settings(max_examples=10, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_text_of_a_shape_is_missed_for_its_marks(number: int, data: st.DataObject) -> None:
    shape = _compiled(_SHAPES[number][2])
    any_letters = re.compile(CAPITAL.sub("", shape.pattern), re.ASCII)
    text = data.draw(st.from_regex(any_letters).filter(shape.search)) + " " * 16
    assert credential(text)
    assert not shape.search(redact(text))


@NUMBERS
def test_each_shape_has_an_example(number: int) -> None:
    shape = _compiled(_SHAPES[number][2])
    assert any(shape.search(example) for example in EXAMPLES)


@given(st.lists(st.sampled_from([*LOOKALIKES, *(fill(text) for _, text in SHORTEST)]), min_size=1))
def test_redaction_is_complete_at_once(texts: list[str]) -> None:
    redacted = redact(" ".join(texts))
    assert credential(redacted) is None
    assert redact(redacted) is redacted


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert (credential(text) is None) == (redact(text) is text)


def units(shape: re.Pattern[str]) -> set[str]:
    """Return what a worst text repeats: starts of a credential, one that lacks its last character, a long run."""
    examples = [example for example in EXAMPLES if shape.search(example)]
    starts = {text for example in examples[:2] for text in (example[:3], example[:4], example[:-1])}
    return {"a", "A/", "-", "a://:a:", *starts, *(f"-{start}" for start in starts)}


def cost(shape: re.Pattern[str], text: str) -> float:
    """Return the processor time of the faster of two redactions."""
    times = []
    for _ in range(2):
        start = time.process_time()
        shape.sub("", text)
        times.append(time.process_time() - start)
    return min(times)


@NUMBERS
def test_the_worst_text_of_a_shape_is_searched_in_linear_time(number: int) -> None:
    shape = _compiled(_SHAPES[number][2])
    for unit in units(shape):
        text = unit * (SIZE // len(unit))
        assert cost(shape, text * GROWTH) < MOST * max(cost(shape, text), 0.0005), unit
