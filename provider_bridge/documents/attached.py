"""Errors attached to YAML values: a YAML tag, a duplicate key, a list or mapping as a key.

An error is reported only if Provider Bridge reads the value. Most of a file belongs to the ETL, but an alias or a merge
key can copy any value into a field that Provider Bridge reads.
"""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Union

    from ..diagnostics import Diagnostic
    from .data import Owned, Position

    Problem = tuple[str, Position, tuple[str, ...], "Position | None"]
    """A name of `yaml_messages.MESSAGES`, a position, the values of the message, and the position of the alias that
    copies the value here."""
    Step = Union[str, int, tuple[str, bool], None]
    """A key or an index, None for a container itself, or another part of a mapping: its name, and whether its errors
    are reported if Provider Bridge reads only some keys of the mapping."""


class Attached:
    """The errors of a document's values, by container and by the step below it."""

    def __init__(self) -> None:
        self._problems: dict[int, dict[Step, list[Problem]]] = {}
        self._aliases: dict[tuple[int, Step], Position] = {}
        self._containers: list[Any] = []  # an identity is only good as long as its container lives

    def add(self, container: Any, step: Step, problem: Problem) -> None:
        """Attach an error to the value at a step of a container."""
        self._problems.setdefault(id(container), {}).setdefault(step, []).append(problem)
        self._containers.append(container)

    def has(self, container: Any, step: Step) -> bool:
        """Return whether an error is attached to the value at a step of a container."""
        return step in self._problems.get(id(container), ())

    def add_alias(self, container: Any, step: Step, position: Position) -> None:
        """Remember that the list or mapping at a step of a container is an alias."""
        self._aliases[id(container), step] = position
        self._containers.append(container)

    def merge(self, mapping: Any, steps: Sequence[Step], sources: Any, index: int, alias: Position | None) -> None:
        """Attach to a mapping the errors of the values that it has from a source, at most one to each step.

        `sources` is the value of the merge key: the source, or a list that has it at an index. `alias` is the position
        of its alias.
        """
        source, of_all = sources, []
        if isinstance(sources, list):
            source, of_all = sources[index], self._first(sources, None)
            alias = alias or self._aliases.get((id(sources), index))
        of_all = of_all or self._first(source, None)
        for step in steps:
            position = alias or self._aliases.get((id(source), step))
            if position is not None:
                self.add_alias(mapping, step, position)
            for name, own, values, use in self._first(source, step) or (of_all if isinstance(step, str) else ()):
                self.add(mapping, step, (name, own, values, alias or use))

    def diagnostics(self, document: list[Any], owned: Owned | None) -> list[Diagnostic]:
        """Return the errors of the values that Provider Bridge reads, by position.

        `document` is a list with the data as its only item.
        """
        from .yaml_messages import diagnostic  # imported only for a file with an error

        ours = set(self._ours(document, owned))
        at_their_own = {problem[:3] for problem in ours if problem[3] is None}
        reported = []
        for name, own, values, use in ours:
            if use is None:
                reported.append((own, name, values))
            elif (name, own, values) not in at_their_own:
                reported.append((use, f"{name}_used", (*values, str(own[0]))))
        return [diagnostic(name, position, values) for position, name, values in sorted(reported)]

    def _ours(self, document: list[Any], owned: Owned | None) -> Iterator[Problem]:
        if owned is None:
            yield from self._problems.get(id(document), {}).get(0, ())
        pending: list[tuple[Any, Owned | None, Position | None]] = [
            (value, owned, None) for value in document if isinstance(value, (dict, list))
        ]
        while pending:
            container, ours, alias = pending.pop()
            for step, problems in self._problems.get(id(container), {}).items():
                is_whole = ours is None or (isinstance(step, str) and ours.get(step, ours) is None)
                if is_whole or (isinstance(step, tuple) and step[1]):
                    for name, own, values, use in problems if alias is None else problems[:1]:
                        yield name, own, values, alias or use
            below: Iterable[tuple[Any, Any]] = (
                container.items() if isinstance(container, dict) else enumerate(container)
            )
            for step, value in below:
                if isinstance(value, (dict, list)) and (ours is None or step in ours):
                    by_alias = alias or self._aliases.get((id(container), step))
                    pending.append((value, None if ours is None else ours[step], by_alias))

    def _first(self, container: Any, step: Step) -> list[Problem]:
        return self._problems.get(id(container), {}).get(step, [])[:1]
