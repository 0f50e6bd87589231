"""The page: one HTML file without requests, markup or scripts from values."""

from __future__ import annotations

import base64
import hashlib
import json
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, DiagnosticError, Location, finish
from .charts import chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .charts import Chart

GENERATOR = "provider-bridge report"
"""Marks a page that the command wrote, which it may overwrite."""
_MAX_DIAGNOSTICS = 500
_FIRST_ROWS = 100
"""How many jobs are shown without JavaScript."""
_TOP_JOBS = 20
_COLUMNS = ("job", "file", "line", "tenant", "environment", "provider", "runtime", "tags", "cost")
_IS_TEXT = (True, True, False, True, True, True, True, False, True)


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
        raise DiagnosticError(*finish([missing], lambda location: location)) from None
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    style, script = _read("page.css"), _read("page.js")
    rows = _job_rows(page)
    return environment.from_string(_read("page.html.j2")).render(
        page=page,
        generator=GENERATOR,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        base=base,
        data=_coded(rows, base),
        sections=_sections(page),
        summary=_summary(page),
        charts={"coverage": _coverage_chart(page)},
        tables=_tables(page),
        job_columns=_COLUMNS,
        is_text=_IS_TEXT,
        first_rows=rows[:_FIRST_ROWS],
    )


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """Return the source that a content security policy allows.

    https://www.w3.org/TR/CSP3/ (read 2026-11-30)
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _coded(rows: Sequence[Sequence[Any]], base: str) -> str:
    """Return the jobs as JSON with each string once, and without `<`, which could end the element."""
    words: dict[str, int] = {}
    coded = [
        [
            words.setdefault(cell, len(words)) if is_text else cell
            for cell, is_text in zip(_without_path(row), _IS_TEXT, strict=True)
        ]
        for row in rows
    ]
    data = {"base": base, "text": _IS_TEXT, "words": list(words), "rows": coded}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _without_path(row: Sequence[Any]) -> list[Any]:
    """Return a row of the table of jobs with an empty path, if the job's key and tenant tell it."""
    key, path, line, tenant, *rest = row
    return [key, "" if path == f"{key.removesuffix(f'@{tenant}')}.yaml" else path, line, tenant, *rest]


def _job_rows(page: Mapping[str, Any]) -> list[list[Any]]:
    costs: dict[str, list[str]] = {}
    for currency, cost in (page["cost"] or {"currencies": {}})["currencies"].items():
        for job in cost["jobs"]:
            costs.setdefault(job["key"], []).append(f"{job['total']} {currency}")
    return [
        [
            *(job[name] for name in ("key", "path", "line", "tenant", "environment", "provider", "runtime", "tags")),
            ", ".join(costs.get(job["key"], ())),
        ]
        for job in page["jobs"]
    ]


def _sections(page: Mapping[str, Any]) -> list[tuple[str, str]]:
    cost = [("cost", "Cost")] if page["cost"] else []
    names = [("summary", "Summary"), ("coverage", "Coverage of tags"), ("diagnostics", "Diagnostics")]
    return [*names, ("budget", "Tag budget"), *cost, ("jobs", "Jobs")]


def _summary(page: Mapping[str, Any]) -> list[tuple[str, str]]:
    project, required = page["project"], page["coverage"]["required"]
    have, total = (sum(each[name] for each in required) for name in ("have", "total"))
    counts = [("Jobs", str(project["jobs"])), ("Jobs with errors", str(project["failed"]))]
    counts += [("Tenants", str(project["tenants"])), ("Required tags set", _percent(have, total))]
    currencies = (page["cost"] or {"currencies": {}})["currencies"]
    return counts + [(f"Cost in {currency}", cost["total"]) for currency, cost in currencies.items()]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


def _coverage_chart(page: Mapping[str, Any]) -> Chart:
    rows = [
        (
            each["tag"],
            _percent(each["have"], each["total"]),
            [("direct", Decimal(each["have"])), ("rest", Decimal(each["total"] - each["have"]))],
        )
        for each in page["coverage"]["required"]
    ]
    return chart("Required tags that jobs have", "The first part of a bar has the tag, the rest lacks it.", rows)


def _tables(page: Mapping[str, Any]) -> dict[str, Any]:
    coverage, currencies = page["coverage"], (page["cost"] or {"currencies": {}})["currencies"]
    return {
        **{
            name: [(*each.values(), _percent(each["have"], each["total"])) for each in coverage[name]]
            for name in ("required", "tenants", "providers")
        },
        "tags": [tuple(each.values()) for each in coverage["tags"]],
        "diagnostics": page["diagnostics"][:_MAX_DIAGNOSTICS],
        "exemptions": [
            (each["rule"], ", ".join(each["for"]), each["reason"], each["owner"], each["expires"])
            for each in page["exemptions"]
        ],
        "budget": [
            (each["class"], each["jobs"], each["most"], each["allowed"] or "any", each["job"])
            for each in page["budget"]
        ],
        "cost": [_cost(currency, cost) for currency, cost in currencies.items()],
    }


def _cost(currency: str, cost: Mapping[str, Any]) -> dict[str, Any]:
    """Return the charts and tables of a currency."""
    parts = (("direct", "direct"), ("split", "split"), ("rest", "unallocated"))
    months = [
        (each["period"], each["total"], [(kind, Decimal(each[name])) for kind, name in parts])
        for each in cost["periods"]
    ]
    top = sorted(cost["jobs"], key=lambda job: (-Decimal(job["total"]), job["key"]))[:_TOP_JOBS]
    jobs = [(job["key"], job["total"], [(kind, Decimal(job[name])) for kind, name in parts[:2]]) for job in top]
    legend = "From left to right: direct, split, unallocated."
    return {
        "currency": currency,
        "total": cost["total"],
        "periods": chart(f"Cost by month in {currency}", legend, months),
        "month_rows": [
            tuple(each[name] for name in ("period", "direct", "split", "unallocated", "total"))
            for each in cost["periods"]
        ],
        "jobs": chart(f"Jobs with the most cost in {currency}", "From left to right: direct, split.", jobs),
        "job_rows": [tuple(job[name] for name in ("key", "tenant", "direct", "split", "total", "rows")) for job in top],
        "pool_rows": [tuple(pool.values()) for pool in cost["pools"]],
        "reason_rows": [
            (each["reason"], ", ".join(each["services"]), each["fix"], each["cost"], each["rows"])
            for each in cost["reasons"]
        ],
    }
