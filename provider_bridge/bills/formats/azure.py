"""Azure's exports of actual and amortized cost, for Enterprise and Customer Agreements.

https://learn.microsoft.com/azure/cost-management-billing/automate/understand-usage-details-fields (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import NULL, TagColumn, number, string, timestamp
from .shape import USAGE, Shape

if TYPE_CHECKING:
    from ..sql import Columns

NAME = "azure"
JSON = ""
_COSTS = {
    "effective": ("CostInBillingCurrency", "Cost", "PreTaxCost"),
    "billed": ("CostInBillingCurrency", "Cost", "PreTaxCost"),
    "list": ("PaygCostInBillingCurrency",),
}
_NAMES = {
    "Date": ("Date", "UsageDateTime", "UsageDate"),
    "BillingCurrency": ("BillingCurrency", "BillingCurrencyCode", "Currency"),
    "MeterCategory": ("MeterCategory",),
    "CostInBillingCurrency": _COSTS["effective"],
    "SubscriptionId": ("SubscriptionId", "SubscriptionGuid"),
}
"""The columns, the name in newer exports first."""


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be such an export."""
    return [name for name, names in _NAMES.items() if not columns.first(*names)]


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line. The export does not name its kind of cost, actual or amortized."""
    amount = columns.first(*_COSTS[cost])
    if amount is None:
        return _COSTS[cost][0]
    start = columns.first(*_NAMES["Date"])
    kind, tags = f"lower({string(columns.first('ChargeType'))})", string(columns.first("Tags"))
    service, consumed = (string(columns.first(name)) for name in ("MeterCategory", "ConsumedService"))
    charged = columns.first(*_COSTS["effective"])
    return Shape(
        tags=TagColumn(
            f"CASE WHEN {tags} LIKE '{{%' OR {tags} NOT LIKE '%:%' THEN {tags} ELSE '{{' || {tags} || '}}' END"
        ),
        start=timestamp(start),
        start_column=start,
        currency=string(columns.first(*_NAMES["BillingCurrency"])),
        cost=number(amount),
        cost_columns=(amount,),
        category=f"CASE WHEN {kind} IN ('purchase', 'tax', 'credit') THEN {kind} "
        f"WHEN {kind} IN ('refund', 'adjustment', 'roundingadjustment') THEN 'adjustment' ELSE {USAGE} END",
        service=f"coalesce({service}, {consumed})",
        service_code=consumed,
        account=string(columns.first(*_NAMES["SubscriptionId"])),
        provider="'Microsoft'",
        resource=string(columns.first("ResourceId", "InstanceId")),
        basis=_basis(columns, kind, number(charged)) if charged else NULL,
    )


def _basis(columns: Columns, kind: str, charged: str) -> str:
    """Return whether a line is of actual or of amortized cost.

    A reservation that is used costs nothing in actual cost, and its purchase nothing in amortized cost.
    """
    model = f"lower({string(columns.first('PricingModel'))})"
    is_committed = f"{model} IN ('reservation', 'savingsplan')"
    return (
        f"CASE WHEN {kind} LIKE 'unused%' OR ({is_committed} AND {kind} = 'usage' AND {charged} <> 0) THEN 'amortized' "
        f"WHEN {is_committed} AND {kind} IN ('usage', 'purchase') THEN 'actual' END"
    )
