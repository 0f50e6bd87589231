"""The page: one HTML file without requests, markup or scripts from values."""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, DiagnosticError, Location, finish
from ..wording import count, escape_unprintable, percent
from . import tables
from .charts import bars
from .cost_view import Plot, cost_views
from .jobs_table import as_table, coded, jobs_table
from .page_data import GENERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .cost_view import CostView

_FIRST_ROWS = 100
"""How many jobs are shown without JavaScript."""


def render(page: Mapping[str, Any], base: str) -> str:
    """Return the page. `base` is the path from the page to the project's root, with `/` at its end.

    Raises:
        DiagnosticError: Jinja is not installed.

    """
    try:
        import jinja2
    except ImportError:
        message, fix = "Jinja is not installed", 'install it: pip install "provider-bridge[report]"'
        missing = Diagnostic("extra-missing", message, fix, Location("report"))
        raise DiagnosticError(*finish([missing])) from None
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_as_seen)
    style, script, jobs = _read("page.css"), _read("page.js"), jobs_table(page)
    costs, coverage, diagnostics = cost_views(page["cost"]), page["coverage"], page["diagnostics"]
    return environment.from_string(_read("page.html.j2")).render(
        page=page,
        generator=GENERATOR,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        base=base,
        data=coded(jobs, base),
        facts=_facts(page),
        summary=_summary(page, costs),
        costs=costs,
        required=_required_plot(coverage),
        coverage=tables.coverage_tables(coverage),
        tags=tables.tags_table(coverage, len(page["jobs"])),
        rules=tables.rules_table(diagnostics),
        diagnostics=tables.diagnostics_tables(diagnostics),
        exemptions=tables.exemptions_table(page["exemptions"]),
        exports=tables.exports_table(page["exports"]),
        budget=_budget_plot(page["budget"]),
        jobs=as_table(jobs, _FIRST_ROWS),
    )


def _as_seen(value: Any) -> Any:
    """Return a value of the page as text whose characters can all be seen, and markup of our own as it is."""
    return escape_unprintable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """Return the source that a content security policy allows.

    https://www.w3.org/TR/CSP3/ (read 2026-11-30)
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(page: Mapping[str, Any]) -> list[str]:
    """Return what the page is about."""
    facts = [count(page["project"]["jobs"], "job"), count(page["project"]["tenants"], "tenant")]
    cost = page["cost"]
    if cost:
        last = f"{cost['period']['from']} to {cost['period']['to']}, which is not included"
        facts.append(f"{cost['cost']} cost from {last}")
        facts += [f"{each['path']}, {count(each['rows'], 'line')}" for each in cost["sources"][:3]]
        rest = len(cost["sources"]) - 3
        facts += [f"{count(rest, 'more file')}"] if rest > 0 else []
    return facts


def _summary(page: Mapping[str, Any], costs: Sequence[CostView]) -> list[tuple[str, str, str]]:
    """Return the name, the value and the detail of each figure."""
    project, complete = page["project"], page["coverage"]["complete"]
    required = len(page["coverage"]["required"])
    errors = sum(each["severity"] == "error" and each["exemption"] is None for each in page["diagnostics"])
    figures = [
        ("Jobs", f"{project['jobs']:,}", count(project["tenants"], "tenant")),
        ("Jobs with errors", f"{project['failed']:,}", count(errors, "error")),
    ]
    if required:
        figures.append(
            (
                "Jobs with every required tag",
                percent(complete["have"], complete["total"]),
                count(required, "required tag"),
            )
        )
    return [*(figure for cost in costs for figure in cost.summary), *figures]


def _required_plot(coverage: Mapping[str, Any]) -> Plot | None:
    """Return how many jobs have each required tag; None without a required tag."""
    rows = [
        (
            each["tag"],
            percent(each["have"], each["total"]),
            [("direct", Decimal(each["have"])), ("bad", Decimal(each["total"] - each["have"]))],
        )
        for each in coverage["required"]
    ]
    legend = (("direct", "jobs that have the tag"), ("bad", "jobs that lack it"))
    return Plot(bars("Required tags of jobs", legend, rows), tables.required_table(coverage)) if rows else None


def _budget_plot(budget: Sequence[Mapping[str, Any]]) -> Plot | None:
    """Return the use of each resource class that has a limit; None without a job."""
    rows = [
        (
            each["class"],
            f"{each['most']} of {each['allowed']}",
            [
                ("direct", Decimal(100 * each["most"]) / each["allowed"]),
                ("none", Decimal(100 * max(each["allowed"] - each["most"], 0)) / each["allowed"]),
            ],
        )
        for each in budget
        if each["allowed"]
    ]
    legend = (("direct", "the most tags of a job, of those allowed"),)
    drawn = bars("Most tags of a job by resource class", legend, rows)
    return Plot(drawn, tables.budget_table(budget)) if budget else None
