"""The candidate of a resource is the one that most of its tags agree with, the first of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.audit.candidates import CandidateIndex
from provider_bridge.audit.expected_tags import ExpectedTags

if TYPE_CHECKING:
    from provider_bridge.jobs.job import Job

KEYS = st.sampled_from("abcd")
TEXTS = st.sampled_from("xyz")
MAPS = st.lists(st.dictionaries(KEYS, TEXTS), min_size=1, max_size=8)
PLANNED = st.lists(st.dictionaries(KEYS, TEXTS | st.sampled_from([None, True, 1, ["x"], {"x": "x"}])), min_size=1)


def expected(index: int, tags: dict[str, str]) -> ExpectedTags:
    """Return the map of some job."""
    return ExpectedTags(cast("Job", index), None, tags, {}, frozenset())


@given(maps=MAPS, planned=PLANNED)
def test_as_if_each_were_compared_with_each(maps: list[dict[str, str]], planned: list[dict[str, Any]]) -> None:
    candidates = CandidateIndex([expected(index, tags) for index, tags in enumerate(maps)])
    for tags in planned:
        agreed = [sum(tags.get(key) == value for key, value in each.items()) for each in maps]
        assert candidates.nearest(tags) == cast("Job", agreed.index(max(agreed)))
