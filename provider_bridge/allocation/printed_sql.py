"""The statement that adds up FOCUS data in a warehouse to a bill of the format `aggregated`.

It holds no jobs: Athena allows statements of 262,144 bytes
(https://docs.aws.amazon.com/athena/latest/ug/service-limits.html, read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bills.formats.aggregated import TAG
from ..bills.keys import wanted
from ..costs.dialects import DIALECTS, JSON, day, is_empty, midnight, month, name, tag
from ..costs.focus import focus_tags
from ..providers import PROVIDERS
from ..tags.normalize import as_column, format_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..bills.request import Request
    from ..costs.dialects import Dialect
    from ..costs.focus import FocusTags
    from .billed_job import BilledJob

COSTS = {"effective": "EffectiveCost", "billed": "BilledCost", "list": "ListCost"}
_COLUMNS = {
    "billing_currency": "BillingCurrency",
    "provider_name": "ProviderName",
    "charge_category": "ChargeCategory",
    "service_name": "ServiceName",
    "sub_account_id": "SubAccountId",
}


def aggregating(
    dialect_name: str, storage: str, table: str, keys: Iterable[Sequence[str]], request: Request
) -> str | None:
    """Return the statement for the cost by period, service, account and tags.

    None if the dialect does not have the storage.

    Each of the keys is a tag in all the spellings to look for, the canonical one first.
    """
    dialect = DIALECTS[dialect_name]
    tags = focus_tags(dialect, storage, table)
    if tags is None:
        return None
    start = "ChargePeriodStart"
    facts = {
        "charge_period": (day if request.grain == "day" else month)(dialect, start),
        **_COLUMNS,
        "tags_state": _state(dialect, storage, tags),
        **{f"{TAG}{as_column(each[0])}": _first(dialect, storage, tags.readable, each) for each in keys},
    }
    number = "NUMERIC" if dialect_name == "bigquery" else "DECIMAL(38, 10)"
    inner = [f"{expression} AS {name(dialect, words)}" for words, expression in facts.items()]
    inner.append(f"CAST({COSTS[request.cost]} AS {number}) AS charge")
    groups = [name(dialect, words) for words in facts]
    bounds = [(">=", request.first), ("<", request.end)]
    period = [f"{start} {sign} {midnight(dialect, bound)}" for sign, bound in bounds if bound]
    lines = [
        "SELECT",
        *(f"  {group}," for group in groups),
        f"  SUM(charge) AS {name(dialect, 'cost')},",
        f"  COUNT(*) AS {name(dialect, 'row_count')}",
        "FROM (",
        "  SELECT",
        ",\n".join(f"    {expression}" for expression in inner),
        f"  FROM {tags.source}",
        *(["  WHERE " + "\n    AND ".join(period)] if period else []),
        ") AS charges",
        f"GROUP BY {', '.join(groups)};",
    ]
    return "\n".join(lines) + "\n"


def _first(dialect: Dialect, storage: str, column: str, spellings: Sequence[str]) -> str:
    values = [str(tag(dialect, storage, column, key)) for key in spellings]
    return values[0] if len(values) == 1 else f"COALESCE({', '.join(values)})"


def _state(dialect: Dialect, storage: str, tags: FocusTags) -> str:
    """Return whether a line has tags, as `aggregated` names it."""
    empty = f"CASE WHEN {tags.column} IS NULL OR {is_empty(dialect, storage, tags.column)} THEN 'none'"
    if storage != JSON:
        return f"{empty} ELSE 'some' END"
    return f"{empty} WHEN {tags.readable} IS NOT NULL THEN 'some' ELSE 'unreadable' END"


def spellings_of(key: str, jobs: Iterable[BilledJob], providers: Iterable[str]) -> list[str]:
    """Return the spellings of a key in FOCUS data: of jobs, of providers, and with AWS prefixes."""
    keys = [key, *sorted({own for job in jobs for own in job.tags if wanted(own).is_spelled(key)} - {key})]
    spellings = list(keys)
    for provider in providers:
        for each in keys:
            emitted = format_key(provider, each, PROVIDERS[provider].GENERAL).text
            spellings += [emitted, *([f"user:{emitted}", f"user_{as_column(emitted)}"] if provider == "aws" else [])]
    return list(dict.fromkeys(spellings))
