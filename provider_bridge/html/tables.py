"""The tables of the page: captions, heads, and cells as text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ..wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_GROUPS = 50
"""How many groups a table on the page has; JSON has all."""
MAX_DIAGNOSTICS = 500
"""How many diagnostics of a command the page has; JSON has all."""
_TITLES = {
    "validate": "Jobs and configuration",
    "audit": "Planned resources",
    "inventory": "Live resources",
    "allocate": "Bills",
}
"""The commands whose diagnostics the page has, and what they are about."""


class Cell(NamedTuple):
    """A cell: its text, its class, and the path of a link with its line and its name."""

    text: str
    kind: str = ""
    path: str = ""
    line: int = 0
    label: str = ""


class Table(NamedTuple):
    """A table; `numbers` are the indexes of its columns that hold numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    numbers: tuple[int, ...] = ()


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int] = (),
    most: int | None = None,
) -> Table:
    """Return a table of values, with at most so many rows; a value that is not a cell becomes its text."""
    if most is not None and len(rows) > most:
        caption += f", the first {most} of {len(rows)}"
    cells = [[each if isinstance(each, Cell) else Cell(str(each)) for each in row] for row in rows[:most]]
    return Table(caption, tuple(columns), cells, tuple(numbers))


def amount(text: str) -> str:
    """Return an amount with a comma between thousands."""
    return f"{Decimal(text):,}"


def coverage_tables(coverage: Mapping[str, Any]) -> list[Table]:
    """Return the coverage of required tags by tenant, by provider and by tags."""
    required = [each["tag"] for each in coverage["required"]]
    tables = []
    for group in coverage["groups"] if required else ():
        values = group["values"]
        rest = f", the {MAX_GROUPS} with the least of {len(values)}" if len(values) > MAX_GROUPS else ", least first"
        tables.append(
            table(
                f"Coverage by {group['by']}{rest}",
                (group["by"], "jobs", *required),
                [
                    (each["value"] or "(none)", each["jobs"], *(_covered(each["required"][key]) for key in required))
                    for each in values[:MAX_GROUPS]
                ],
                range(1, 2 + len(required)),
            )
        )
    return tables


def _covered(counts: Mapping[str, int]) -> Cell:
    """Return a share with a mark, so that color is not the only difference."""
    have, total = counts["have"], counts["total"]
    if not total:
        return Cell("-")
    return Cell(f"✓ {percent(have, total)}", "good") if have == total else Cell(f"✗ {percent(have, total)}", "error")


def required_table(coverage: Mapping[str, Any]) -> Table:
    """Return the coverage of each required tag."""
    rows = [(each["tag"], each["have"], each["total"], _covered(each)) for each in coverage["required"]]
    return table("Required tags", ("tag", "jobs that have it", "jobs that need it", "coverage"), rows, (1, 2, 3))


def tags_table(coverage: Mapping[str, Any], jobs: int) -> Table:
    """Return how many jobs have each tag."""
    rows = [(each["tag"], each["jobs"], percent(each["jobs"], jobs)) for each in coverage["tags"]]
    return table("Tags of jobs", ("tag", "jobs", "share of jobs"), rows, (1, 2), MAX_DIAGNOSTICS)


def rules_table(diagnostics: Sequence[Mapping[str, Any]]) -> Table:
    """Return the number of diagnostics by rule, errors first."""
    counts: dict[tuple[str, str], list[int]] = {}
    for each in diagnostics:
        of_rule = counts.setdefault((each["command"], each["rule"]), [0, 0, 0])
        of_rule[2 if each["exemption"] is not None else int(each["severity"] != "error")] += 1
    rows = sorted(counts.items(), key=lambda item: ([-number for number in item[1]], item[0]))
    return table(
        "Diagnostics by rule",
        ("rule", "reported by", "errors", "warnings", "exempted"),
        [(rule, command, *numbers) for (command, rule), numbers in rows],
        (2, 3, 4),
    )


def diagnostics_tables(diagnostics: Sequence[Mapping[str, Any]]) -> list[Table]:
    """Return the diagnostics of each command, with links to the files of the project."""
    tables = []
    for command, title in _TITLES.items():
        rows = [
            (_severity(each), each["rule"], _location(each), each["message"], each["fix"])
            for each in diagnostics
            if each["command"] == command
        ]
        if rows:
            columns = ("severity", "rule", "location", "message", "fix")
            caption = f"{title} (provider-bridge {command})"
            tables.append(table(caption, columns, rows, most=MAX_DIAGNOSTICS))
    return tables


def _severity(diagnostic: Mapping[str, Any]) -> Cell:
    if diagnostic["exemption"] is not None:
        return Cell(f"{diagnostic['severity']}, exempted: {diagnostic['exemption']}")
    return Cell(diagnostic["severity"], diagnostic["severity"])


def _location(diagnostic: Mapping[str, Any]) -> Cell:
    """Return a location, a link if it has a line: files that have none may be outside the root."""
    path, line = diagnostic["path"], diagnostic["line"]
    return Cell(f"{path}:{line}", "", path, line) if line else Cell(path)


def exemptions_table(exemptions: Iterable[Mapping[str, Any]]) -> Table:
    """Return the exemptions of the configuration, the first to end first."""
    rows = [
        (
            each["expires"],
            each["rule"],
            ", ".join(each["for"]) or "all",
            each["accepted"],
            each["reason"],
            each["owner"],
        )
        for each in sorted(exemptions, key=lambda each: (each["expires"], each["rule"], each["for"]))
    ]
    return table("Exemptions", ("last day", "rule", "for", "accepted diagnostics", "reason", "owner"), rows, (3,))


def exports_table(exports: Iterable[Mapping[str, Any]]) -> Table:
    """Return the exports of live resources, each with what it cannot show."""
    names = ("path", "kind", "resources", "not_listed")
    rows = [tuple(each[name] for name in names) for each in exports]
    return table("Exports of live resources", ("export", "kind", "resources", "does not list"), rows, (2,))


def budget_table(budget: Iterable[Mapping[str, Any]]) -> Table:
    """Return the tags that jobs use of those that their resource class allows."""
    rows = [
        (
            *(each[name] for name in ("class", "jobs", "least", "most")),
            each["allowed"] or "any number",
            percent(each["most"], each["allowed"]) if each["allowed"] else "-",
            each["job"],
        )
        for each in budget
    ]
    columns = ("resource class", "jobs", "least tags", "most tags", "allowed", "most used", "job with the most tags")
    return table("Tags used of those allowed, by resource class", columns, rows, (1, 2, 3, 4, 5))
