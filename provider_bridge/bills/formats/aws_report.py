"""Cost and usage reports of AWS: the columns that legacy reports and those of Data Exports share.

https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html (read 2026-11-30).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..sql import NO_TAGS, NULL, Columns, TagColumn, identifier, number, string, timestamp
from .shape import USAGE, Shape

if TYPE_CHECKING:
    from ..sql import Column

_COSTS = {"effective": "line_item_unblended_cost", "billed": "line_item_unblended_cost"}
_LIST = "pricing_public_on_demand_cost"
_ARN = ("reservation_reservation_a_r_n", "reservation_reservation_arn")
_PURCHASES = ("Fee", "RIFee", "SavingsPlanRecurringFee", "SavingsPlanUpfrontFee", "SavingsPlanNegation")
_REQUIRED = (
    *("line_item_line_item_type", "line_item_usage_start_date", "line_item_currency_code"),
    *("line_item_unblended_cost", "line_item_product_code", "line_item_usage_account_id"),
)


def plain(columns: Columns) -> Columns:
    """Return columns by the names that Athena gives them, each with its own name in the file.

    `lineItem/UnblendedCost` is `line_item_unblended_cost`.
    """
    return Columns(columns.all(), lambda name: re.sub("[^a-z0-9]+", "_", _words(name).lower()))


def _words(name: str) -> str:
    return re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name)


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be a cost and usage report."""
    return [name for name in _REQUIRED if not columns.has(name)]


def shape(columns: Columns, cost: str, tags: TagColumn, more_tags: TagColumn = NO_TAGS) -> Shape | str:
    """Return the facts of a line; the effective cost spreads commitments over the usage that they cover."""
    if cost == "list":
        amount = columns.first(_LIST)
        if amount is None:
            return _LIST
    else:
        amount = columns.first(_COSTS[cost])
        assert amount
    kind = string(columns.first("line_item_line_item_type"))
    start, product = columns.first("line_item_usage_start_date"), string(columns.first("line_item_product_code"))
    parent, split = columns.first("split_line_item_parent_resource_id"), _split_cost(columns)
    has_parts = parent is not None and cost == "effective" and split is not None
    effective = _effective(columns, kind, amount) if cost == "effective" else f"coalesce({number(amount)}, 0)"
    is_number = f"CASE WHEN {identifier(amount.name)} IS NOT NULL AND {number(amount)} IS NULL THEN NULL ELSE"
    value = f"{is_number} {effective} END"
    return Shape(
        tags=tags,
        more_tags=more_tags,
        start=timestamp(start),
        start_column=start,
        currency=string(columns.first("line_item_currency_code")),
        cost=f"CASE WHEN {string(parent)} IS NOT NULL THEN {split} ELSE {value} END" if has_parts else value,
        cost_columns=(amount,),
        category=_category(kind),
        service=f"coalesce({string(columns.first('product_product_name'))}, {product})",
        service_code=product,
        account=string(columns.first("line_item_usage_account_id")),
        provider="'AWS'",
        is_line="TRUE" if has_parts or parent is None else f"{string(parent)} IS NULL",
        resource=string(columns.first("line_item_resource_id")),
        parent=string(parent) if has_parts else NULL,
    )


def _split_cost(columns: Columns) -> str | None:
    """Return the cost of a part of a resource: what it used, and its share of what nobody used.

    https://docs.aws.amazon.com/cur/latest/userguide/split-line-item-columns.html (read 2026-11-30).
    """
    used, unused = (columns.first(f"split_line_item_{name}_cost") for name in ("split", "unused"))
    if used is None:
        return None
    return f"coalesce({number(used)}, 0)" + (f" + coalesce({number(unused)}, 0)" if unused else "")


def _effective(columns: Columns, kind: str, unblended: Column) -> str:
    """Return the amortized cost: a commitment costs where it is used, and the rest of it where it is not.

    https://docs.aws.amazon.com/cur/latest/userguide/savings-plans-columns.html and
    https://docs.aws.amazon.com/cur/latest/userguide/reservation-columns.html (read 2026-11-30).
    """

    def amount(name: str) -> str:
        column = columns.first(name)
        return f"coalesce({number(column)}, 0)" if column else "0"

    arn = string(columns.first(*_ARN))
    cases = []
    if columns.has("savings_plan_savings_plan_effective_cost"):
        cases += [
            f"WHEN {kind} = 'SavingsPlanCoveredUsage' THEN {amount('savings_plan_savings_plan_effective_cost')}",
            f"WHEN {kind} = 'SavingsPlanRecurringFee' THEN {amount('savings_plan_total_commitment_to_date')}"
            f" - {amount('savings_plan_used_commitment')}",
            f"WHEN {kind} IN ('SavingsPlanNegation', 'SavingsPlanUpfrontFee') THEN 0",
        ]
    if columns.has("reservation_effective_cost"):
        cases += [
            f"WHEN {kind} = 'DiscountedUsage' THEN {amount('reservation_effective_cost')}",
            f"WHEN {kind} = 'RIFee' THEN {amount('reservation_unused_amortized_upfront_fee_for_billing_period')}"
            f" + {amount('reservation_unused_recurring_fee')}",
            f"WHEN {kind} = 'Fee' AND {arn} IS NOT NULL THEN 0",
        ]
    return f"CASE {' '.join(cases)} ELSE {number(unblended)} END" if cases else number(unblended)


def _category(kind: str) -> str:
    purchases = ", ".join(f"'{each}'" for each in _PURCHASES)
    return (
        f"CASE WHEN {kind} = 'Tax' THEN 'tax' WHEN {kind} = 'Refund' THEN 'adjustment' "
        f"WHEN {kind} = 'Credit' OR {kind} LIKE '%Discount' THEN 'credit' "
        f"WHEN {kind} IN ({purchases}) THEN 'purchase' ELSE {USAGE} END"
    )
