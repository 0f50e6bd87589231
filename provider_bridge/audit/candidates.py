"""Jobs that the same names stand for: to which of them does a resource belong?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..jobs.job import Job
    from .expected_tags import Expected

    Tags = frozenset[tuple[str, str]]


class Rivals:
    """The maps of jobs with the same name and tenant, one for each environment: some tags tell them apart."""

    def __init__(self, maps: Sequence[Expected]) -> None:
        self._maps = maps
        places: dict[tuple[str, str], list[int]] = {}
        for place, expected in enumerate(maps):
            for tag in expected.texts.items():
                places.setdefault(tag, []).append(place)
        self._places = {tag: found for tag, found in places.items() if len(found) < len(maps)}
        """Which of the jobs have a tag, for those tags that not all have."""
        self._nearest: dict[Tags, Job] = {}

    def nearest(self, planned: Mapping[str, Any]) -> Job:
        """The job whose map agrees with most tags of a resource, the first of several."""
        texts = ((key, text) for key, text in planned.items() if isinstance(text, str))
        tags = frozenset(tag for tag in texts if tag in self._places)
        if tags not in self._nearest:
            self._nearest[tags] = self._maps[self._place(tags)].job
        return self._nearest[tags]

    def _place(self, tags: Tags) -> int:
        """Looks at jobs with rare tags first: mostly they are few, and none of the others can have as many tags."""
        most, first = 0, 0
        rarest_first = sorted(tags, key=lambda tag: len(self._places[tag]))
        for seen, tag in enumerate(rarest_first):
            if most > len(tags) - seen:
                break
            for place in self._places[tag]:
                agreed = sum(self._maps[place].texts.get(key) == text for key, text in tags)
                if agreed > most or (agreed == most and place < first):
                    most, first = agreed, place
        return first
