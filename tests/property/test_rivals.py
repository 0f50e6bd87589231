"""Of jobs with the same names a resource belongs to the one that most of its tags agree with, the first of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.audit.candidates import Rivals
from provider_bridge.audit.expected_tags import Expected

if TYPE_CHECKING:
    from provider_bridge.jobs.job import Job

KEYS = st.sampled_from("abcd")
TEXTS = st.sampled_from("xyz")
MAPS = st.lists(st.dictionaries(KEYS, TEXTS), min_size=1, max_size=8)
PLANNED = st.lists(st.dictionaries(KEYS, TEXTS | st.sampled_from([None, True, 1, ["x"], {"x": "x"}])), min_size=1)


def expected(place: int, texts: dict[str, str]) -> Expected:
    """The map of a job; which one doesn't matter here."""
    return Expected(cast("Job", place), None, texts, {}, frozenset())


@given(maps=MAPS, planned=PLANNED)
def test_as_if_each_were_compared_with_each(maps: list[dict[str, str]], planned: list[dict[str, Any]]) -> None:
    rivals = Rivals([expected(place, texts) for place, texts in enumerate(maps)])
    for tags in planned:
        agreed = [sum(tags.get(key) == text for key, text in texts.items()) for texts in maps]
        assert rivals.nearest(tags) == cast("Job", agreed.index(max(agreed)))
