"""Costs on AWS: Cost Explorer, the activation of cost allocation tags, and pods on EKS in CUR 2.0."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from .cost_query import shell_argument
from .dialects import DIALECTS, MAP, tag
from .statement import Bill, statement

if TYPE_CHECKING:
    from .cost_query import CostQuery

MAX_GROUPS = 2
"""https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html (read 2026-11-30)."""
_MAX_ACTIVATED = 20
"""Of one call of UpdateCostAllocationTagsStatus, same documentation."""
CUR_TABLE = "CUR_DATABASE.CUR_TABLE"


def request(query: CostQuery) -> dict[str, Any]:
    """Return the request of Cost Explorer's GetCostAndUsage."""
    body: dict[str, Any] = {
        "TimePeriod": {"Start": query.first.isoformat(), "End": query.end.isoformat()},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
    }
    if query.group_by:
        body["GroupBy"] = [{"Type": "TAG", "Key": key} for key in query.group_by]
    filters = [{"Tags": {"Key": key, "Values": list(values)}} for key, values in query.where]
    if filters:
        body["Filter"] = filters[0] if len(filters) == 1 else {"And": filters}
    return body


def command(query: CostQuery) -> str:
    """Return the same request as a command of the AWS CLI."""
    body = request(query)
    lines = [
        "aws ce get-cost-and-usage",
        f"--time-period Start={query.first},End={query.end}",
        "--granularity MONTHLY",
        "--metrics UnblendedCost",
    ]
    if query.group_by:
        groups = " ".join(shlex.quote(f"Type=TAG,Key={key}") for key in query.group_by)
        if not groups.isprintable() or any(
            "," in key for key in query.group_by
        ):  # JSON has escapes, shorthand has none
            groups = shell_argument(body["GroupBy"])
        lines.append(f"--group-by {groups}")
    if "Filter" in body:
        lines.append(f"--filter {shell_argument(body['Filter'])}")
    return " \\\n  ".join(lines) + "\n"


def activation(keys: tuple[str, ...]) -> str:
    """Return the commands that activate keys as cost allocation tags, for costs from then on."""
    commands = []
    for start in range(0, len(keys), _MAX_ACTIVATED):
        entries = [{"TagKey": key, "Status": "Active"} for key in keys[start : start + _MAX_ACTIVATED]]
        argument = shell_argument(entries)
        commands.append(f"aws ce update-cost-allocation-tags-status --cost-allocation-tags-status {argument}\n")
    return "".join(commands)


def eks_statement(query: CostQuery, table: str = CUR_TABLE) -> str:
    """Return a statement for Athena over CUR 2.0 with split cost allocation data, for the costs of pods.

    Rows of pods have the resource ID of their instance; the instance's own row, which has the same cost once more, does
    not: https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html (read 2026-11-30).
    """
    bill = Bill(
        table,
        "line_item_usage_start_date",
        "COALESCE(split_line_item_split_cost, 0) + COALESCE(split_line_item_unused_cost, 0)",
        "line_item_currency_code",
        _resource_tag,
        ("split_line_item_parent_resource_id <> ''",),
    )
    return statement(query, bill, DIALECTS["athena"])


def _resource_tag(key: str) -> str:
    """Return a label of a pod, which CUR 2.0 has with `_` in place of other characters than `a-z0-9`."""
    column = "user_" + re.sub("[^a-z0-9]", "_", key.lower())
    spellings = (tag(DIALECTS["athena"], MAP, "resource_tags", each) for each in (column, f"user:{key}"))
    return f"COALESCE({', '.join(str(each) for each in spellings)})"
