"""Problems that count only where their value is used: a YAML tag, a duplicate key, a list or mapping as a key.

Most of a file is not ours, and an alias or a merge key can bring any value of it into what is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..diagnostics import Diagnostic
    from .data import Owned, Position

    Problem = tuple[str, Position, tuple[str, ...], "Position | None"]
    """A name of `yaml_messages.MESSAGES`, a position, the values of the message, and the position of the alias that
    brings the value here."""

ITSELF = ("",)
MERGE = ("<<",)
COMPLEX = ("?",)
"""Steps of problems of a container itself, of its merge key, and of a list or mapping as its key. Other steps are keys
and indexes."""


class Attached:
    """The problems of a document's values, by container and by the step below it."""

    def __init__(self) -> None:
        self._problems: dict[int, dict[Any, list[Problem]]] = {}
        self._aliases: dict[tuple[int, Any], Position] = {}
        self._containers: list[Any] = []  # an identity is only good as long as its container lives

    def add(self, container: Any, step: Any, problem: Problem) -> None:
        """Attach a problem to what is at a step of a container."""
        self._problems.setdefault(id(container), {}).setdefault(step, []).append(problem)
        self._containers.append(container)

    def add_alias(self, container: Any, step: Any, position: Position) -> None:
        """Remember that the list or mapping at a step of a container is there by an alias."""
        self._aliases[id(container), step] = position
        self._containers.append(container)

    def merge(self, mapping: Any, keys: Sequence[str], sources: Any, index: int, alias: Position | None) -> None:
        """Attach to a mapping the problems of the keys that it has from a source, at most one to each key.

        `sources` is the value of the merge key: the source, or a list that has it at an index. `alias` is the position
        of its alias.
        """
        source, of_all = sources, []
        if isinstance(sources, list):
            source, of_all = sources[index], self._first(sources, ITSELF)
            alias = alias or self._aliases.get((id(sources), index))
        of_all = of_all or self._first(source, ITSELF)
        for step in (*keys, MERGE, COMPLEX):
            position = alias or self._aliases.get((id(source), step))
            if position is not None:
                self.add_alias(mapping, step, position)
            for name, own, values, use in self._first(source, step) or (of_all if isinstance(step, str) else ()):
                self.add(mapping, step, (name, own, values, alias or use))

    def judge(self, document: list[Any], owned: Owned | None) -> list[Diagnostic]:
        """Return the problems of the values that are ours, by position. `document` has the data as its only item."""
        from .yaml_messages import diagnostic  # only a refused text pays for the messages

        ours = set(self._ours(document, owned))
        at_their_own = {problem[:3] for problem in ours if problem[3] is None}
        judged = []
        for name, own, values, use in ours:
            if use is None:
                judged.append((own, name, values))
            elif (name, own, values) not in at_their_own:
                judged.append((use, f"{name}_used", (*values, str(own[0]))))
        return [diagnostic(name, position, values) for position, name, values in sorted(judged)]

    def _ours(self, document: list[Any], owned: Owned | None) -> Iterator[Problem]:
        yield from self._problems.get(id(document), {}).get(0, ())
        pending: list[tuple[Any, Owned | None, Position | None]] = [
            (value, owned, None) for value in document if isinstance(value, (dict, list))
        ]
        while pending:
            container, ours, alias = pending.pop()
            for step, problems in self._problems.get(id(container), {}).items():
                if ours is None or step in ours or step in (ITSELF, MERGE):
                    for name, own, values, use in problems if alias is None else problems[:1]:
                        yield name, own, values, alias or use
            below: Iterable[tuple[Any, Any]] = (
                container.items() if isinstance(container, dict) else enumerate(container)
            )
            for step, value in below:
                if isinstance(value, (dict, list)) and (ours is None or step in ours):
                    by_alias = alias or self._aliases.get((id(container), step))
                    pending.append((value, None if ours is None else ours[step], by_alias))

    def _first(self, container: Any, step: Any) -> list[Problem]:
        return self._problems.get(id(container), {}).get(step, [])[:1]
