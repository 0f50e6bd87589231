"""Candidates: jobs with the same name and tenant, of which tags tell the one that a resource is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..jobs.job import Job
    from .expected_tags import ExpectedTags

    Tags = frozenset[tuple[str, str]]


class CandidateIndex:
    """An index, by distinctive tag, over jobs with the same name and tenant and other environments."""

    def __init__(self, candidates: Sequence[ExpectedTags]) -> None:
        self._candidates = candidates
        by_tag: dict[tuple[str, str], list[int]] = {}
        for index, expected in enumerate(candidates):
            for tag in expected.tags.items():
                by_tag.setdefault(tag, []).append(index)
        self._by_tag = {tag: indexes for tag, indexes in by_tag.items() if len(indexes) < len(candidates)}
        """The candidates that have a tag, for the tags that not all of them have."""
        self._nearest: dict[Tags, Job] = {}

    def nearest(self, planned: Mapping[str, Any]) -> Job:
        """Return the job whose map agrees with most tags of a resource, the first of several."""
        if not self._by_tag:  # one candidate, or several that no tag tells apart
            return self._candidates[0].job
        pairs = ((key, value) for key, value in planned.items() if isinstance(value, str))
        tags = frozenset(tag for tag in pairs if tag in self._by_tag)
        if tags not in self._nearest:
            self._nearest[tags] = self._candidates[self._index(tags)].job
        return self._nearest[tags]

    def _index(self, tags: Tags) -> int:
        """Return the index of the nearest candidate, trying rare tags first.

        Few candidates have a rare tag, and none of the others can agree with as many tags.
        """
        most, first = 0, 0
        rarest_first = sorted(tags, key=lambda tag: len(self._by_tag[tag]))
        for tried, tag in enumerate(rarest_first):
            if most > len(tags) - tried:
                break
            for index in self._by_tag[tag]:
                agreed = sum(self._candidates[index].tags.get(key) == value for key, value in tags)
                if agreed > most or (agreed == most and index < first):
                    most, first = agreed, index
        return first
