"""FOCUS 1.0 to 1.3: https://focus.finops.org/focus-specification/ (read 2026-11-30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import NULL, label_column, number, string, tag_column, timestamp
from .shape import USAGE, Shape

if TYPE_CHECKING:
    from ..sql import Columns, TagColumn

NAME = "focus"
JSON = ""
_COSTS = {"effective": "EffectiveCost", "billed": "BilledCost", "list": "ListCost"}
_PROVIDERS = ("ServiceProviderName", "ProviderName", "provider", "PublisherName", "HostProviderName")
"""From the newest: 1.3 has ServiceProviderName, and Oracle writes `provider`."""


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be FOCUS. `Tags` is optional."""
    return [name for name in ("BillingCurrency", "ChargePeriodStart", "ChargeCategory") if not columns.has(name)] + (
        [] if columns.first(*_COSTS.values()) else ["EffectiveCost"]
    )


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line; Google's export has labels in place of tags."""
    amount = columns.first(_COSTS[cost])
    if amount is None:
        return _COSTS[cost]
    start, category = columns.first("ChargePeriodStart"), columns.first("ChargeCategory")
    service_code = columns.first("x_ServiceCode")
    return Shape(
        tags=_tags(columns, "Tags", "x_Labels"),
        more_tags=_tags(columns, "AllocatedTags", "x_ProjectLabels"),
        start=timestamp(start),
        start_column=start,
        currency=string(columns.first("BillingCurrency")),
        cost=number(amount),
        cost_columns=(amount,),
        category=f"coalesce(lower({string(category)}), {USAGE})",
        service=string(columns.first("ServiceName")),
        service_code=string(service_code) if service_code else NULL,
        account=f"coalesce({string(columns.first('SubAccountId'))}, {string(columns.first('BillingAccountId'))})",
        provider=f"coalesce({', '.join(string(columns.first(name)) for name in _PROVIDERS)})",
        resource=string(columns.first("ResourceId")),
    )


def _tags(columns: Columns, name: str, labels: str) -> TagColumn:
    column = columns.first(name)
    return tag_column(column) if column else label_column(columns.first(labels))
